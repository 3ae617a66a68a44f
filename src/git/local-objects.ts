import { atNul, tryGit } from './git.ts';

/** One entry of a commit's whole listing. */
export interface ListedEntry {
  readonly path: string;
  readonly mode: string;
  readonly sha: string;
  /** In bytes; `null` where the listing does not say. */
  readonly size: number | null;
}

/** What a checkout has of a repository's history: content by its name, so that nothing can be mistaken. */
export interface LocalObjects {
  /** A commit's files; `null` where the checkout does not have it whole. */
  readonly list: (commit: string) => Promise<readonly ListedEntry[] | null>;
  /** The blobs of these that are there. */
  readonly blobs: (shas: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>;
  /** Those of these that are not there; nothing is read. */
  readonly missing: (shas: readonly string[]) => Promise<readonly string[]>;
  /** Where two commits parted; `null` where the history does not reach. */
  readonly mergeBase: (a: string, b: string) => Promise<string | null>;
}

const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The objects of the checkout in a folder; `null` where there is none. */
export async function localObjects(folder: string): Promise<LocalObjects | null> {
  if (folder === '') return null;
  const shallow = await quiet(folder, ['rev-parse', '--is-shallow-repository']);
  if (shallow === null) return null;
  const whole = shallow.toString('utf8').trim() === 'false';
  return {
    list: (commit) => list(folder, commit),
    blobs: (shas) => blobs(folder, shas),
    missing: (shas) => missing(folder, shas),
    mergeBase: async (a, b) => (whole ? mergeBase(folder, a, b) : null),
  };
}

/** git's output; `null` where it failed, or is not installed. */
async function quiet(
  folder: string,
  words: readonly string[],
  input?: string,
): Promise<Buffer | null> {
  return (await tryGit(folder, words, input))?.stdout ?? null;
}

async function list(
  folder: string,
  commit: string,
): Promise<readonly ListedEntry[] | null> {
  if (!SHA.test(commit)) return null;
  const words = ['ls-tree', '-r', '-z', '-l', '--full-tree', commit];
  const output = await quiet(folder, words);
  if (output === null) return null;
  return atNul(output).flatMap((line) => {
    const match = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line);
    if (match === null) return [];
    const [, mode = '', sha = '', size = '-', path = ''] = match;
    return [{ path, mode, sha, size: size === '-' ? null : Number(size) }];
  });
}

async function mergeBase(folder: string, a: string, b: string): Promise<string | null> {
  if (!SHA.test(a) || !SHA.test(b)) return null;
  const output = await quiet(folder, ['merge-base', a, b]);
  const found = output?.toString('utf8').trim() ?? '';
  return SHA.test(found) ? found : null;
}

/** `cat-file --batch`: a header line, the bytes, a line's end; `missing` in place of them. */
async function blobs(
  folder: string,
  shas: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const asked = shas.filter((sha) => SHA.test(sha));
  const found = new Map<string, Buffer>();
  if (asked.length === 0) return found;
  const input = `${asked.join('\n')}\n`;
  const output = await quiet(folder, ['cat-file', '--batch'], input);
  for (let at = 0; output !== null && at < output.length; ) {
    const end = output.indexOf(10, at);
    if (end < 0) break;
    const header = output.subarray(at, end).toString('utf8').split(' ');
    const [sha = '', type = '', size = '0'] = header;
    at = end + 1;
    if (type === 'missing') continue;
    const stop = at + Number(size);
    if (type === 'blob') found.set(sha, output.subarray(at, stop));
    at = stop + 1;
  }
  return found;
}

/** `cat-file --batch-check`: a line an object, with `missing` at the end of it where it is. */
async function missing(
  folder: string,
  shas: readonly string[],
): Promise<readonly string[]> {
  const asked = shas.filter((sha) => SHA.test(sha));
  if (asked.length === 0) return [];
  const input = `${asked.join('\n')}\n`;
  const output = await quiet(folder, ['cat-file', '--batch-check'], input);
  if (output === null) return asked;
  const lines = output.toString('utf8').split('\n');
  return lines.flatMap((line) => /^(\S+) missing$/.exec(line)?.[1] ?? []);
}
