import { describe, expect, it } from 'vitest';
import { ruleIds } from '../../src/rules/catalogue.ts';
import { environmentsOf } from '../../src/settings/environments.ts';
import { isLookedAt } from '../../src/settings/looked-at.ts';
import { type GivenOptions, readSettings } from '../../src/settings/read-settings.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { findWaiver } from '../../src/settings/waivers.ts';

const CONFIG = `environments:
  - name: production
    paths: ["overlays/prod/**", "!overlays/prod/test/**"]
    clusters: [projects/my-project/locations/us-central1/clusters/prod]
    service-accounts: [Node@my-project.iam.gserviceaccount.com]
    namespace: shop
    platforms: [linux/amd64]
paths: ["**", "!vendor/**"]
images:
  - kind: Widget
    paths: [spec.runner.image]
rules: { tag-mutable: off, cleanup-scheduled: error }
ignore:
  - rule: tag-not-found
    image: us-docker.pkg.dev/my-project/apps/*
    paths: ["overlays/dev/**"]
    reason: pushed by the nightly build
    expires: 2026-12-31
fail-on: warning
wait: 10m
`;

function read(text: string | null, given: GivenOptions = {}): Promise<Settings> {
  return readSettings({
    given,
    config: text === null ? null : { file: 'c.yml', text, below: '' },
    ruleIds,
  });
}

