import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ArtifactImage } from '../../../src/domain/artifact-image.ts';
import { unknown } from '../../../src/domain/facts.ts';
import { registryApi } from '../../../src/google/images/registry-api.ts';
import { connectToGoogle } from '../../../src/google/wire/client.ts';
import type { Incoming } from '../../../src/google/wire/incoming.ts';
import { fastClock } from '../connect.ts';

const HOST = 'us-docker.pkg.dev';
const IMAGE: ArtifactImage = {
  host: HOST,
  repository: { project: 'p', location: 'us', repository: 'r' },
  package: 'app',
  tag: '1',
  digest: null,
};
const CHALLENGE = `Bearer realm="https://${HOST}/v2/token",service="${HOST}"`;
const MANIFEST = {
  schemaVersion: 2,
  config: { digest: `sha256:${'c'.repeat(64)}` },
  layers: [],
};

interface Served {
  readonly status?: number;
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

function answer({ status = 200, body = '', headers = {} }: Served): Incoming {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'answer', status, headers, text };
}

const digestOf = (text: string): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** A registry whose every address answers as told; else as Artifact Registry's does. */
function registry(answers: Readonly<Record<string, Served>>) {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const usual: Readonly<Record<string, Served>> = {
    '/v2/': { status: 401, headers: { 'www-authenticate': CHALLENGE } },
    '/v2/token': { body: { token: 'registry-token' } },
    ...answers,
  };
  const client = connectToGoogle({
    federation: null,
    environment: { CLOUDSDK_AUTH_ACCESS_TOKEN: 'ours' },
    clock: fastClock(10_000),
  });
  const api = registryApi({
    ...client,
    registry: async ({ url, headers }) => {
      asked.push({ url, authorization: headers['authorization'] });
      const { pathname } = new URL(url);
      return answer(usual[pathname] ?? { status: 500 });
    },
  });
  return { api, asked };
}

async function manifest(served: Served, reference = '1'): Promise<string> {
  const { api } = registry({ [`/v2/p/r/app/manifests/${reference}`]: served });
  const found = await api.manifest(IMAGE, reference);
  return found.kind === 'unknown' ? `unknown ${found.reason}` : found.kind;
}

const OTHER = `sha256:${'0'.repeat(64)}`;
const OWN = digestOf(JSON.stringify(MANIFEST));
const says = (code: string): object => ({ errors: [{ code, message: 'No.' }] });

describe('a manifest', () => {
  it.each([
    ['is one', { body: MANIFEST }, 'ok'],
    [
      'with its digest',
      { body: MANIFEST, headers: { 'docker-content-digest': OWN } },
      'ok',
    ],
    ['is an index', { body: { schemaVersion: 2, manifests: [] } }, 'ok'],
    [
      'with the digest of another',
      { body: MANIFEST, headers: { 'docker-content-digest': OTHER } },
      'unknown unexpected-answer',
    ],
    ['is a page', { body: '<html>' }, 'unknown unexpected-answer'],
    ['is nothing', { body: '' }, 'unknown unexpected-answer'],
    ['is another object', { body: { a: 1 } }, 'unknown unexpected-answer'],
    ['has no layers', { body: { ...MANIFEST, layers: 1 } }, 'unknown unexpected-answer'],
    ['has no config', { body: { ...MANIFEST, config: {} } }, 'unknown unexpected-answer'],
    [
      'is of the first schema',
      { body: { ...MANIFEST, schemaVersion: 1 } },
      'unknown unexpected-answer',
    ],
    ['is unknown to it', { status: 404, body: says('MANIFEST_UNKNOWN') }, 'absent'],
    ['is in no repository', { status: 404, body: says('NAME_UNKNOWN') }, 'no-repository'],
    [
      'a 404 in other words',
      { status: 404, body: says('BLOB_UNKNOWN') },
      'unknown unexpected-answer',
    ],
    ['a 404 of a proxy', { status: 404, body: '<html>' }, 'unknown unexpected-answer'],
    ['a 404 without errors', { status: 404, body: {} }, 'unknown unexpected-answer'],
    ['is refused', { status: 403 }, 'unknown refused'],
    ['is for whoever logs in', { status: 401 }, 'unknown no-credentials'],
    ['is elsewhere', { status: 302 }, 'unknown unexpected-answer'],
  ] as const)('%s', async (_, served, kind) => {
    expect(await manifest(served)).toBe(kind);
  });

  it('is held against the digest by which it was asked for', async () => {
    expect(await manifest({ body: MANIFEST }, OWN)).toBe('ok');
    expect(await manifest({ body: MANIFEST }, OTHER)).toBe('unknown unexpected-answer');
  });

  it('has the digest of its content', async () => {
    const { api } = registry({ '/v2/p/r/app/manifests/1': { body: MANIFEST } });
    expect(await api.manifest(IMAGE, '1')).toMatchObject({ value: { digest: OWN } });
  });
});

describe('a config', () => {
  const config = JSON.stringify({ os: 'linux' });
  const ask = async (served: Served, digest: string): Promise<string> => {
    const { api } = registry({ [`/v2/p/r/app/blobs/${digest}`]: served });
    return (await api.config(IMAGE, digest)).kind;
  };

  it('is held against its digest', async () => {
    expect(await ask({ body: config }, digestOf(config))).toBe('ok');
    expect(await ask({ body: config }, OTHER)).toBe('unknown');
    expect(await ask({ body: config, status: 404 }, digestOf(config))).toBe('unknown');
  });
});

