import type { Tree } from '../../src/domain/tree.ts';

/** A tree of texts; `null` stands for what is no text. Packed charts are bytes. */
export function treeOf(
  files: Readonly<Record<string, string | null>>,
  packed: Readonly<Record<string, Uint8Array>> = {},
): Tree {
  return {
    files: async () => [...Object.keys(files), ...Object.keys(packed)].sort(),
    bytes: async (file) => packed[file] ?? null,
    read: async (file) => {
      const text = files[file];
      if (text === undefined) return { kind: 'absent' };
      return text === null
        ? { kind: 'unreadable', why: 'Not read: a binary file.' }
        : { kind: 'text', text };
    },
  };
}
