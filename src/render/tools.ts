import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { searchPath } from '../settings/search-path.ts';

/** The programs that render, as absolute paths; `null` where one is not on the PATH. */
export interface Tools {
  /** What builds a kustomization, with the words before the folder. */
  readonly kustomize: { readonly program: string; readonly words: readonly string[] } | null;
  readonly helm: string | null;
}

/** Looks for the programs once. A folder of the PATH that is not absolute does not count: what stands there, a stranger may have put there. */
export async function findTools(): Promise<Tools> {
  const [kustomize, kubectl, helm] = await Promise.all(['kustomize', 'kubectl', 'helm'].map(findProgram));
  const standalone = kustomize == null ? null : { program: kustomize, words: ['build'] };
  const bundled = kubectl == null ? null : { program: kubectl, words: ['kustomize'] };
  return { kustomize: standalone ?? bundled, helm: helm ?? null };
}

async function findProgram(name: string): Promise<string | null> {
  for (const folder of searchPath().split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const program = path.join(folder, name);
    const runs = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return program;
  }
  return null;
}
