import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChangedFile, Tree } from '../../src/domain/tree.ts';
import { changesOf, historiesIn } from './histories.ts';
import { changedScalars } from './simulated-change.ts';
import { HOLDS_IMAGE, treeOf, unreadOf } from './unread.ts';

const corpora = process.env['CORPORA'] ?? '';
/** A folder of clones, `NAME/repo` or `NAME/.git`. */
const histories = process.env['HISTORIES'] ?? '';

/** How often a file without an image is called unread. */
interface Count {
  readonly files: number;
  readonly alarms: readonly string[];
}

describe('a file without an image is called unread once in fifty changes, at the most', () => {
  it.skipIf(corpora === '')('where a pull request adds it (needs CORPORA)', async () => {
    const counts = await Promise.all(
      foldersIn(corpora).map((folder) =>
        countIn(filesIn(folder), (one) => unreadIn(one.file, one.text, '')),
      ),
    );
    hold('added files', sumOf(counts));
  });

  it.skipIf(corpora === '')(
    'where its scalars are changed, one of each in turn (needs CORPORA)',
    async () => {
      const counts = await Promise.all(
        foldersIn(corpora).map((folder) =>
          countIn(filesIn(folder).flatMap(changedScalars), (one) =>
            unreadIn(one.file, one.text, one.before),
          ),
        ),
      );
      hold('simulated changes', sumOf(counts));
    },
  );

  it.skipIf(histories === '')(
    'in every change of public histories (needs HISTORIES)',
    async () => {
      const counts: Count[] = [];
      for (const history of historiesIn(histories)) {
        const count = await countIn(changesOf(history), (one) =>
          unreadIn(one.file, one.text, one.before),
        );
        process.stdout.write(line(path.basename(path.dirname(history)), count));
        counts.push(count);
      }
      hold('changed files of histories', sumOf(counts));
    },
    600_000,
  );
});

function hold(what: string, count: Count): void {
  process.stdout.write(line(what, count));
  expect(count.files).toBeGreaterThan(300);
  expect(count.alarms.length * 50).toBeLessThanOrEqual(count.files);
}

function line(what: string, { files, alarms }: Count): string {
  const list = alarms.slice(0, 60).map((one) => `  ${one}\n`);
  return `change-unread: ${alarms.length} of ${files} ${what} that hold no image\n${list.join('')}`;
}

function sumOf(counts: readonly Count[]): Count {
  return {
    files: counts.reduce((sum, one) => sum + one.files, 0),
    alarms: counts.flatMap((one) => one.alarms),
  };
}

async function countIn<T extends { readonly file: string; readonly text: string }>(
  changes: Iterable<T>,
  alarmOf: (change: T) => Promise<string | null>,
): Promise<Count> {
  const alarms: string[] = [];
  let files = 0;
  for (const change of changes) {
    if (HOLDS_IMAGE.test(change.text)) continue;
    files += 1;
    const alarm = await alarmOf(change);
    if (alarm !== null) alarms.push(alarm);
  }
  return { files, alarms };
}

async function unreadIn(
  file: string,
  text: string,
  before: string,
): Promise<string | null> {
  const head: Tree = treeOf({ [file]: text });
  const base: Tree = treeOf(before === '' ? {} : { [file]: before });
  const changed: ChangedFile = {
    path: file,
    previousPath: null,
    status: before === '' ? 'added' : 'modified',
    addedLines: null,
  };
  const [one] = await unreadOf(changed, head, base);
  return one === undefined
    ? null
    : `${file}:${one.location.line}: ${one.key}: ${one.text}`;
}

function foldersIn(folder: string): readonly string[] {
  return readdirSync(path.join(folder, 'truth'))
    .map((one) => path.join(folder, path.basename(one, '.json')))
    .filter(existsSync);
}

function filesIn(folder: string): { readonly file: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((one) => /\.(?:ya?ml|json)$/.test(one))
    .map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));
}
