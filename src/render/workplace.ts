import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Tree } from '../domain/tree.ts';
import { isWithin } from '../git/places.ts';
import { holdFolder } from './leftovers.ts';

/**
 * A temporary folder in which tools run: they see copies of the files that they need and nothing else of the machine's work.
 * Links are copied as what they lead to, and only where the tree itself reads them.
 */
export interface Workplace {
  readonly folder: string;
  /** An empty folder that belongs to no tree. */
  readonly home: string;
  /** Copies files of a tree below `under`; what is there already is left. Answers what could not be read as text. */
  readonly copy: (
    tree: Tree,
    files: Iterable<string>,
    under: string,
  ) => Promise<readonly string[]>;
  readonly write: (file: string, text: string) => Promise<void>;
  /** Adds to a file that is there, at once: whoever reads it meanwhile has it with or without. */
  readonly append: (file: string, text: string) => void;
  readonly release: () => Promise<void>;
}

/** Opens one; whoever opens it releases it. */
export async function openWorkplace(): Promise<Workplace> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-preflight-'));
  const letGo = holdFolder(folder);
  const home = path.join(folder, 'home');
  mkdirSync(home);
  // Several roots may need a file at once: all wait for the one copy.
  const copied = new Map<string, Promise<readonly string[]>>();
  const made = new Set<string>();
  // At once, not in turns: for many small files that is most of the work.
  const write = async (file: string, text: string): Promise<void> => {
    const target = path.resolve(folder, file);
    if (target === folder || !isWithin(folder, target)) return;
    const below = path.dirname(target);
    if (!made.has(below)) mkdirSync(below, { recursive: true });
    made.add(below);
    writeFileSync(target, text);
  };
  const copyOne = async (
    tree: Tree,
    file: string,
    target: string,
  ): Promise<readonly string[]> => {
    const content = await tree.read(file);
    if (content.kind === 'text') await write(target, content.text);
    return content.kind === 'unreadable' ? [file] : [];
  };
  return {
    folder,
    home,
    write,
    append: (file, text) => appendFileSync(path.join(folder, file), text),
    copy: async (tree, files, under) => {
      const copies = [...files].map((file) => {
        const target = `${under}/${file}`;
        const copying = copied.get(target) ?? copyOne(tree, file, target);
        copied.set(target, copying);
        return copying;
      });
      return (await Promise.all(copies)).flat();
    },
    release: async () => {
      rmSync(folder, { recursive: true, force: true });
      letGo();
    },
  };
}

/** A folder's name for whatever a person calls it: short, and no letter of it theirs. */
export function folderNameOf(label: string): string {
  return createHash('sha256').update(label).digest('hex').slice(0, 24);
}
