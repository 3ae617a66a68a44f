import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { type CliResult, runCli } from '../run-cli.ts';
import { HEAD_SHA, type StandIn, startGitHub } from './stand-in.ts';

const MIXED = path.join(import.meta.dirname, '../reporters/reports/mixed.json');
const HOSTILE = path.join(import.meta.dirname, '../reporters/reports/hostile.json');
const finished = {
  event: 'pull_request',
  head_sha: HEAD_SHA,
  head_branch: 'topic',
  head_repository: { owner: { login: 'stranger' } },
};

let folder: string;
let standIn: StandIn;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-publish-'));
  standIn = await startGitHub({ base: {}, head: {}, token: 'writes' });
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  expect(standIn.violations).toEqual([]);
  await standIn.close();
});

function publish(
  report: string,
  run: object = finished,
  more: readonly string[] = [],
): Promise<CliResult> {
  const event = path.join(folder, 'event.json');
  writeFileSync(event, JSON.stringify({ workflow_run: run }));
  return runCli(['publish', report, ...more], {
    cwd: folder,
    env: {
      GITHUB_TOKEN: 'token-of-this-run',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_API_URL: standIn.url,
      GITHUB_EVENT_PATH: event,
    },
  });
}

/** The run of the pull request itself, whose head stands in this repository or in another. */
function publishFrom(repository: string, report: string): Promise<CliResult> {
  const head = {
    sha: HEAD_SHA,
    ref: 'topic',
    repo: { full_name: repository, owner: { login: 'stranger' } },
  };
  const event = path.join(folder, 'event.json');
  writeFileSync(event, JSON.stringify({ pull_request: { head } }));
  return runCli(['publish', report], {
    cwd: folder,
    env: {
      GITHUB_TOKEN: 'token-of-this-run',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_RUN_ID: '7',
      GITHUB_API_URL: standIn.url,
      GITHUB_EVENT_PATH: event,
    },
  });
}

describe('publish, on the pull request itself', () => {
  it('keeps one comment with all that the report says, and one check run', async () => {
    for (let round = 0; round < 2; round += 1)
      expect(await publishFrom('O/r', MIXED)).toMatchObject({ status: 0 });
    expect(standIn.comments).toHaveLength(1);
    expect(standIn.comments[0]?.body).toContain('gcloud');
    expect(standIn.comments[0]?.body).not.toContain('commands to mend it stand in that');
    expect(standIn.checkRuns[0]?.body).toMatchObject({
      head_sha: HEAD_SHA,
      details_url: 'https://github.com/o/r/actions/runs/7',
    });
  });

  it('shows no command of a report that another repository made', async () => {
    expect(await publishFrom('stranger/r', MIXED)).toMatchObject({ status: 0 });
    expect(standIn.comments[0]?.body).not.toContain('gcloud');
  });
});

describe('publish', () => {
  it('keeps one comment and makes a check run on the pull request of the finished run', async () => {
    expect(await publish(MIXED)).toMatchObject({ status: 0 });
    expect(await publish(MIXED)).toMatchObject({ status: 0 });
    expect(standIn.comments).toHaveLength(1);
    expect(standIn.comments[0]?.body).toContain('1 of 2 images will not be pulled');
    expect(standIn.checkRuns[0]?.body).toMatchObject({ head_sha: HEAD_SHA });
  });

  it('keeps reports apart by their keys', async () => {
    for (const key of ['dev', 'prod', 'prod'])
      expect(await publish(MIXED, finished, ['--key', key])).toMatchObject({ status: 0 });
    expect(standIn.comments).toHaveLength(2);
    const names = standIn.checkRuns.map(({ body }) => body['name']);
    expect(new Set(names)).toEqual(
      new Set(['GAR Preflight / dev', 'GAR Preflight / prod']),
    );
  });

  it('shows no command that a stranger could have written, and escapes the rest', async () => {
    expect((await publish(MIXED)).status).toBe(0);
    expect(standIn.comments[0]?.body).not.toContain('gcloud');
    expect((await publish(HOSTILE)).status).toBe(0);
    expect(standIn.comments[0]?.body).not.toMatch(/<script|<img|@everyone/);
  });

  it('counts again what the report claims', async () => {
    const report = JSON.parse(readFileSync(MIXED, 'utf8')) as Report;
    const lie = {
      ...report,
      conclusion: 'success',
      summary: { ...report.summary, errors: 0, warnings: 0 },
    };
    writeFileSync(path.join(folder, 'lie.json'), JSON.stringify(lie));
    expect((await publish('lie.json')).status).toBe(0);
    expect(standIn.checkRuns[0]?.body).toMatchObject({ conclusion: 'failure' });
  });

  it('tells nobody where the pull request has moved on, or is another one', async () => {
    const { stderr } = await publish(MIXED, { ...finished, head_sha: 'c'.repeat(40) });
    expect(stderr).toContain('no open pull request');
    await publish(MIXED, { ...finished, head_branch: 'other' });
    expect(standIn.comments).toEqual([]);
    expect(standIn.checkRuns).toEqual([]);
  });

  it.each([
    ['{"version": 2}', 'expected a JSON report'],
    ['not JSON', 'expected a JSON report'],
  ])('refuses a report of another shape: %s', async (text, said) => {
    writeFileSync(path.join(folder, 'bad.json'), text);
    const result = await publish('bad.json');
    expect(result.status).toBe(2);
    expect(result.stderr).toContain(said);
    expect(standIn.requests).toEqual([]);
  });

  it('refuses an event that no pull request started', async () => {
    const result = await publish(MIXED, { ...finished, event: 'push' });
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('GITHUB_EVENT_PATH');
  });
});
