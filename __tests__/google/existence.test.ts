import { describe, expect, it } from 'vitest';
import {
  isArtifactRegistryHost,
  readArtifactImage,
} from '../../src/domain/artifact-image.ts';
import type { Existence } from '../../src/domain/facts.ts';
import { parseImageName } from '../../src/domain/image-name.ts';
import { imageSource } from '../../src/google/images/existence.ts';
import type { ExistenceOptions } from '../../src/google/images/inquiry.ts';
import { connectTo, fastClock, memosOf } from './connect.ts';

const HOST = 'us-central1-docker.pkg.dev/p';
const DIGEST = `sha256:${'7'.repeat(64)}`;
const REPOSITORIES = {
  'us-central1/r': {
    images: {
      app: [
        {
          tags: ['1.0.0', 'v1.1.0'],
          platforms: ['linux/amd64', 'linux/arm64'],
          attestation: true,
          uploaded: '2026-11-01T10:00:00Z',
          size: 42,
        },
        { tags: ['1.2.0', 'latest'], uploaded: '2026-11-20T10:00:00Z', listed: false },
        { tags: [], digest: DIGEST, uploaded: '2026-01-01T10:00:00Z' },
      ],
      'team/nested': [{ tags: ['1'] }],
    },
  },
  'us-central1/other': { images: { app: [{ tags: ['9.9.9'] }] } },
  'us-central1/maven': { format: 'MAVEN' },
  'us-central1/remote': {
    mode: 'REMOTE',
    upstream: { nginx: [{ tags: ['1.27'], platforms: ['linux/arm64'] }] },
  },
  'us-central1/virtual': {
    mode: 'VIRTUAL',
    upstreams: [
      { repository: 'projects/p/locations/us-central1/repositories/other', priority: 1 },
      { repository: 'projects/p/locations/us-central1/repositories/r', priority: 2 },
    ],
  },
  'us/gcr.io': { images: { old: [{ tags: ['1'] }] } },
};

async function ask(
  image: string,
  {
    world = {},
    repositories = REPOSITORIES,
    options = {},
  }: { world?: object; repositories?: object; options?: Partial<ExistenceOptions> } = {},
): Promise<{ existence: Existence; requests: number; paths: readonly string[] }> {
  const clock = options.clock ?? fastClock(20_000);
  const { sandbox, client } = await connectTo(
    {
      projects: {
        p: { number: '1', repositories },
        'example.com:q': {
          number: '2',
          repositories: { 'us/r': { images: { a: [{ tags: ['1'] }] } } },
        },
      },
      ...world,
    },
    {},
    clock,
  );
  const parsed = parseImageName(image);
  const read = parsed.kind === 'name' ? readArtifactImage(parsed.name) : null;
  if (read?.kind !== 'image') throw new Error(`no image: ${image}`);
  const source = imageSource(client, memosOf(client), {
    remote: 'never',
    waitMs: 0,
    clock,
    now: () => new Date('2026-11-24T12:00:00Z'),
    progress: () => undefined,
    ...options,
  });
  const [existence] = await Promise.all([
    source.existence(read.image),
    source.existence(read.image),
  ]);
  await sandbox.close();
  return {
    existence,
    requests: sandbox.served.length,
    paths: sandbox.served.map(({ path }) => path),
  };
}

