import type { FileContent } from '../domain/tree.ts';

/** Larger files are not read: no manifest is. In bytes. */
export const SIZE_AT_MOST = 32 * 1024 * 1024;

/** Bytes as text, or why they are none. */
export function decodeText(bytes: Uint8Array): FileContent {
  if (bytes.length > SIZE_AT_MOST)
    return { kind: 'unreadable', why: 'Not read: larger than 32 MiB.' };
  if (bytes.includes(0)) return { kind: 'unreadable', why: 'Not read: a binary file.' };
  if (isLargeFilePointer(bytes))
    return {
      kind: 'unreadable',
      why: 'Not read: a Git LFS pointer stands in its place. Check it out with `lfs: true`, or take it out of LFS.',
    };
  try {
    return { kind: 'text', text: UTF8.decode(bytes) };
  } catch {
    return { kind: 'unreadable', why: 'Not read: not valid UTF-8.' };
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const POINTER = 'version https://git-lfs.github.com/spec/';

/** What git keeps of a file that Git LFS has. */
function isLargeFilePointer(bytes: Uint8Array): boolean {
  if (bytes.length > 1024) return false;
  const start = bytes.subarray(0, POINTER.length);
  return Buffer.from(start).toString('latin1') === POINTER;
}
