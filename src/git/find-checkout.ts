import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { git } from './git.ts';

/** A repository's checkouts stand in a workspace, or at a `path` in it: so deep at the most. */
const DEPTH_AT_MOST = 2;
const FOLDERS_AT_MOST = 200;

/**
 * The folder of a workspace that holds a repository's checkout: the workspace itself, or the folder below it whose origin is the
 * repository; `null` where there is none.
 */
export async function findCheckout(
  workspace: string,
  repository: string,
): Promise<string | null> {
  if (workspace === '') return null;
  const folders = (await foldersBelow(workspace, DEPTH_AT_MOST)).slice(
    0,
    FOLDERS_AT_MOST,
  );
  for (const folder of folders) {
    if (!(await isCheckout(folder))) continue;
    if (folder === workspace || (await originOf(folder)) === repository.toLowerCase())
      return folder;
  }
  return null;
}

/** The folder first, then what is nearest to it. */
async function foldersBelow(folder: string, depth: number): Promise<readonly string[]> {
  if (depth === 0) return [folder];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const inner = entries.filter(
    (one) => one.isDirectory() && !/^(?:\.git|node_modules)$/.test(one.name),
  );
  const below = await Promise.all(
    inner.map((one) => foldersBelow(path.join(folder, one.name), depth - 1)),
  );
  const depthOf = (one: string): number => one.split(path.sep).length;
  return [folder, ...below.flat().sort((a, b) => depthOf(a) - depthOf(b))];
}

async function isCheckout(folder: string): Promise<boolean> {
  return stat(path.join(folder, '.git')).then(
    () => true,
    () => false,
  );
}

/** `owner/repo` of its remote, in small letters; empty where it has none. */
async function originOf(folder: string): Promise<string> {
  const { status, stdout } = await git(folder, ['config', '--get', 'remote.origin.url']);
  const address = status === 0 ? stdout.toString('utf8').trim() : '';
  const match = /[:/]([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(address);
  return (match?.[1] ?? '').toLowerCase();
}
