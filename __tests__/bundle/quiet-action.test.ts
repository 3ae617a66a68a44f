import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';
import { runBundledAction } from '../action/runner.ts';
import { bumped, NODE, pullRequest, WORLD } from '../action/shop.ts';
import { HEAD_SHA, type StandInPull, startGitHub } from '../github/stand-in.ts';
import { freshBundle } from './fresh-bundle.ts';

interface Run {
  /** The names of the bundle's files that were loaded. */
  readonly files: readonly string[];
  readonly text: string;
  readonly asked: number;
}

/** Runs the action on a pull request, and says what it loaded and how often it asked Google. */
async function runOn(pull: StandInPull): Promise<Run> {
  const github = await startGitHub(pull);
  const sandbox = await startSandbox(WORLD);
  const coverage = mkdtempSync(path.join(tmpdir(), 'gar-quiet-'));
  const action = {
    event: 'pull_request',
    payload: pullRequest(),
    apiUrl: github.url,
    inputs: { 'service-account': NODE },
    env: {
      ...sandbox.environment,
      GITHUB_SHA: HEAD_SHA,
      NODE_V8_COVERAGE: coverage,
    },
  };
  const file = path.join(freshBundle(), 'index.js');
  const result = await runBundledAction(action, { node: process.execPath, file });
  const asked = sandbox.served.length;
  await Promise.all([github.close(), sandbox.close()]);
  expect(result.stdout).not.toContain('bug of GAR Preflight');
  const [covered = ''] = readdirSync(coverage);
  const read = JSON.parse(readFileSync(path.join(coverage, covered), 'utf8'));
  const urls = (read as { result: readonly { url: string }[] }).result
    .map(({ url }) => url)
    .filter((url) => /\/dist\/(?:chunks\/)?[^/]+$/.test(url));
  const text = urls.map((url) => readFileSync(new URL(url), 'utf8')).join('');
  return { files: urls.map((url) => path.basename(url)), text, asked };
}

describe('the action', () => {
  it('asks Google nothing, and loads nothing to ask it with, where no manifest changed', async () => {
    const readme = { 'README.md': 'before\n' };
    const run = await runOn({
      ...bumped('nginx:1'),
      base: readme,
      head: { 'README.md': 'after\n' },
    });
    expect(run.asked).toBe(0);
    expect(run.files).toContain('index.js');
    for (const late of ['undici.cjs', 'yaml.cjs']) expect(run.files).not.toContain(late);
    for (const mark of ['ZodError', 'GoogleAuth', 'ArtifactRegistryClient'])
      expect(run.text.includes(`"${mark}"`), mark).toBe(false);
    expect(run.text.length).toBeLessThan(800e3);
  });

  it('asks where one did', async () => {
    const run = await runOn(
      bumped('us-central1-docker.pkg.dev/my-project/apps/api:2.3.0'),
    );
    expect(run.asked).toBeGreaterThan(0);
    expect(run.files).toContain('undici.cjs');
  });
});
