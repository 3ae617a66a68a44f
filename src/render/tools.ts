import { findProgram } from '../git/find-program.ts';

/** The programs that render, as absolute paths; `null` where one is not on the PATH. */
export interface Tools {
  readonly kustomize: KustomizeProgram | null;
  readonly helm: string | null;
}

/** What builds a kustomization, with the words before the folder. */
export interface KustomizeProgram {
  readonly program: string;
  readonly words: readonly string[];
}

/** Looks for the programs once. */
export async function findTools(): Promise<Tools> {
  const [kustomize, kubectl, helm] = await Promise.all(
    ['kustomize', 'kubectl', 'helm'].map(findProgram),
  );
  const standalone = kustomize == null ? null : { program: kustomize, words: ['build'] };
  const bundled = kubectl == null ? null : { program: kubectl, words: ['kustomize'] };
  return { kustomize: standalone ?? bundled, helm: helm ?? null };
}

/**
 * What a tool is started by where it is handed a stranger's files: namespaces of its own, without network, in which no process but its
 * own is to be seen in `/proc`.
 */
const CONFINED = [
  '--user',
  '--map-root-user',
  '--net',
  '--ipc',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount',
  '--mount-proc',
  '--',
];

/** The program and words before a tool's own that confine it; `null` where this machine offers no such thing. */
export async function findConfinement(): Promise<readonly string[] | null> {
  const unshare = findProgram('unshare');
  const nothing = findProgram('true');
  if (unshare === null || nothing === null) return null;
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    execFile(unshare, [...CONFINED, nothing], { env: {}, timeout: 5000 }, (refused) =>
      resolve(refused === null ? [unshare, ...CONFINED] : null),
    );
  });
}
