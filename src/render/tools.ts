import { findProgram } from '../git/find-program.ts';

/** The programs that render, as absolute paths; `null` where one is not on the PATH. */
export interface Tools {
  /** What builds a kustomization, with the words before the folder. */
  readonly kustomize: { readonly program: string; readonly words: readonly string[] } | null;
  readonly helm: string | null;
}

/** Looks for the programs once. */
export async function findTools(): Promise<Tools> {
  const [kustomize, kubectl, helm] = await Promise.all(['kustomize', 'kubectl', 'helm'].map(findProgram));
  const standalone = kustomize == null ? null : { program: kustomize, words: ['build'] };
  const bundled = kubectl == null ? null : { program: kubectl, words: ['kustomize'] };
  return { kustomize: standalone ?? bundled, helm: helm ?? null };
}