describe('settings', () => {
  it('reads the whole config of the contract', async () => {
    const settings = await read(CONFIG);
    expect(settings.environments[0]).toMatchObject({
      serviceAccounts: ['node@my-project.iam.gserviceaccount.com'],
      namespace: 'shop',
    });
    expect(settings).toMatchObject({
      failOn: 'warning',
      waitMs: 600_000,
      severities: { 'tag-mutable': 'off', 'cleanup-scheduled': 'error' },
    });
    expect(environmentsOf(settings, 'overlays/prod/a.yaml')).toHaveLength(1);
    expect(environmentsOf(settings, 'overlays/prod/test/a.yaml')).toEqual([]);
    expect(isLookedAt(settings, 'vendor/a.yaml')).toBe(false);
    expect(isLookedAt(settings, '.github/a.yaml')).toBe(true);
  });

  it('lets a flag win over the config, and the config over the default', async () => {
    expect((await read(CONFIG, { 'fail-on': ['never'] })).failOn).toBe('never');
    expect(await read(null)).toMatchObject({
      failOn: 'error',
      render: 'auto',
      remote: 'never',
      permissionSource: 'auto',
      timeoutMs: 600_000,
      scope: 'changed',
    });
  });

  it.each([
    [
      'enviroments: []\n',
      'c.yml:1:1: unknown key "enviroments"; did you mean "environments"?',
    ],
    ['paths:\n  - "overlays/{a"\n', 'c.yml:2:5: paths.0: expected a glob'],
    [
      'environments:\n  - name: a\n    paths: ["x"]\n    cluster: [a]\n',
      'c.yml:4:5: unknown key "cluster"; did you mean "clusters"?',
    ],
    [
      'rules: { tag-mutible: off }\n',
      'c.yml:1:10: unknown rule "tag-mutible"; did you mean "tag-mutable"?',
    ],
    ['ignore:\n  - rule: tag-mutable\n', 'c.yml:2:5: ignore.0.reason'],
    [
      'ignore:\n  - {rule: tag-mutable, reason: x, expires: 2026-02-30}\n',
      'expected a day such as 2026-12-31',
    ],
    ['fail-on: sometimes\n', 'c.yml:1:10: fail-on'],
    ['service-account: [me@example.com]\n', 'the email of a Google service account'],
    ['paths:\n', 'c.yml:1:7: paths: expected a list, got nothing'],
    ['paths: k8s\n', 'c.yml:1:8: paths: expected a list, got "k8s"'],
    ['- a\n', 'c.yml:1:1: the config: expected a mapping, got a list'],
    ['timeout: 10\n', 'timeout: expected a duration such as 90s, 10m or 1h, got 10'],
    ['wait: soon\n', 'wait: expected a duration such as 90s, 10m or 1h, got "soon"'],
    [
      'render: nver\n',
      'render: expected one of auto, never, always, got "nver"; did you mean "never"?',
    ],
    [
      'rules: { tag-mutable: warn }\n',
      'expected one of error, warning, notice, off, got "warn"',
    ],
    [
      'platform: 5\n',
      'expected a platform such as linux/arm64, or a list of them, got 5',
    ],
    [
      'environments: [{ name: a }]\n',
      'environments.0.paths: expected a list, got nothing',
    ],
    [
      'environments: [{ name: a, paths: [] }]\n',
      'environments.0.paths: expected at least one entry, got none',
    ],
    [
      'ignore: [{ rule: tag-mutable }]\n',
      'ignore.0.reason: expected a text, got nothing',
    ],
    [
      'ignore: [{ rule: tag-mutable, reason: "  " }]\n',
      'ignore.0.reason: expected a text, got "  "',
    ],
    ['cluster: prod\n', 'c.yml:1:10: cluster: expected a cluster such as'],
    ['wait: 10\n', 'c.yml:1:7: wait'],
    ['a: [\n', 'not valid YAML'],
  ])('refuses %j, saying where and what was meant', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('says all that is wrong at once', async () => {
    await expect(read('fail-onn: x\nrendr: y\n')).rejects.toThrow(/fail-onn[\s\S]*rendr/);
  });

  it.each([
    [{ platform: ['arm64'] }, 'platform: expected a platform such as linux/amd64'],
    [{ timeout: ['soon'] }, 'timeout: expected a duration'],
    [{ remote: ['yes'] }, 'remote: expected one of never, ask'],
  ])('refuses the option %j', async (given, message) => {
    await expect(read(null, given)).rejects.toThrow(message);
  });
});

describe('waivers of the config', async () => {
  const settings = await read(CONFIG);
  const finding = {
    rule: 'tag-not-found',
    image: 'us-docker.pkg.dev/my-project/apps/team/api:1',
    file: 'overlays/dev/a.yaml',
  };

  it('count through their last day', () => {
    expect(findWaiver(settings, finding, new Date('2026-12-31T23:59:00Z'))?.reason).toBe(
      'pushed by the nightly build',
    );
    expect(findWaiver(settings, finding, new Date('2027-01-01T00:00:00Z'))).toBeNull();
  });

  it('speak of their rule, image and paths alone', () => {
    const now = new Date('2026-11-24T00:00:00Z');
    expect(findWaiver(settings, { ...finding, rule: 'image-not-found' }, now)).toBeNull();
    expect(
      findWaiver(
        settings,
        { ...finding, image: 'us-docker.pkg.dev/other/apps/api:1' },
        now,
      ),
    ).toBeNull();
    expect(
      findWaiver(settings, { ...finding, file: 'overlays/prod/a.yaml' }, now),
    ).toBeNull();
  });
});

describe('globs', () => {
  it.each(['*a*a*a*a*b', '**/a*/**/a*/**/a*/**/a*/**/a*/b', '+(a|a+)b', '*(a*)*'])(
    'that may take time without bound are refused: %s',
    async (glob) => {
      const waiver = `ignore: [{ rule: tag-not-found, image: "${glob}", reason: x }]\n`;
      for (const text of [`paths: ["${glob}"]\n`, waiver])
        await expect(read(text)).rejects.toThrow('expected a glob');
    },
  );

  it('that people write are taken, and quickly matched', async () => {
    const globs = [
      '**/*.yaml',
      'apps/*/overlays/*-{dev,prod}/**',
      '!**/test-*-[0-9]/**',
      '**/a/**/b/**/*x*y*',
    ];
    const settings = await read(`paths: ${JSON.stringify(globs)}\n`);
    const start = performance.now();
    const long = `${'a/'.repeat(200)}${'x'.repeat(200)}`;
    for (const file of [long, 'a/b.yaml']) isLookedAt(settings, file);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
