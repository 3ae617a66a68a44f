import type { ChangedFile, LineRange } from '../domain/tree.ts';

/** A file of a pull request, as GitHub lists it. */
export interface FileEntry {
  readonly filename: string;
  readonly previous_filename?: string;
  readonly status: string;
  readonly patch?: string;
}

const STATUSES: Readonly<Record<string, ChangedFile['status']>> = {
  renamed: 'renamed',
  removed: 'removed',
  added: 'added',
  copied: 'added',
};

/** Whether an entry of the list is one. */
export function isEntry({ filename, status, patch }: FileEntry): boolean {
  const written = [filename, status, patch ?? ''];
  return written.every((text) => typeof text === 'string');
}

/** An entry as a changed file: every line counts where GitHub leaves the patch out. */
export function readEntry({
  filename,
  previous_filename,
  status,
  patch,
}: FileEntry): ChangedFile {
  const word = STATUSES[status] ?? 'modified';
  return {
    path: filename,
    previousPath: word === 'renamed' ? (previous_filename ?? null) : null,
    status: word,
    addedLines: patch === undefined ? null : addedLines(patch),
  };
}

/** The lines that a patch adds, at the head. */
export function addedLines(patch: string): readonly LineRange[] {
  const ranges: LineRange[] = [];
  let line = 0;
  for (const text of patch.split('\n')) {
    const hunk = /^@@ -\S+ \+(\d+)(?:,\d+)? @@/.exec(text);
    if (hunk !== null) {
      line = Number(hunk[1]);
      continue;
    }
    if (text.startsWith('+')) {
      const last = ranges.at(-1);
      if (last !== undefined && last.last === line - 1)
        ranges[ranges.length - 1] = { first: last.first, last: line };
      else ranges.push({ first: line, last: line });
    }
    if (!text.startsWith('-') && !text.startsWith('\\')) line += 1;
  }
  return ranges;
}
