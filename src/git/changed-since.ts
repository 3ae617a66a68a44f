import { createHash } from 'node:crypto';
import path from 'node:path';
import pLimit from 'p-limit';
import { SettingsError } from '../domain/settings-error.ts';
import type { ChangedFile, FileContent, Tree } from '../domain/tree.ts';
import type { ChangeSource } from '../engine/sources.ts';
import { addedLines } from './added-lines.ts';
import { filesThatDiffer, linksThatDiffer } from './diff-tree.ts';
import { folderTree } from './folder-tree.ts';
import { git, ownershipProblem } from './git.ts';
import { cutHistory, mergeBase } from './merge-base.ts';
import { isWithin } from './places.ts';
import { blobsOf, revisionTree } from './revision-tree.ts';
import { submoduleRemarks } from './submodules.ts';
import { unknownRevision } from './unknown-revision.ts';

/**
 * What a working tree, staged and unstaged and untracked, adds or changes since its merge base with a revision (the revision itself
 * where there is none). Contents are compared by their own hashes: git's comparison would run the filters that the repository names.
 */
export async function changesSince(
  folder: string,
  revision: string,
  named: readonly string[] = [],
): Promise<ChangeSource> {
  const meant = await resolveCommit(folder, revision);
  const common = await mergeBase(folder, meant);
  const commit = common ?? meant;
  const prefix = await folderInRepository(folder);
  const [head, base] = await Promise.all([
    folderTree(folder, named),
    revisionTree(folder, commit, prefix),
  ]);
  const cut = common === null ? await cutHistory(folder, revision) : [];
  const remarks = [
    ...cut,
    ...(head.unlisted?.() ?? []),
    ...(await submoduleRemarks(folder, commit)),
  ];
  return {
    head,
    base,
    remarks: () => remarks,
    changedFiles: () => readChanges({ folder, commit, prefix, head, base, named }),
  };
}

async function resolveCommit(folder: string, revision: string): Promise<string> {
  const inside = await git(folder, ['rev-parse', '--is-inside-work-tree']);
  const foreign = ownershipProblem(folder, inside);
  if (foreign !== null) throw foreign;
  if (inside.status !== 0 || inside.stdout.toString('utf8').trim() !== 'true') {
    throw new SettingsError(
      `--changed-since: expected a git working tree, got "${folder}" (${inside.stderr.split('\n')[0] ?? ''}).`,
    );
  }
  if (revision.startsWith('-') || revision === '')
    throw await unknownRevision(folder, revision, 'not a revision');
  const result = await git(folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  const commit = result.stdout.toString('utf8').trim().split('\n').at(-1) ?? '';
  if (result.status !== 0 || !/^[0-9a-f]{40,64}$/.test(commit))
    throw await unknownRevision(folder, revision, result.stderr || 'unknown');
  return commit;
}

/** The working directory inside its repository, with `/` at its end; empty at the top. */
async function folderInRepository(folder: string): Promise<string> {
  const result = await git(folder, ['rev-parse', '--show-prefix']);
  return result.stdout.toString('utf8').replace(/\n$/, '');
}

interface Comparison {
  readonly folder: string;
  readonly commit: string;
  readonly prefix: string;
  readonly head: Tree;
  readonly base: Tree;
  readonly named: readonly string[];
}

const READ_AT_ONCE = 16;

async function readChanges(comparison: Comparison): Promise<readonly ChangedFile[]> {
  const { folder, commit, prefix, head, base, named } = comparison;
  const before = new Map(
    (await blobsOf(folder, commit, prefix)).map(({ path: file, id }) => [file, id]),
  );
  const present = await head.files();
  const limit = pLimit(READ_AT_ONCE);
  const compared = await Promise.all(
    present.map((file) =>
      limit(async () => ({ file, state: await stateOf(file, before, comparison) })),
    ),
  );
  const added = new Set(
    compared.flatMap(({ file, state }) => (state === 'added' ? [file] : [])),
  );
  const modified = compared.flatMap(({ file, state }) =>
    state === 'modified' ? [file] : [],
  );
  // A link that leads to no file is listed for itself, and is among the added ones.
  const links = (await changedLinks(comparison)).filter((file) => !added.has(file));
  const here = new Set(present);
  const gone = [...before.keys()].filter(
    (file) => !here.has(file) && (named.length === 0 || isBelow(file, folder, named)),
  );
  const removed = new Set(
    (await Promise.all(gone.map((file) => isThere(head, file)))).flatMap((there, at) =>
      there ? [] : [gone[at] ?? ''],
    ),
  );
  const renames = await findRenames(comparison, added, removed, before);
  const from = new Set(renames.values());
  const changed: readonly Omit<ChangedFile, 'addedLines'>[] = [
    ...[...added].map((file) => ({
      path: file,
      previousPath: renames.get(file) ?? null,
      status: renames.has(file) ? ('renamed' as const) : ('added' as const),
    })),
    ...[...new Set([...modified, ...links])].map((file) => ({
      path: file,
      previousPath: null,
      status: 'modified' as const,
    })),
    ...[...removed]
      .filter((file) => !from.has(file))
      .map((file) => ({ path: file, previousPath: null, status: 'removed' as const })),
  ];
  const sorted = changed.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return Promise.all(
    sorted.map((one) =>
      limit(async () => ({ ...one, addedLines: await linesOf(one, head, base) })),
    ),
  );
}

/** Links that commits put in a file's place, or led elsewhere: each is read through, as the deployer does. */
async function changedLinks({
  folder,
  commit,
  prefix,
  named,
}: Comparison): Promise<readonly string[]> {
  const links = await linksThatDiffer(folder, commit, 'HEAD');
  return links
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length))
    .filter((file) => named.length === 0 || isBelow(file, folder, named));
}

