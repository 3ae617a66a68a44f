import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleIds } from '../../src/rules/catalogue.ts';
import { readElsewhere } from '../../src/settings/config-elsewhere.ts';
import { extendsOf } from '../../src/settings/extended.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { type CliResult, runCli } from '../run-cli.ts';

const SHARED = `environments:
  - { name: prod, paths: ["**"], service-accounts: [shared@p.iam.gserviceaccount.com] }
  - { name: dev, paths: ["dev/**"], service-accounts: [dev@p.iam.gserviceaccount.com] }
rules: { tag-mutable: error, cleanup-scheduled: off }
ignore: [{ rule: tag-not-found, reason: shared }]
fail-on: warning
`;
const OWN = `extends: [acme/platform-config/.github/gar-preflight.yml@v3]
environments:
  - { name: prod, paths: ["k8s/**"], service-accounts: [own@p.iam.gserviceaccount.com] }
rules: { tag-mutable: off }
`;

describe('a config that extends another', async () => {
  const settings = await readSettings({
    given: {},
    config: {
      file: 'c.yml',
      text: OWN,
      below: '',
      extended: [{ file: 'acme/x@v3', text: SHARED }],
    },
    ruleIds,
  });

  it('wins, and has what it does not say from the other', () => {
    const { environments, severities, failOn, waivers } = settings;
    expect(environments.map(({ name, paths }) => [name, paths[0]])).toEqual([
      ['prod', 'k8s/**'],
      ['dev', 'dev/**'],
    ]);
    expect(severities).toEqual({ 'tag-mutable': 'off', 'cleanup-scheduled': 'off' });
    expect(failOn).toBe('warning');
    expect(waivers.map(({ reason }) => reason)).toEqual(['shared']);
  });

  it('lets what stands later in the list win over what stands before', async () => {
    const text = 'extends: [a/b/c@1, a/b/d@1]\n';
    const extended = [
      { file: 'c', text: 'fail-on: never\nwait: 1m\n' },
      { file: 'd', text: 'fail-on: warning\n' },
    ];
    const config = { file: 'c.yml', text, below: '', extended };
    const joined = await readSettings({ given: {}, config, ruleIds });
    expect([joined.failOn, joined.waitMs]).toEqual(['warning', 60_000]);
  });

  it.each([
    'acme/x',
    'acme/x/y',
    '../x/y@1',
    'acme/x/../y@1',
    'acme/x//y@1',
    'a b/c/d@1',
  ])('names a file by owner, repository, path and ref: not %s', async (text) => {
    expect(readElsewhere(text)).toHaveProperty('expected');
    await expect(
      readSettings({
        given: {},
        config: { file: 'c.yml', text: `extends: ["${text}"]\n`, below: '' },
        ruleIds,
      }),
    ).rejects.toThrow('c.yml:1:11');
  });

  it('is looked for without an exception, whatever the text is', () => {
    for (const text of [
      '',
      'extends: 1',
      'extends: *x',
      ': [',
      '- a',
      'extends: [*x, 1]',
    ])
      expect(extendsOf(text)).toEqual([]);
  });
});

describe('the command line', () => {
  const asked: { url: string; authorization: string | undefined }[] = [];
  let server: Server;
  let text = SHARED;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push({
        url: request.url ?? '',
        authorization: request.headers.authorization,
      });
      const there = request.url?.includes('platform-config') === true;
      response.statusCode = there ? 200 : 404;
      response.setHeader('content-type', 'application/json');
      const content = Buffer.from(text).toString('base64');
      response.end(
        JSON.stringify(
          there ? { encoding: 'base64', content } : { message: 'Not Found' },
        ),
      );
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(() => server.close());

  async function check(config: string, more: object = {}): Promise<CliResult> {
    const cwd = mkdtempSync(path.join(tmpdir(), 'gar-extends-'));
    mkdirSync(path.join(cwd, '.github'));
    writeFileSync(path.join(cwd, '.github/gar-preflight.yml'), config);
    writeFileSync(path.join(cwd, 'w.yml'), 'projects: {}\n');
    mkdirSync(path.join(cwd, 'k8s'));
    writeFileSync(path.join(cwd, 'k8s/a.yaml'), 'a: 1\n');
    const { port } = server.address() as AddressInfo;
    const env = {
      GITHUB_TOKEN: 'ghs_1234567890',
      GITHUB_API_URL: `http://127.0.0.1:${port}`,
      ...more,
    };
    return runCli(['check', '--sandbox', 'w.yml'], { cwd, env });
  }

  it("reads it with the run's token, at its ref", async () => {
    expect((await check(OWN)).status).toBe(0);
    expect(asked.at(-1)).toEqual({
      url: '/repos/acme/platform-config/contents/.github/gar-preflight.yml?ref=v3',
      authorization: 'token ghs_1234567890',
    });
  });

  it('is exit status 2 where it cannot be had, is wrong, or extends a third', async () => {
    const gone = await check('extends: [acme/none/a.yml@v1]\n');
    expect([gone.status, gone.stderr]).toEqual([
      2,
      expect.stringContaining('acme/none/a.yml@v1'),
    ]);
    const bare = await check(OWN, { GITHUB_TOKEN: '' });
    expect([bare.status, bare.stderr]).toEqual([
      2,
      expect.stringContaining('GITHUB_TOKEN'),
    ]);
    text = 'ruls: {}\n';
    const wrong = await check(OWN);
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('gar-preflight.yml@v3:1:1: unknown key "ruls"'),
    ]);
    text = 'extends: [acme/platform-config/a.yml@v1]\n';
    const third = await check(OWN);
    expect([third.status, third.stderr]).toEqual([
      2,
      expect.stringContaining('expected none'),
    ]);
  });
});
