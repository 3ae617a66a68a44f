/** What a path of a tree holds. Text is decoded UTF-8, a byte order mark kept. */
export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  /** There is no such file, or it is not a regular file inside the tree. */
  | { readonly kind: 'absent' }
  /** It is there, and cannot be read as text: binary, invalid UTF-8, too large, no permission, a link out of the tree. */
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * One state of a repository's files: a working folder, a git revision, a pull request's head at GitHub.
 * Paths are relative to its root, with `/`. Nothing outside the root is ever read.
 */
export interface Tree {
  /** `requests` where every read costs a request to a server; absent where files are at hand. */
  readonly reads?: 'requests';
  /** Every regular file's path, sorted; what git ignores is left out where the tree is git's. */
  readonly files: () => Promise<readonly string[]>;
  readonly read: (path: string) => Promise<FileContent>;
  /** A file's bytes, for what is packed; `null` where it is absent or unreadable. Absent where only text is to be had. */
  readonly bytes?: (path: string) => Promise<Uint8Array | null>;
  /** `owner/name` of the repository that this is a state of, where that is known. */
  readonly repository?: () => Promise<string | null>;
  /** What of it could not be listed, and so was not read: a sentence each. */
  readonly unlisted?: () => readonly string[];
  /** Where only some files were named: the whole tree that they stand in, for what they build on. */
  readonly around?: () => Promise<Tree>;
  /** The tree of a folder above, from which this one is `below` (with `/` at its end). */
  readonly above?: (below: string) => Promise<Tree>;
}

/** A file that differs between the base and the head. */
export interface ChangedFile {
  /** Its path at the head (for `removed`: at the base). */
  readonly path: string;
  /** Its path at the base where it was renamed, else `null`. */
  readonly previousPath: string | null;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
  /** The lines that the head adds, first and last, from 1; `null` where nobody could say: then every line counts. */
  readonly addedLines: readonly LineRange[] | null;
}

/** A run of lines, both ends included, from 1. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}
