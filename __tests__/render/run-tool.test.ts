import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProgram } from '../../src/git/find-program.ts';
import { runTool, type ToolCall } from '../../src/render/run-tool.ts';

const SHELL = findProgram('sh');

describe.skipIf(SHELL === null)('a tool', () => {
  let folder = '';
  const call = (words: readonly string[], more: Partial<ToolCall> = {}): ToolCall => ({
    program: SHELL ?? '',
    words,
    folder,
    home: path.join(folder, 'home'),
    network: 'closed',
    confinement: [],
    signal: new AbortController().signal,
    ...more,
  });
  const script = (text: string, more: Partial<ToolCall> = {}) =>
    runTool(call(['-c', text], more));

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'gar-tool-'));
    mkdirSync(path.join(folder, 'home'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('sees nothing of our environment, no program, no plugin and no host', async () => {
    process.env['GAR_SECRET'] = 'secret';
    const run = await script('export -p; pwd');
    delete process.env['GAR_SECRET'];
    if (run.kind !== 'done') throw new Error(run.why);
    const home = path.join(folder, 'home');
    const variables = [...run.output.matchAll(/(?:export|-x) (\w+)="?'?([^"'\n]*)/g)]
      .map(([, name, value]) => `${name}=${value}`)
      .filter((one) => !/^(?:PWD|OLDPWD|SHLVL|_|GO\w+)=/.test(one))
      .sort();
    expect(variables).toEqual(
      [
        'PATH=/nonexistent',
        ...['HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'].map(
          (name) => `${name}=${home}`,
        ),
        'KUBECONFIG=/dev/null',
        'HELM_NO_PLUGINS=1',
        'GIT_CONFIG_NOSYSTEM=1',
        'GIT_TERMINAL_PROMPT=0',
        'LC_ALL=C',
        ...['HTTP', 'HTTPS', 'ALL'].map((name) => `${name}_PROXY=http://127.0.0.1:9`),
      ].sort(),
    );
    expect(run.output.trim().split('\n').at(-1)).toContain(path.basename(folder));
  });

  it('finds programs and hosts where the network is open, and no more of ours', async () => {
    const run = await script('export -p', { network: 'open' });
    expect(run).toMatchObject({ kind: 'done' });
    const output = run.kind === 'done' ? run.output : '';
    expect(output).toContain(`PATH=`);
    expect(output).not.toContain('/nonexistent');
    expect(output).not.toContain('127.0.0.1:9');
  });

  it('is told by its last lines, without the folders of this machine', async () => {
    const run = await script(`echo "Error: ${folder}/a.yaml and ${folder}" >&2; exit 3`);
    expect(run).toEqual({ kind: 'failed', why: 'Error: a.yaml and .' });
    expect(await script('exit 3')).toEqual({
      kind: 'failed',
      why: 'It failed, and did not say why.',
    });
  });

  it('that does not end is ended with the run', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const text = 'while :; do :; done';
    expect(await script(text, { signal: stop.signal })).toEqual({
      kind: 'failed',
      why: 'The time of this run was up.',
    });
    expect(await script(text, { signal: stop.signal })).toEqual({
      kind: 'failed',
      why: 'The time of this run was up before it began.',
    });
  });

  it('that cannot be run is no fault of ours', async () => {
    const run = await runTool({ ...call([]), program: path.join(folder, 'none') });
    expect(run).toMatchObject({ kind: 'failed', why: expect.stringContaining('ENOENT') });
  });
});