describe('what is there', () => {
  it('finds a tag, with its digest, platforms, size, time and other tags', async () => {
    const { existence } = await ask(`${HOST}/r/app:1.0.0`);
    expect(existence).toMatchObject({
      kind: 'found',
      uploadTime: '2026-11-01T10:00:00Z',
      sizeBytes: 42,
      tags: ['1.0.0', 'v1.1.0'],
    });
    expect(
      existence.kind === 'found' &&
        existence.platforms.kind === 'known' &&
        existence.platforms.value.map(({ architecture }) => architecture),
    ).toEqual(['amd64', 'arm64']);
  });

  it('reads the platform of a single image from its config', async () => {
    const { existence, paths } = await ask(`${HOST}/r/app:1.2.0`);
    expect(existence).toMatchObject({
      platforms: { kind: 'known', value: [{ os: 'linux', architecture: 'amd64' }] },
    });
    expect(paths.some((path) => path.includes('/blobs/'))).toBe(true);
  });

  it.each([
    [`${HOST}/r/app@${DIGEST}`, 'a digest'],
    [`${HOST}/r/app`, 'latest, where nothing is named'],
    [`${HOST}/r/team/nested:1`, 'a nested package'],
    ['docker.us-central1.rep.pkg.dev/p/r/app:1.0.0', 'a regional endpoint'],
    ['gcr.io/p/old:1', 'gcr.io on Artifact Registry'],
    ['us-docker.pkg.dev/example.com/q/r/a:1', 'a domain-scoped project'],
  ])('finds %s: %s', async (image) => {
    expect((await ask(image)).existence.kind).toBe('found');
  });

  it('says where the tag of tag@digest is now', async () => {
    const moved = (await ask(`${HOST}/r/app:1.2.0@${DIGEST}`)).existence;
    expect(moved).toMatchObject({
      kind: 'found',
      digest: DIGEST,
      moved: { uploadTime: '2026-11-20T10:00:00Z' },
    });
    expect((await ask(`${HOST}/r/app:gone@${DIGEST}`)).existence).toMatchObject({
      moved: { digest: null },
    });
  });

  it('asks each thing once', async () => {
    const { paths } = await ask(`${HOST}/r/app:1.0.0`);
    expect(new Set(paths).size).toBe(paths.length);
  });
});

describe('what is missing, by the most specific that is known', () => {
  it.each([
    [`${HOST}/none/app:1`, 'repository'],
    [`${HOST}/r/apq:1.0.0`, 'image'],
    [`${HOST}/r/app:1.0.1`, 'tag'],
    [`${HOST}/r/app@sha256:${'8'.repeat(64)}`, 'digest'],
  ])('%s: the %s', async (image, what) => {
    expect((await ask(image)).existence).toMatchObject({ kind: 'missing', what });
  });

  it('proposes what exists: the same but for a v, neighbours, other repositories', async () => {
    const proposed = async (image: string): Promise<readonly string[]> => {
      const { existence } = await ask(image);
      return existence.kind === 'missing'
        ? existence.proposals.map((one) => one.image)
        : [];
    };
    expect((await proposed(`${HOST}/r/app:1.1.0`))[0]).toBe(`${HOST}/r/app:v1.1.0`);
    expect(await proposed(`${HOST}/r/app:1.0.1`)).toEqual(
      expect.arrayContaining([`${HOST}/r/app:1.0.0`, `${HOST}/r/app:v1.1.0`]),
    );
    expect(await proposed(`${HOST}/r/app:9.9.9`)).toContain(`${HOST}/other/app:9.9.9`);
    expect(await proposed(`${HOST}/r/apq:1.0.0`)).toContain(`${HOST}/r/app:1.0.0`);
    expect(await proposed(`${HOST}/rr/app:1.0.0`)).toContain(`${HOST}/r/app:1.0.0`);
  });

  it('tells another format apart', async () => {
    expect((await ask(`${HOST}/maven/app:1`)).existence).toEqual({
      kind: 'not-docker',
      format: 'MAVEN',
    });
  });

  it('knows the locations, and asks about others', async () => {
    expect((await ask('eu-docker.pkg.dev/p/r/app:1')).existence).toMatchObject({
      kind: 'location-unknown',
      nearest: 'europe',
    });
    const locations = { locations: ['mars-west1'] };
    expect(
      (await ask('mars-west1-docker.pkg.dev/p/r/app:1', { world: locations })).existence,
    ).toMatchObject({
      kind: 'missing',
      what: 'repository',
    });
    const sealed = {
      caller: { denied: [{ permission: 'artifactregistry.locations.list' }] },
    };
    expect(
      (await ask('us-centrall1-docker.pkg.dev/p/r/app:1', { world: sealed })).existence,
    ).toMatchObject({
      kind: 'unknown',
      proposal: { image: 'us-central1' },
    });
  });
});

