import { SettingsError } from '../domain/settings-error.ts';
import type { ChangedFile } from '../domain/tree.ts';
import type { ChangeSource } from '../engine/sources.ts';
import { changesSince } from '../git/changed-since.ts';
import { submoduleRemarks } from '../git/submodules.ts';
import { partsOf, shardOf } from '../render/parts.ts';
import type { Given, Io } from './io.ts';
import { openTree } from './open-tree.ts';

/** What `check` compares: the tree, and with `--changed-since` its base; with `--shard` the part of it that is this run's. */
export async function openChanges(
  paths: readonly string[],
  given: Given,
  io: Io,
): Promise<ChangeSource> {
  const shard = readShard(given['shard']?.at(-1));
  const changes = await everyChange(paths, given, io);
  if (shard === null) return changes;
  const whole = changes.head;
  const mine = shardOf(await partsOf(whole), shard.index, shard.count);
  const isMine = ({ path, status }: ChangedFile): boolean =>
    status === 'removed' ? shard.index === 1 : mine.has(path);
  return {
    ...changes,
    head: {
      ...whole,
      files: async () => [...mine].sort(),
      around: whole.around ?? (async () => whole),
    },
    changedFiles: async () => (await changes.changedFiles())?.filter(isMine) ?? null,
  };
}

async function everyChange(
  paths: readonly string[],
  given: Given,
  io: Io,
): Promise<ChangeSource> {
  const revision = given['changed-since']?.at(-1);
  if (revision === undefined) {
    const head = await openTree(paths, io);
    const remarks = [
      ...(head.unlisted?.() ?? []),
      ...(await submoduleRemarks(io.folder, null)),
    ];
    return { head, base: null, changedFiles: async () => null, remarks: () => remarks };
  }
  if (paths.includes('-'))
    throw new SettingsError(
      '--changed-since: expected files and folders, got -: standard input has no history.',
    );
  return changesSince(io.folder, revision, paths);
}

/** `2/4`: the second of four; `null` where the option was not given. */
function readShard(
  text: string | undefined,
): { readonly index: number; readonly count: number } | null {
  if (text === undefined) return null;
  const [, index = '', count = ''] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  if (index === '' || Number(index) > Number(count))
    throw new SettingsError(
      `--shard: expected I/N such as 2/4, with I from 1 to N, got "${text}".`,
    );
  return { index: Number(index), count: Number(count) };
}
