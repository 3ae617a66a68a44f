import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.ts';

const NAMES = [
  '::error file=a:b::x.yaml',
  'a\n::warning::x.yaml',
  '##[set-output name=x]y.yaml',
  '\u001b[31mred.yaml',
  '\u202egpj.yaml',
  'c1\u009b31m.yaml',
];
const IMAGE = '"x\\n::error::pwned ##[add-mask]y \\e[31m"';

/** A folder whose files and images are called what a runner or a terminal would act on. */
function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'gar-names-'));
  mkdirSync(path.join(made, '.github'));
  for (const name of NAMES)
    writeFileSync(
      path.join(made, name),
      `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: ${IMAGE} }] }\n`,
    );
  return made;
}

/** What the runner takes for a command, and what a terminal obeys. */
function commandsIn(text: string): readonly string[] {
  return text
    .split(/\r\n|\n|\r|\u0085|\u2028/)
    .filter(
      (line) =>
        /^\s*::[a-z-]+(?: .*?)?::/i.test(line) ||
        line.includes('##[') ||
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(line),
    );
}

describe('hostile names', () => {
  it.each([
    ['check', '.'],
    ['check', '.', '--format=json'],
    ['check', '.', '--format=sarif'],
    ['check', '.', '--format=junit'],
    ['check', '.', '--format=markdown'],
    ['check', '.', '--format=codequality'],
    ['images', '.'],
    ['images', '.', '--format=json'],
    ['config', '.'],
    ['config', '.', '--format=json'],
  ])('%s %s %s starts no command and moves no cursor', async (...words) => {
    const { stdout, stderr } = await runCli(words, { cwd: folder() });
    expect(stdout.length).toBeGreaterThan(20);
    expect(commandsIn(stdout)).toEqual([]);
    expect(commandsIn(stderr)).toEqual([]);
  });

  it('in a config or a word of the command line start none in what is said of them', async () => {
    const cwd = folder();
    const config = 'x: 1\n"::error::pwned": 2\n"##[add-mask]x": 3\n"\\e[31m": 4\n';
    writeFileSync(path.join(cwd, '.github/gar-preflight.yml'), config);
    for (const words of [
      ['check', '.'],
      ['check', '\n::error::x'],
      ['check', '--nope\n::error::x'],
    ]) {
      const { status, stdout, stderr } = await runCli(words, { cwd });
      expect(status).toBe(2);
      expect(commandsIn(`${stdout}${stderr}`)).toEqual([]);
    }
  });
});
