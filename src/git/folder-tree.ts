import {
  type Dirent,
  lstatSync,
  readdirSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import type { FileContent, Tree } from '../domain/tree.ts';
import { runRepository } from '../settings/search-path.ts';
import { atNul, git, tryGit } from './git.ts';
import { leadsOut } from './leads-out.ts';
import { slashed } from './places.ts';
import { insideReader } from './read-inside.ts';

/**
 * A working folder's files, or those below the files and folders named. Links are never followed out of the folder; what git ignores
 * is left out where the folder is git's.
 */
export async function folderTree(
  folder: string,
  named: readonly string[] = [],
): Promise<Tree> {
  const roots = named.length === 0 ? ['.'] : named;
  const unlisted: string[] = [];
  const found = await Promise.all(
    roots.map((root) => filesBelow(folder, root, unlisted)),
  );
  const files = [...new Set(found.flat())].filter((file) => !isCredentials(file)).sort();
  const known = new Set(files);
  const bases = [folder, ...roots.map((root) => path.resolve(folder, root))].map((base) =>
    realpathSync.native(base),
  );
  const inside = insideReader(bases);
  // What was listed below the folder needs no normal form made of it.
  const placeOf = (file: string): string =>
    known.has(file) && !file.startsWith('.') && !path.isAbsolute(file)
      ? `${folder}${path.sep}${file}`
      : path.resolve(folder, file);
  return {
    files: async () => files,
    unlisted: () => unlisted,
    read: async (file) => {
      if (
        isCredentials(file) ||
        (named.length > 0 &&
          !known.has(file) &&
          !isNeighbour(file) &&
          !isManifestLink(placeOf(file)))
      )
        return { kind: 'absent' };
      const place = placeOf(file);
      const content = inside.text(place);
      const isLost =
        content.kind === 'absent' && known.has(file) && isManifestLink(place);
      return isLost ? LEADS_NOWHERE : content;
    },
    bytes: async (file) => (isCredentials(file) ? null : inside.bytes(placeOf(file))),
    repository: () => repositoryOf(folder),
    above: (below) => folderTree(path.resolve(folder, below.replace(/[^/]+/g, '..'))),
    ...(named.length === 0 ? {} : { around: () => folderTree(folder) }),
  };
}

const LEADS_NOWHERE: FileContent = {
  kind: 'unreadable',
  why: 'Not read: a link to what is no file.',
};

/** A chart's description beside a values file that was named is read too. */
function isNeighbour(file: string): boolean {
  return file.endsWith('Chart.yaml');
}

/** What google-github-actions/auth leaves in a workspace is a secret. */
function isCredentials(file: string): boolean {
  return /(?:^|\/)gha-creds-[^/]*\.json$/.test(file);
}

/** Which repository a folder is: the run's, as GitHub says, else by its remote. */
async function repositoryOf(folder: string): Promise<string | null> {
  const told = runRepository();
  if (told !== null) return told;
  const { status, stdout } = await git(folder, ['config', '--get', 'remote.origin.url']);
  const address = status === 0 ? stdout.toString('utf8').trim() : '';
  return (
    /[:/]([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(
      /^(?:[a-z+]+:\/\/|[^/]+@[^/]+:)/i.test(address) ? address : '',
    )?.[1] ?? null
  );
}

/** `unlisted` is told what could not be looked at. */
async function filesBelow(
  folder: string,
  root: string,
  unlisted: string[],
): Promise<readonly string[]> {
  const absolute = path.resolve(folder, root);
  const status = statusOf(absolute);
  if (status === null)
    throw new SettingsError(
      `PATH: expected a file or a folder, got "${root}", which does not exist.`,
    );
  if (leadsOut(folder, absolute))
    throw new SettingsError(
      `PATH: expected a file or a folder below the working directory, got "${root}", a link that leads out of it.`,
    );
  const top = slashed(folder, absolute);
  if (status.isFile()) return [top];
  if (!status.isDirectory())
    throw new SettingsError(
      `PATH: expected a file or a folder, got "${root}", which is neither. Standard input is read with -.`,
    );
  const listed = await listedByGit(absolute, unlisted);
  // What a walk comes by, it has seen to be a file; one whose name is no text cannot be found by it again.
  const isThere = (file: string): boolean =>
    (listed === null && !file.includes('\ufffd')) ||
    isOwnFile(path.join(absolute, file)) ||
    isLostManifest(absolute, path.join(absolute, file));
  return (listed ?? walk(absolute, unlisted)).flatMap((file) => {
    const named = top === '' ? file : `${top}/${file}`;
    if (isThere(file)) return [named];
    if (file.includes('\ufffd'))
      unlisted.push(`${named} is no file name in UTF-8, so the file was not read.`);
    return [];
  });
}

/** `null` where nothing can be found there. */
function statusOf(absolute: string): Stats | null {
  try {
    return statSync(absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}

/** A regular file itself: a link's target inside the tree is read where it stands. */
function isOwnFile(file: string): boolean {
  try {
    return lstatSync(file).isFile();
  } catch (error) {
    // What may not be looked at is there all the same: reading it says why it cannot be.
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

/**
 * A link in a manifest's place that leads to no file of the folder: reading it says so. What another leads to is read where it stands.
 */
function isLostManifest(folder: string, file: string): boolean {
  if (!isManifestLink(file)) return false;
  return statusOf(file)?.isFile() !== true || leadsOut(folder, file);
}

function isManifestLink(file: string): boolean {
  if (!/\.(?:ya?ml|json)$/i.test(file)) return false;
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

async function listedByGit(
  folder: string,
  unlisted: string[],
): Promise<readonly string[] | null> {
  const result = await tryGit(folder, [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
  ]);
  if (result === null) return null;
  const files = atNul(result.stdout);
  for (const [, name = ''] of result.stderr.matchAll(/could not open directory '(.*)'/g))
    unlisted.push(shut(name, 'git may not open it'));
  // A folder inside a repository that ignores it whole was named on purpose.
  return files.length === 0 ? null : files;
}

/** The sentence for a folder that cannot be opened. */
function shut(folder: string, why: string): string {
  return `The folder ${folder} could not be listed (${why}), so what it holds was not read.`;
}

function walk(folder: string, unlisted: string[]): readonly string[] {
  const files: string[] = [];
  const pending = [''];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const entry of entriesOf(folder, at, unlisted)) {
      const relative = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules')
        pending.push(relative);
      const absolute = path.join(folder, relative);
      if (entry.isFile() || (entry.isSymbolicLink() && isLostManifest(folder, absolute)))
        files.push(relative);
    }
  }
  return files;
}

/** None where the folder cannot be opened, which is said. */
function entriesOf(folder: string, at: string, unlisted: string[]): readonly Dirent[] {
  try {
    return readdirSync(path.join(folder, at), { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    unlisted.push(shut(at === '' ? '.' : at, code));
    return [];
  }
}
