import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
} from 'node:fs';
import path from 'node:path';
import type { FileContent } from '../domain/tree.ts';
import { isWithin } from './places.ts';
import { decodeText, SIZE_AT_MOST } from './read-text.ts';

/** Reads files below some folders, and nothing that a link leads to elsewhere. */
export interface InsideReader {
  readonly text: (absolute: string) => FileContent;
  /** `null` where it is absent, unreadable or too large. */
  readonly bytes: (absolute: string) => Uint8Array | null;
}

type Allocate = (size: number) => Buffer;

/**
 * Reads at once, not in turns: for the many small files of a tree that is a fifth of the work. Where a folder really is, is asked once a
 * folder.
 */
export function insideReader(bases: readonly string[]): InsideReader {
  const folders = new Map<string, string>();
  const isInside = (real: string): boolean => bases.some((base) => isWithin(base, real));
  // One piece of memory serves every text: a text is a copy.
  let piece = Buffer.allocUnsafeSlow(64 * 1024);
  const scratch: Allocate = (size) => {
    if (size > piece.length) piece = Buffer.allocUnsafeSlow(2 * size);
    return piece.subarray(0, size);
  };
  const bytesAt = (absolute: string, allocate: Allocate): Uint8Array | FileContent => {
    try {
      const found = placeOf(absolute, folders);
      if (!isInside(found.real)) return OUT;
      return readRegular(found, allocate);
    } catch (error) {
      return whyNot(error as NodeJS.ErrnoException);
    }
  };
  return {
    text: (absolute) => {
      const read = bytesAt(absolute, scratch);
      return 'kind' in read ? read : decodeText(read);
    },
    bytes: (absolute) => {
      const read = bytesAt(absolute, Buffer.allocUnsafeSlow);
      return 'kind' in read ? null : read;
    },
  };
}

const OUT: FileContent = {
  kind: 'unreadable',
  why: 'Not read: a link that leads out of the folder.',
};

interface Place {
  readonly real: string;
  readonly isFile: boolean;
}

/** Where a file really is: its folder's real path, which is remembered, and its own link, which is not. */
function placeOf(absolute: string, folders: Map<string, string>): Place {
  const cut = absolute.lastIndexOf(path.sep);
  const folder = cut <= 0 ? path.dirname(absolute) : absolute.slice(0, cut);
  const known = folders.get(folder) ?? realpathSync.native(folder);
  folders.set(folder, known);
  const name = absolute.slice(cut + 1);
  const beside = known.endsWith(path.sep)
    ? `${known}${name}`
    : `${known}${path.sep}${name}`;
  const status = lstatSync(beside);
  if (!status.isSymbolicLink()) return { real: beside, isFile: status.isFile() };
  const real = realpathSync.native(beside);
  return { real, isFile: lstatSync(real).isFile() };
}

/** A regular file and nothing else: no pipe is waited for, and no link that came in between is followed. */
function readRegular(
  { real, isFile }: Place,
  allocate: Allocate,
): Uint8Array | FileContent {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  if (!isFile) return { kind: 'absent' };
  // Where the platform has no such flags they are undefined, and count for nothing.
  const handle = openSync(real, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(handle);
    if (!status.isFile()) return { kind: 'absent' };
    if (status.size > SIZE_AT_MOST)
      return { kind: 'unreadable', why: 'Not read: larger than 32 MiB.' };
    return readAll(handle, allocate(status.size));
  } finally {
    closeSync(handle);
  }
}

/** What the file holds now, should it shrink meanwhile; what is added meanwhile is not waited for. */
function readAll(handle: number, bytes: Buffer): Uint8Array {
  const size = bytes.length;
  let at = 0;
  while (at < size) {
    const count = readSync(handle, bytes, at, size - at, null);
    if (count === 0) break;
    at += count;
  }
  return bytes.subarray(0, at);
}

function whyNot({ code, message }: NodeJS.ErrnoException): FileContent {
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP')
    return { kind: 'absent' };
  return { kind: 'unreadable', why: `Not read: ${code ?? message}.` };
}
