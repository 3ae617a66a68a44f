import { describe, expect, it } from 'vitest';
import { serviceAccountPuller } from '../../src/domain/puller.ts';
import { accessSource } from '../../src/google/iam/access.ts';
import { imageSource } from '../../src/google/images/existence.ts';
import { connectTo, fastClock, memosOf } from './connect.ts';

const REPOSITORY = { project: 'p', location: 'us', repository: 'r' };
const everyone = (members: string[]) => [
  { role: 'roles/artifactregistry.reader', members },
];
const now = (): Date => new Date('2026-11-24T12:00:00Z');

async function look(
  members: string[],
  {
    denied = ['*'],
    deny = {},
    tag = '1',
  }: { denied?: string[]; deny?: object; tag?: string } = {},
) {
  const clock = fastClock(60_000);
  const repositories = {
    'us/r': { policy: everyone(members), images: { app: [{ tags: ['1'] }] } },
  };
  const { sandbox, client } = await connectTo(
    {
      caller: { denied: denied.map((permission) => ({ permission })) },
      projects: { p: { number: '1', repositories, deny } },
    },
    {},
    clock,
  );
  const memos = memosOf(client);
  const images = imageSource(client, memos, {
    remote: 'never',
    waitMs: 0,
    clock,
    now,
    progress: () => undefined,
  });
  const access = accessSource(client, memos, {
    permissionSource: 'auto',
    impersonation: 'never',
    now,
  });
  const host = 'us-docker.pkg.dev';
  const image = { host, repository: REPOSITORY, package: 'app', tag, digest: null };
  const puller = serviceAccountPuller(
    'n@q.iam.gserviceaccount.com',
    { kind: 'option' },
    [],
  );
  const [existence, verdict] = await Promise.all([
    images.existence(image),
    access.verdict(puller, REPOSITORY),
  ]);
  await sandbox.close();
  return { existence: existence.kind, verdict: verdict.verdict, sent: sandbox.served };
}

describe('a repository that is open to everyone', () => {
  it('is known to be, where we are refused everything', async () => {
    const { existence, verdict, sent } = await look(['allUsers']);
    expect({ existence, verdict }).toEqual({ existence: 'found', verdict: 'granted' });
    // Nobody's token is asked for without ours.
    const exchanged = sent.filter(({ path }) => path === '/v2/token');
    expect(exchanged.map(({ authorization }) => authorization)).toContain(undefined);
  });

  it('does not say that a tag is missing', async () => {
    expect(await look(['allUsers'], { tag: 'none' })).toMatchObject({
      existence: 'unknown',
      verdict: 'granted',
    });
  });

  it('is none that is open to whoever logs in', async () => {
    expect(await look(['allAuthenticatedUsers'])).toMatchObject({
      existence: 'unknown',
      verdict: 'unknown',
    });
  });

  it('is denied all the same to whom a deny policy names', async () => {
    const rule = {
      'denied-principals': [
        'principal://iam.googleapis.com/projects/-/serviceAccounts/n@q.iam.gserviceaccount.com',
      ],
      'denied-permissions': [
        'artifactregistry.googleapis.com/repositories.downloadArtifacts',
      ],
    };
    const denied = ['artifactregistry.repositories.getIamPolicy'];
    expect(await look(['allUsers'], { denied, deny: { d: [rule] } })).toMatchObject({
      verdict: 'not-granted',
    });
  });

  it('is asked for by nobody where the policies decide', async () => {
    const { sent, verdict } = await look(['allUsers'], { denied: ['none'] });
    expect(verdict).toBe('granted');
    expect(sent.filter(({ path }) => /\/v2\/.*tags\/list/.test(path))).toEqual([]);
  });
});