describe('what is open to everyone', () => {
  const ask = async (served: Served): Promise<string> => {
    const { api, asked } = registry({ '/v2/p/r/app/tags/list': served });
    const { kind } = await api.openTags(IMAGE);
    expect(JSON.stringify(asked)).not.toContain('Basic');
    return kind;
  };

  it.each([
    ['lists its tags to nobody', { body: { name: 'p/r/app', tags: ['1'] } }, 'ok'],
    ['lists none', { body: { name: 'p/r/app', tags: [] } }, 'ok'],
    ['answers for another image', { body: { name: 'p/r/b', tags: [] } }, 'unknown'],
    ['lists no list', { body: { name: 'p/r/app', tags: '1' } }, 'unknown'],
    ['answers with a page', { body: '<html>' }, 'unknown'],
    ['refuses', { status: 403, body: { name: 'p/r/app', tags: [] } }, 'unknown'],
  ] as const)('%s', async (_, served, kind) => {
    expect(await ask(served)).toBe(kind);
  });
});

describe('our own credentials', () => {
  const basic = `Basic ${Buffer.from('oauth2accesstoken:ours').toString('base64')}`;
  const at = (realm: string): Served => ({
    status: 401,
    headers: { 'www-authenticate': `Bearer realm="${realm}",service="x"` },
  });
  const sentTo = async (ping: Served): Promise<readonly string[]> => {
    const { api, asked } = registry({ '/v2/': ping });
    await api.manifest(IMAGE, '1');
    return asked.filter((one) => one.authorization === basic).map(({ url }) => url);
  };

  it('go to the token server that the registry names on its own host', async () => {
    const [url = '', ...more] = await sentTo(at(`https://${HOST}/v2/token`));
    expect(more).toEqual([]);
    expect(url).toMatch(`https://${HOST}/v2/token?`);
    expect(url).toContain(encodeURIComponent('repository:p/r/app:pull'));
  });

  it.each([
    'https://evil.example/v2/token',
    `https://${HOST}.evil.example/v2/token`,
    `http://${HOST}/v2/token`,
    `https://${HOST}:8443/v2/token`,
    `https://${HOST}/other/token`,
    '/v2/token',
    '',
  ])('and never to %s', async (realm) => {
    expect(await sentTo(at(realm))).toEqual([]);
  });

  it('nor to a host that is none of Artifact Registry’s', async () => {
    const { api, asked } = registry({});
    const host = 'us-docker.pkg.dev.evil.example';
    expect((await api.manifest({ ...IMAGE, host }, '1')).kind).toBe('unknown');
    expect(asked).toEqual([]);
  });

  it('nor where none are asked for', async () => {
    expect(await sentTo({ status: 200 })).toEqual([]);
    expect(await sentTo({ status: 403 })).toEqual([]);
  });
});

describe('what is sent', () => {
  async function sent(as: 'ourselves' | 'nobody', images: readonly ArtifactImage[]) {
    const { api, asked } = registry({});
    for (const image of images)
      await (as === 'nobody' ? api.openManifest(image, '1') : api.manifest(image, '1'));
    return asked;
  }

  it('is the token that was given for this image, exchanged once', async () => {
    const asked = await sent('ourselves', [IMAGE, IMAGE]);
    const manifests = asked.filter(({ url }) => url.includes('/manifests/'));
    expect(manifests.map((one) => one.authorization)).toEqual([
      'Bearer registry-token',
      'Bearer registry-token',
    ]);
    expect(asked.filter(({ url }) => url.includes('/token?'))).toHaveLength(1);
  });

  it('is another token for another image, and for nobody', async () => {
    const asked = await sent('nobody', [IMAGE, { ...IMAGE, package: 'b' }]);
    const tokens = asked.filter(({ url }) => url.includes('/token?'));
    expect(tokens).toHaveLength(2);
    expect(tokens.map((one) => one.authorization)).toEqual([undefined, undefined]);
  });

  it('is no token where the registry wants none', async () => {
    const { api, asked } = registry({ '/v2/': { status: 200 } });
    await api.manifest(IMAGE, '1');
    expect(asked.at(-1)?.authorization).toBeUndefined();
  });

  it('names the repository but for gcr.io, and a domain before its project', async () => {
    const repository = { ...IMAGE.repository, project: 'example.com:p' };
    const gcr = { ...IMAGE, host: 'gcr.io', repository };
    const urls = (await sent('nobody', [{ ...IMAGE, repository }])).map(({ url }) => url);
    expect(urls.at(-1)).toBe(`https://${HOST}/v2/example.com/p/r/app/manifests/1`);
    const { api, asked } = registry({ '/v2/': { status: 200 } });
    await api.manifest(gcr, '1');
    expect(asked.at(-1)?.url).toBe('https://gcr.io/v2/example.com/p/app/manifests/1');
  });

  it('and silence stays silence, whatever was asked for', async () => {
    const silent = unknown('timeout', 'It was not heard.', 'Run it again.');
    const client = connectToGoogle({
      federation: null,
      environment: { CLOUDSDK_AUTH_ACCESS_TOKEN: 'ours' },
      clock: fastClock(10_000),
    });
    const ping = answer({ status: 200 });
    const api = registryApi({
      ...client,
      registry: async ({ url }) => (url.endsWith('/v2/') ? ping : silent),
    });
    expect(await api.manifest(IMAGE, '1')).toEqual(silent);
    expect(await api.openManifest(IMAGE, '1')).toEqual(silent);
    expect(await api.openTags(IMAGE)).toEqual(silent);
    expect(await api.config(IMAGE, OTHER)).toEqual(silent);
  });
});
