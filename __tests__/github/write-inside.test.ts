import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/domain/settings-error.ts';
import { refuseOutside, writeInside } from '../../src/github/write-inside.ts';

describe('a file that an input names', () => {
  let home = '';
  let work = '';

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'gar-write-'));
    work = path.join(home, 'work');
    mkdirSync(path.join(work, 'sub'), { recursive: true });
    mkdirSync(path.join(home, 'elsewhere'));
    mkdirSync(path.join(home, 'work-of-another'));
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const write = (file: string): Promise<void> =>
    writeInside([work], { input: 'report', file: path.resolve(work, file) }, 'text');

  it.each(['a.json', 'sub/a.json', 'new/folders/a.json'])(
    'is written: %s',
    async (file) => {
      await write(file);
      await write(file);
      expect(readFileSync(path.join(work, file), 'utf8')).toBe('text');
    },
  );

  it('is written where a link inside leads to another folder inside', async () => {
    symlinkSync('sub', path.join(work, 'link'));
    await write('link/a.json');
    expect(existsSync(path.join(work, 'sub/a.json'))).toBe(true);
  });

  it.each([
    ['a folder beside it', '../elsewhere/a.json'],
    ['a folder beside it whose name begins alike', '../work-of-another/a.json'],
    ['a link to a folder elsewhere', 'out/a.json'],
    ['a new folder behind a link to elsewhere', 'out/new/a.json'],
    ['a link to a file elsewhere', 'file-link.json'],
    ['a link to nothing elsewhere', 'dead-link.json'],
    ['a folder behind a link to nothing', 'dead-folder/a.json'],
    ['a folder behind a file', 'file/a.json'],
    ['a folder', 'sub'],
  ])('is refused in words that name the input: %s', async (_, file) => {
    const elsewhere = path.join(home, 'elsewhere');
    writeFileSync(path.join(elsewhere, 'theirs.json'), 'theirs');
    writeFileSync(path.join(work, 'file'), 'mine');
    symlinkSync(elsewhere, path.join(work, 'out'));
    symlinkSync(path.join(elsewhere, 'theirs.json'), path.join(work, 'file-link.json'));
    symlinkSync(path.join(elsewhere, 'none.json'), path.join(work, 'dead-link.json'));
    symlinkSync(path.join(elsewhere, 'none'), path.join(work, 'dead-folder'));
    const wrong = expect.objectContaining({
      message: `report: expected a path inside the workspace or RUNNER_TEMP, got "${path.resolve(work, file)}".`,
    });
    const written = write(file);
    await expect(written).rejects.toThrow(SettingsError);
    await expect(written).rejects.toEqual(wrong);
    expect(readFileSync(path.join(elsewhere, 'theirs.json'), 'utf8')).toBe('theirs');
    expect(existsSync(path.join(elsewhere, 'a.json'))).toBe(false);
    expect(existsSync(path.join(elsewhere, 'new'))).toBe(false);
    expect(existsSync(path.join(elsewhere, 'none.json'))).toBe(false);
    expect(existsSync(path.join(elsewhere, 'none'))).toBe(false);
  });

  it('may stand in any of the folders, also where one is not there', async () => {
    const folders = [path.join(home, 'none'), work];
    const file = path.join(work, 'a.json');
    await refuseOutside(folders, { input: 'html', file });
    expect(existsSync(file)).toBe(false);
  });
});