describe('what nobody can tell', () => {
  const denied = (permission: string): object => ({
    caller: { denied: [{ permission }] },
  });

  it.each([
    ['artifactregistry.tags.get', `${HOST}/r/app:1.0.0`],
    ['artifactregistry.versions.get', `${HOST}/r/app@${DIGEST}`],
    ['artifactregistry.repositories.get', `${HOST}/r/app:none`],
    ['artifactregistry.packages.get', `${HOST}/r/app:none`],
  ])(
    'a refused %s makes it unknown, and says what would settle it',
    async (permission, image) => {
      const { existence } = await ask(image, { world: denied(permission) });
      expect(existence).toMatchObject({ kind: 'unknown', reason: 'refused' });
      expect(JSON.stringify(existence)).toContain(
        `grant the identity that runs this check ${permission}`,
      );
    },
  );

  it('finds a tag also where the repository itself is sealed', async () => {
    expect(
      (
        await ask(`${HOST}/r/app:1.0.0`, {
          world: denied('artifactregistry.repositories.get'),
        })
      ).existence.kind,
    ).toBe('found');
  });

  it.each([
    ['a 404 that is not of Google', { status: 404, body: '<html>nginx</html>' }],
    ['an empty 200', { status: 200, body: '', 'content-type': 'application/json' }],
    [
      'a JSON of another shape',
      { status: 200, body: '{"hello":"world"}', 'content-type': 'application/json' },
    ],
    ['a 500 that stays', { status: 500, body: 'oops' }],
  ])('%s makes it unknown', async (_, fault) => {
    const { existence } = await ask(`${HOST}/r/app:none`, {
      world: { faults: [{ path: '/tags/none', ...fault }] },
    });
    expect(existence.kind).toBe('unknown');
  });

  it('waits out a 503, and obeys Retry-After', async () => {
    const faults = [{ path: '/tags/1.0.0', status: 503, times: 1, 'retry-after': '1' }];
    expect((await ask(`${HOST}/r/app:1.0.0`, { world: { faults } })).existence.kind).toBe(
      'found',
    );
  });

  it('gives up at once where Retry-After is beyond the time left', async () => {
    const faults = [{ path: '/tags/1.0.0', status: 429, 'retry-after': '3600' }];
    const started = performance.now();
    expect(
      (await ask(`${HOST}/r/app:1.0.0`, { world: { faults } })).existence,
    ).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('429'),
    });
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

describe('remote and virtual repositories', () => {
  it('takes absence from a cache for nothing', async () => {
    const { existence, paths } = await ask(`${HOST}/remote/nginx:1.27`);
    expect(existence).toMatchObject({
      kind: 'unknown',
      reason: 'undecidable',
      settle: expect.stringContaining('--remote ask'),
    });
    expect(paths.some((path) => path.startsWith('/v2/'))).toBe(false);
  });

  it('asks the registry itself when told to', async () => {
    expect(
      (await ask(`${HOST}/remote/nginx:1.27`, { options: { remote: 'ask' } })).existence,
    ).toMatchObject({
      kind: 'found',
      platforms: { value: [{ architecture: 'arm64' }] },
    });
    expect(
      (await ask(`${HOST}/remote/nginx:0`, { options: { remote: 'ask' } })).existence,
    ).toMatchObject({
      kind: 'missing',
      what: 'tag',
    });
  });

  it('walks the upstreams of a virtual repository', async () => {
    expect((await ask(`${HOST}/virtual/app:1.0.0`)).existence.kind).toBe('found');
    expect((await ask(`${HOST}/virtual/app:9.9.9`)).existence.kind).toBe('found');
    expect((await ask(`${HOST}/virtual/app:none`)).existence).toMatchObject({
      kind: 'missing',
    });
  });
});

describe('gcr.io', () => {
  it('is missing where Google says that its repository is, redirected or not', async () => {
    const projects = (redirection: string) => ({
      p: { number: '1', redirection, repositories: REPOSITORIES },
    });
    for (const state of ['DISABLED', 'FINALIZED']) {
      const world = { projects: projects(`REDIRECTION_FROM_GCR_IO_${state}`) };
      const { existence } = await ask('eu.gcr.io/p/old:1', { world });
      expect(existence).toMatchObject({ kind: 'missing', what: 'repository' });
    }
  });

  it('is not found in a repository that it is not redirected to', async () => {
    const redirection = 'REDIRECTION_FROM_GCR_IO_DISABLED';
    const projects = { p: { number: '1', redirection, repositories: REPOSITORIES } };
    const { existence } = await ask('gcr.io/p/old:1', { world: { projects } });
    expect(existence).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('not redirected'),
    });
  });
});

