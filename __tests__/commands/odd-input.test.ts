import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.ts';

const BOMB = `a: &a [${Array(10).fill('x')}]
${'bcdefg'
  .split('')
  .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[index]}`)}]\n`)
  .join('')}`;
const CHART = 'apiVersion: v2\nname: c\nversion: 0.1.0\nappVersion: "1"\n';
const VALUES = 'image: { repository: us-docker.pkg.dev/p/r/a, tag: "1" }\n';

async function run(
  files: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<{
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'gar-odd-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
    writeFileSync(path.join(cwd, file), text);
  }
  return runCli(words, { cwd });
}

describe('what nobody would write', () => {
  it.each([
    ['aliases without end', BOMB],
    ['an alias of nothing', 'name: *nope\nappVersion: *x\n'],
    ['no mapping', '- 1\n'],
    ['dependencies that are a number', `${CHART}dependencies: 5\n`],
    [
      'dependencies that are nothing',
      `${CHART}dependencies: [null, 5, [1], { name: [1] }, { alias: {} }]\n`,
    ],
  ])('in a chart loses nothing: %s', async (_, chart) => {
    const { status, stdout } = await run(
      { 'c/Chart.yaml': chart, 'c/values.yaml': VALUES },
      'images',
      '--format',
      'json',
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ image: 'us-docker.pkg.dev/p/r/a:1' }]);
  });

  it.each([
    ['aliases without end', BOMB],
    ['an alias of nothing', 'paths: *x\n'],
    ['a list', '- 1\n'],
    ['a key of every object', '__proto__: { a: 1 }\n'],
  ])('in a config is exit status 2: %s', async (_, text) => {
    const { status, stderr } = await run({ '.github/gar-preflight.yml': text }, 'images');
    expect(status).toBe(2);
    expect(stderr).toContain('.github/gar-preflight.yml');
  });

  it.each([
    ['aliases without end', BOMB],
    ['an alias of nothing', 'projects: *x\n'],
    ['a list', '- 1\n'],
  ])('in a world is exit status 2: %s', async (_, text) => {
    const { status, stderr } = await run(
      { 'w.yml': text },
      'check',
      '--sandbox',
      'w.yml',
    );
    expect(status).toBe(2);
    expect(stderr).toContain('w.yml');
  });
});
