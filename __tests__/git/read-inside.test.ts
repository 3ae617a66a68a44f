import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insideReader } from '../../src/git/read-inside.ts';

const OUT = {
  kind: 'unreadable',
  why: 'Not read: a link that leads out of the folder.',
};

describe('reading inside a folder', () => {
  let home = '';
  const at = (file: string): string => path.join(home, 'tree', file);

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'gar-inside-'));
    mkdirSync(at('sub'), { recursive: true });
    writeFileSync(at('a.yaml'), 'a: 1\n');
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('follows a link to a file of its own, and says nothing of a circle', () => {
    symlinkSync('../a.yaml', at('sub/link.yaml'));
    symlinkSync('round.yaml', at('round.yaml'));
    const { text } = insideReader([at('')]);
    expect(text(at('sub/link.yaml'))).toEqual({ kind: 'text', text: 'a: 1\n' });
    expect(text(at('round.yaml'))).toEqual({ kind: 'absent' });
  });

  it.each(['elsewhere', 'tree-of-another'])('reads nothing of %s', (other) => {
    mkdirSync(path.join(home, other));
    writeFileSync(path.join(home, other, 'secret.yaml'), 'secret: 1\n');
    symlinkSync(`../${other}/secret.yaml`, at('link.yaml'));
    symlinkSync(`../${other}`, at('folder'));
    const { text, bytes } = insideReader([path.join(home, 'tree')]);
    for (const file of ['link.yaml', 'folder/secret.yaml']) {
      expect(text(at(file))).toEqual(OUT);
      expect(bytes(at(file))).toBeNull();
    }
  });

  it.skipIf(process.platform === 'win32')(
    'waits for no pipe, and takes it for no file',
    () => {
      execFileSync('mkfifo', [at('pipe.yaml')]);
      const { text, bytes } = insideReader([at('')]);
      expect(text(at('pipe.yaml'))).toEqual({ kind: 'absent' });
      expect(bytes(at('pipe.yaml'))).toBeNull();
      expect(text(at('sub'))).toEqual({ kind: 'absent' });
    },
  );

  it('takes no more than 32 MiB into memory', () => {
    writeFileSync(at('large.yaml'), '');
    truncateSync(at('large.yaml'), 32 * 2 ** 20 + 1);
    const { text, bytes } = insideReader([at('')]);
    expect(text(at('large.yaml'))).toEqual({
      kind: 'unreadable',
      why: 'Not read: larger than 32 MiB.',
    });
    expect(bytes(at('large.yaml'))).toBeNull();
  });

  it('takes a pointer of Git LFS for no text, and a text about one for a text', () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 7\n';
    writeFileSync(at('pointer.yaml'), pointer);
    writeFileSync(at('about.yaml'), `# ${pointer}`);
    const { text } = insideReader([at('')]);
    expect(text(at('pointer.yaml'))).toMatchObject({
      kind: 'unreadable',
      why: expect.stringContaining('Git LFS'),
    });
    expect(text(at('about.yaml')).kind).toBe('text');
  });
});