describe('the same image elsewhere', () => {
  const proposals = async (
    image: string,
    repositories: object,
  ): Promise<readonly string[]> => {
    const { existence } = await ask(image, { repositories });
    return existence.kind === 'missing'
      ? existence.proposals.map((one) => one.image)
      : [];
  };

  it('is found in another location', async () => {
    const repositories = {
      ...REPOSITORIES,
      'us-east1/r': { images: { app: [{ tags: ['7.7.7'] }] } },
    };
    expect(await proposals(`${HOST}/r/app:7.7.7`, repositories)).toContain(
      'us-east1-docker.pkg.dev/p/r/app:7.7.7',
    );
  });

  it('is found by its digest in another image of the repository', async () => {
    expect(await proposals(`${HOST}/r/team/nested@${DIGEST}`, REPOSITORIES)).toContain(
      `${HOST}/r/app@${DIGEST}`,
    );
  });
});

describe('cleanup policies and download rules', () => {
  const withPolicies = (policies: object, more: object = {}): object => ({
    'us-central1/r': {
      ...REPOSITORIES['us-central1/r'],
      'cleanup-policies': policies,
      ...more,
    },
  });
  const untagged = {
    old: {
      id: 'old',
      action: 'DELETE',
      condition: { tagState: 'UNTAGGED', olderThan: '2592000s' },
    },
  };

  it('says which policy deletes an untagged version', async () => {
    const { existence } = await ask(`${HOST}/r/app@${DIGEST}`, {
      repositories: withPolicies(untagged),
    });
    expect(existence).toMatchObject({ cleanup: { kind: 'scheduled', policy: 'old' } });
  });

  it('knows what keeps it: another policy, a dry run, a tag', async () => {
    const kept = {
      ...untagged,
      keep: { id: 'keep', action: 'KEEP', mostRecentVersions: { keepCount: 5 } },
    };
    expect(
      (await ask(`${HOST}/r/app@${DIGEST}`, { repositories: withPolicies(kept) }))
        .existence,
    ).toMatchObject({ cleanup: { kind: 'kept' } });
    expect(
      (
        await ask(`${HOST}/r/app@${DIGEST}`, {
          repositories: withPolicies(untagged, { 'cleanup-dry-run': true }),
        })
      ).existence,
    ).toMatchObject({ cleanup: { kind: 'kept' } });
    expect(
      (await ask(`${HOST}/r/app:1.0.0`, { repositories: withPolicies(untagged) }))
        .existence,
    ).toMatchObject({ cleanup: { kind: 'kept' } });
  });

  it('reads download rules', async () => {
    const rules = (...list: readonly object[]): object => ({
      'us-central1/r': { ...REPOSITORIES['us-central1/r'], rules: list },
    });
    const deny = { action: 'DENY', operation: 'DOWNLOAD' };
    expect(
      (await ask(`${HOST}/r/app:1.0.0`, { repositories: rules(deny) })).existence,
    ).toMatchObject({
      download: { kind: 'denied', rule: 'rule-1' },
    });
    const allow = { action: 'ALLOW', operation: 'DOWNLOAD', packageId: 'app' };
    expect(
      (await ask(`${HOST}/r/app:1.0.0`, { repositories: rules(deny, allow) })).existence,
    ).toMatchObject({
      download: { kind: 'unknown' },
    });
    const strange = { ...deny, condition: { expression: 'pkg.mystery.x == 1' } };
    expect(
      (await ask(`${HOST}/r/app:1.0.0`, { repositories: rules(strange) })).existence,
    ).toMatchObject({
      download: { kind: 'unknown' },
    });
  });
});

