import { git } from './git.ts';
import { isShallow } from './unknown-revision.ts';

/** `null` where the two have none, or none that this clone knows. */
export async function mergeBase(folder: string, commit: string): Promise<string | null> {
  const { status, stdout } = await git(folder, ['merge-base', 'HEAD', commit]);
  const found = stdout.toString('utf8').trim().split('\n')[0] ?? '';
  return status === 0 && /^[0-9a-f]{40,64}$/.test(found) ? found : null;
}

/** Where history was cut off, what the other side has changed since counts as changed here. */
export async function cutHistory(
  folder: string,
  revision: string,
): Promise<readonly string[]> {
  if (!(await isShallow(folder))) return [];
  return [
    `This shallow clone does not reach the merge base with ${revision}, so ${revision} itself is compared: what it has changed since counts, too. Check out with fetch-depth: 0.`,
  ];
}