/** A file that only is not among those that were named is not gone. */
async function isThere(head: Tree, file: string): Promise<boolean> {
  return (await head.read(file)).kind !== 'absent';
}

async function stateOf(
  file: string,
  before: ReadonlyMap<string, string>,
  { head }: Comparison,
): Promise<'same' | 'added' | 'modified'> {
  const id = before.get(file);
  if (id === undefined) return 'added';
  const content = await head.read(file);
  return content.kind === 'text' && blobId(content.text, id.length) === id
    ? 'same'
    : 'modified';
}

/** The name that git gives to a blob, in the repository's own hash: 40 digits are SHA-1, 64 SHA-256. */
function blobId(text: string, digits: number): string {
  const bytes = Buffer.from(text, 'utf8');
  return createHash(digits === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

/** Which added file was which removed one: by its contents, or as git tells it of what is committed. */
async function findRenames(
  { folder, commit, prefix, head }: Comparison,
  added: ReadonlySet<string>,
  removed: ReadonlySet<string>,
  before: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  if (added.size === 0 || removed.size === 0) return new Map();
  const renames = new Map<string, string>();
  const left = new Set(removed);
  const take = (to: string, from: string): void => {
    if (!added.has(to) || renames.has(to) || !left.delete(from)) return;
    renames.set(to, from);
  };
  const contents = new Map([...removed].map((file) => [before.get(file), file] as const));
  for (const file of added) {
    const content = await head.read(file);
    if (content.kind !== 'text') continue;
    const from =
      contents.get(blobId(content.text, 40)) ?? contents.get(blobId(content.text, 64));
    if (from !== undefined) take(file, from);
  }
  const committed = (await filesThatDiffer(folder, commit, 'HEAD')) ?? [];
  for (const { path: to, previousPath: from } of committed) {
    if (from?.startsWith(prefix) && to.startsWith(prefix))
      take(to.slice(prefix.length), from.slice(prefix.length));
  }
  return renames;
}

async function linesOf(
  { path: file, previousPath, status }: Omit<ChangedFile, 'addedLines'>,
  head: Tree,
  base: Tree,
): Promise<ChangedFile['addedLines']> {
  if (status === 'removed') return [];
  if (status === 'added') return null;
  const [before, after] = await Promise.all([
    base.read(previousPath ?? file),
    head.read(file),
  ]);
  if (before.kind !== 'text' || after.kind !== 'text') return null;
  return addedLines(textOf(before), textOf(after));
}

function textOf({ text }: Extract<FileContent, { kind: 'text' }>): string {
  return text.replaceAll('\r\n', '\n');
}

/** A removed file is in no listing; it counts where a folder above it was named. */
function isBelow(file: string, folder: string, named: readonly string[]): boolean {
  const absolute = path.resolve(folder, file);
  return named.some((root) => isWithin(path.resolve(folder, root), absolute));
}