describe('waiting', () => {
  it('waits for a version that may still be pushed, and says how long', async () => {
    const { existence } = await ask(`${HOST}/r/app:1.2.1`, { options: { waitMs: 2500 } });
    expect(existence).toMatchObject({ kind: 'missing', what: 'tag' });
    expect(existence.kind === 'missing' && existence.waitedMs).toBeGreaterThanOrEqual(
      2500,
    );
  });

  it('does not wait for a typo, nor for a repository that is not there', async () => {
    for (const image of [`${HOST}/r/app:latst`, `${HOST}/none/app:1`]) {
      const started = performance.now();
      await ask(image, { options: { waitMs: 10_000 } });
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });

  it('takes what is pushed in the meantime', async () => {
    const faults = [
      {
        path: '/tags/1.0.0',
        status: 404,
        times: 1,
        'content-type': 'application/json',
        body: '{"error":{"code":404,"message":"Requested entity was not found.","status":"NOT_FOUND"}}',
      },
    ];
    expect(
      (
        await ask(`${HOST}/r/app:1.0.0`, {
          world: { faults },
          options: { waitMs: 10_000 },
        })
      ).existence.kind,
    ).toBe('found');
  });
});

describe('credentials', () => {
  it.each([
    'us-docker.pkg.dev.evil.example',
    'xdocker.pkg.dev',
    'evil-docker.pkg.dev.example',
    'us-docker.pkg.devil',
    'gcr.io.evil.example',
  ])('has nothing to do with %s', (host) => {
    const parsed = parseImageName(`${host}/p/r/a:1`);
    expect(parsed.kind === 'name' && readArtifactImage(parsed.name).kind).not.toBe(
      'image',
    );
    expect(isArtifactRegistryHost(host)).toBe(false);
  });
});

describe('time', () => {
  it.each([1000, 5000, 15_000, 20_000])(
    'that is %i ms is enough to ask',
    async (time) => {
      const { existence } = await ask(`${HOST}/r/app:1.0.0`, {
        options: { clock: fastClock(time) },
      });
      expect(existence.kind).toBe('found');
    },
  );

  it.each([
    [3000, 60_000, 3000],
    [60_000, 60_000, 60_000],
    [600_000, 60_000, 60_000],
  ])(
    'waits %i ms in a run of %i for %i, and says what it saw last',
    async (waitMs, time, waited) => {
      const { existence } = await ask(`${HOST}/r/app:1.0.7`, {
        options: { waitMs, clock: fastClock(time) },
      });
      expect(existence).toMatchObject({ kind: 'missing', what: 'tag', waitedMs: waited });
      const proposed = existence.kind === 'missing' ? existence.proposals : [];
      expect(proposed.map(({ image }) => image)).toContain(`${HOST}/r/app:1.0.0`);
    },
  );

  it('that runs out while nobody answers leaves what was seen before', async () => {
    const faults = [{ path: '/tags/1.0.7', status: 404, times: 0 }];
    const late = { path: '/tags/1.0.7', status: 503 };
    const { existence } = await ask(`${HOST}/r/app:1.0.7`, {
      world: { faults },
      options: { waitMs: 10_000, clock: fastClock(60_000) },
    });
    expect(existence).toMatchObject({ kind: 'missing', waitedMs: 10_000 });
    const { existence: never } = await ask(`${HOST}/r/app:1.0.7`, {
      world: { faults: [late] },
      options: { waitMs: 10_000, clock: fastClock(60_000) },
    });
    expect(never.kind).toBe('unknown');
  });

  it('that ends in a refusal is no absence', async () => {
    const gone = { error: { code: 404, message: 'Not found.', status: 'NOT_FOUND' } };
    const faults = [
      { path: '/tags/1.0.7', status: 404, body: JSON.stringify(gone), times: 1 },
      { path: '/tags/1.0.7', status: 403 },
    ];
    const { existence } = await ask(`${HOST}/r/app:1.0.7`, {
      world: { faults },
      options: { waitMs: 10_000, clock: fastClock(60_000) },
    });
    expect(existence).toMatchObject({ kind: 'unknown', reason: 'refused' });
  });

  it('is not spent on a typo, and is on a digest, by name', async () => {
    const said: string[] = [];
    const options = {
      waitMs: 3000,
      clock: fastClock(60_000),
      progress: (text: string) => void said.push(text),
    };
    const typo = await ask(`${HOST}/r/app:latset`, { options });
    expect(typo.existence).toMatchObject({ kind: 'missing', waitedMs: 0 });
    expect(said).toEqual([]);
    const digest = `sha256:${'6'.repeat(64)}`;
    const gone = await ask(`${HOST}/r/app@${digest}`, { options });
    expect(gone.existence).toMatchObject({ kind: 'missing', waitedMs: 3000 });
    expect(said[0]).toBe('Waiting for app@sha256:666666666666 (0 s)');
    const tag = await ask(`${HOST}/r/app:1.0.7`, {
      options: { ...options, clock: fastClock(60_000) },
    });
    expect(tag.existence).toMatchObject({ kind: 'missing', waitedMs: 3000 });
    expect(said.at(-1)).toMatch(/^Waiting for app:1\.0\.7 /);
  });
});
