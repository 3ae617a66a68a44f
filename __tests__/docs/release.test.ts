import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWith } from '../programs.ts';
import { type CliResult, run } from '../run-cli.ts';
import { describeThorough } from '../thorough.ts';
import { ROOT } from './blocks.ts';

interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly name?: string;
    readonly run?: string;
    readonly uses?: string;
  }[];
}

const file = path.join(ROOT, '.github/workflows/release.yml');
const { jobs } = parse(readFileSync(file, 'utf8')) as {
  readonly jobs: Readonly<Record<string, Job>>;
};

function script(job: string, name: string): string {
  const step = jobs[job]?.steps.find((one) => one.name === name);
  if (step?.run === undefined) throw new Error(`${job} has no step ${name}`);
  return step.run;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-release-'));
});

/** As the runner does: `bash -e`, with stand-ins first on the PATH. */
function step(text: string, env: Readonly<Record<string, string>> = {}) {
  return run('bash', ['-e', '-o', 'pipefail', '-c', text], {
    cwd: folder,
    env: { PATH: `${folder}/bin:${process.env['PATH']}`, ...env },
  });
}

function program(name: string, body: string): void {
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  writeFileSync(path.join(folder, 'bin', name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

describe('a release', () => {
  it('goes from the tag to the draft in steps that may no more than they must', () => {
    const { build, attest, draft, major } = jobs;
    expect([attest?.needs, draft?.needs]).toEqual(['build', 'attest']);
    expect(build?.permissions).toEqual({ contents: 'read' });
    expect(draft?.permissions).toEqual({ contents: 'write' });
    expect(attest?.permissions).toEqual({
      'id-token': 'write',
      attestations: 'write',
    });
    expect(major?.if).toContain('!github.event.release.prerelease');
    // Who may write runs nothing that was installed.
    for (const job of [attest, draft, major])
      expect(JSON.stringify(job?.steps)).not.toMatch(/npm |checkout@|\.ci\/run/);
  });

  it('runs every check before it packs', () => {
    const words = jobs['build']?.steps.map(({ run: one = '' }) => one).join('\n') ?? '';
    expect(words.indexOf('bash .ci/run')).toBeGreaterThan(0);
    expect(words.indexOf('npm pack')).toBeGreaterThan(words.indexOf('bash .ci/run'));
  });
});

describeThorough(['bash', 'git', 'npm', 'sha256sum'], 'the steps of a release', () => {
  it('take the tag of the package’s version, and no other', async () => {
    writeFileSync(path.join(folder, 'package.json'), '{"version": "1.2.3"}');
    const text = script('build', "The tag is the package's version");
    expect((await step(text, { TAG: 'v1.2.3' })).status).toBe(0);
    for (const TAG of ['v1.2.4', '1.2.3', 'v1.2.3-rc.1', '']) {
      expect((await step(text, { TAG })).status, TAG).not.toBe(0);
    }
  });

  it('refuse a committed bundle that its sources do not make', async () => {
    const text = script('build', 'The committed bundle is what its sources build');
    const author = '-c user.name=a -c user.email=a@example.com';
    mkdirSync(path.join(folder, 'dist'));
    writeFileSync(path.join(folder, 'dist/cli.js'), 'one');
    await step(`git init -q && git add dist && git ${author} commit -qm a`);
    expect((await step(text)).status).toBe(0);
    writeFileSync(path.join(folder, 'dist/new.js'), 'two');
    expect(await step(text)).toMatchObject({ status: 1, stdout: '?? dist/new.js\n' });
  });

  it('pack with checksums, and draft what the checksums say', async () => {
    const manifest = { name: 'gar-preflight', version: '1.2.3', files: ['a.js'] };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(path.join(folder, 'a.js'), '');
    const packed = await step(script('build', 'Pack'), { HOME: folder });
    expect(packed.status, packed.stderr).toBe(0);
    const sums = readFileSync(path.join(folder, 'release/SHA256SUMS'), 'utf8');
    expect(sums).toMatch(/^[0-9a-f]{64} {2}gar-preflight-1\.2\.3\.tgz\n$/);

    program('gh', 'echo "$@" >> ../log');
    const draft = script('draft', 'Draft');
    expect((await step(draft, { TAG: 'v1.2.3' })).status).toBe(0);
    expect(readFileSync(path.join(folder, 'log'), 'utf8')).toBe(
      'release create v1.2.3 --draft --verify-tag --generate-notes --title v1.2.3 -- gar-preflight-1.2.3.tgz SHA256SUMS\n',
    );
    writeFileSync(path.join(folder, 'release/gar-preflight-1.2.3.tgz'), 'other');
    expect((await step(draft, { TAG: 'v1.2.3' })).status).not.toBe(0);
  });
});

describeWith(['bash', 'grep', 'sort'], 'the major tag', () => {
  const SHA = 'a'.repeat(40);
  /** With so many releases published, and the tag there already or not. */
  async function move(
    tag: string,
    published: readonly string[],
    there: 'there' | 'new',
  ): Promise<{ readonly result: CliResult; readonly log: string }> {
    const log = path.join(folder, 'log');
    writeFileSync(log, '');
    program(
      'gh',
      `echo "$@" >> ${log}
case "$*" in
  *releases*) printf '%s\\n' ${published.join(' ')} ;;
  *git/ref/tags/*) exit ${there === 'there' ? 0 : 1} ;;
esac`,
    );
    const env = { TAG: tag, GH_REPO: 'o/r', GITHUB_SHA: SHA };
    const result = await step(script('major', 'Move'), env);
    const lines = readFileSync(log, 'utf8').split('\n');
    return { result, log: lines.filter((line) => line.includes('--method')).join('\n') };
  }

  it('moves to the newest release', async () => {
    const { result, log } = await move(
      'v1.10.0',
      ['v1.9.0', 'v1.10.0', 'v2.0.0'],
      'there',
    );
    expect(result.status, result.stderr).toBe(0);
    expect(log).toBe(
      `api --method PATCH repos/o/r/git/refs/tags/v1 -f sha=${SHA} -F force=true`,
    );
  });

  it('is made for the first of a major version', async () => {
    const { log } = await move('v2.0.0', ['v1.9.0', 'v2.0.0'], 'new');
    expect(log).toBe(
      `api --method POST repos/o/r/git/refs -f ref=refs/tags/v2 -f sha=${SHA}`,
    );
  });

  it('stays where an older line is mended', async () => {
    const { result, log } = await move('v1.9.1', ['v1.9.1', 'v1.10.0'], 'there');
    expect(result).toMatchObject({
      status: 0,
      stdout: 'v1 stays: v1.10.0 is newer than v1.9.1\n',
    });
    expect(log).toBe('');
  });

  it('is never moved by a tag of another form', async () => {
    for (const tag of ['v1', 'v1.2.3-rc.1', 'v1.2.3; rm -rf /', '']) {
      const { result, log } = await move(tag, ['v1.2.3'], 'there');
      expect([result.status === 0, log], tag).toEqual([false, '']);
    }
  });
});
