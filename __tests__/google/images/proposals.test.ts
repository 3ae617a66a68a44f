import { describe, expect, it } from 'vitest';
import { readArtifactImage } from '../../../src/domain/artifact-image.ts';
import { parseImageName } from '../../../src/domain/image-name.ts';
import { imageSource } from '../../../src/google/images/existence.ts';
import { connectTo, fastClock, memosOf } from '../connect.ts';

const GONE = `sha256:${'9'.repeat(64)}`;
const KEPT = `sha256:${'7'.repeat(64)}`;
const app = (...tags: string[]) => ({ images: { app: [{ tags }] } });

async function proposals(text: string, repositories: object): Promise<readonly string[]> {
  const clock = fastClock(60_000);
  const world = { projects: { p: { number: '1', repositories } } };
  const { sandbox, client } = await connectTo(world, {}, clock);
  const source = imageSource(client, memosOf(client), {
    remote: 'never',
    waitMs: 0,
    clock,
    now: () => new Date('2026-11-24T12:00:00Z'),
    progress: () => undefined,
  });
  const name = parseImageName(text);
  const read = name.kind === 'name' ? readArtifactImage(name.name) : null;
  if (read?.kind !== 'image') throw new Error(`no image: ${text}`);
  const found = await source.existence(read.image);
  await sandbox.close();
  if (found.kind !== 'missing') throw new Error(`${text} is ${found.kind}`);
  return found.proposals.map(({ image }) => image);
}

describe('what may have been meant', () => {
  it.each([
    [
      'in any location of the project',
      'us-central1-docker.pkg.dev/p/r/app:2.0.0',
      { 'us-central1/r': app('1.0.0'), 'asia-south2/r': app('2.0.0') },
      'asia-south2-docker.pkg.dev/p/r/app:2.0.0',
    ],
    [
      'on each of the gcr.io hosts',
      'us-docker.pkg.dev/p/r/app:2.0.0',
      { 'us/r': app('1.0.0'), 'europe/eu.gcr.io': app('2.0.0') },
      'eu.gcr.io/p/app:2.0.0',
    ],
    [
      'from a gcr.io host to a repository',
      'gcr.io/p/app:2.0.0',
      { 'us/gcr.io': app('1.0.0'), 'us/r': app('2.0.0') },
      'us-docker.pkg.dev/p/r/app:2.0.0',
    ],
    [
      'in another package and another repository both',
      'us-docker.pkg.dev/p/r/team/app:2.0.0',
      { 'us/r': app('1.0.0'), 'us/other': app('2.0.0') },
      'us-docker.pkg.dev/p/other/app:2.0.0',
    ],
    [
      'in a package of a near name beside it',
      'us-docker.pkg.dev/p/r/app:2.0.0',
      { 'us/r': { images: { app: [{ tags: ['1.0.0'] }], apps: [{ tags: ['2.0.0'] }] } } },
      'us-docker.pkg.dev/p/r/apps:2.0.0',
    ],
    [
      'the same version with more numbers, before any other',
      'us-docker.pkg.dev/p/r/app:1.10',
      { 'us/r': app('1.2.3', '1.10.0') },
      'us-docker.pkg.dev/p/r/app:1.10.0',
    ],
    [
      'where the repository is named otherwise',
      'us-docker.pkg.dev/p/apps/app:2.0.0',
      { 'us/app': app('2.0.0') },
      'us-docker.pkg.dev/p/app/app:2.0.0',
    ],
    [
      'the digest of the tag now, where the digest is gone',
      `us-docker.pkg.dev/p/r/app:1@${GONE}`,
      { 'us/r': { images: { app: [{ tags: ['1'], digest: KEPT }] } } },
      `us-docker.pkg.dev/p/r/app:1@${KEPT}`,
    ],
    [
      'by the regional endpoint that was written',
      'docker.us-east1.rep.pkg.dev/p/r/app:2.0.0',
      { 'us-east1/r': app('1.0.0'), 'us-east1/s': app('2.0.0') },
      'docker.us-east1.rep.pkg.dev/p/s/app:2.0.0',
    ],
  ])('is found %s', async (_, image, repositories, wanted) => {
    expect(await proposals(image, repositories)).toContain(wanted);
  });

  it('is first the same version with more or fewer numbers', async () => {
    const found = await proposals('us-docker.pkg.dev/p/r/app:1.10', {
      'us/r': app('1.2.3', '1.10.0', '1.11.0'),
    });
    expect(found[0]).toBe('us-docker.pkg.dev/p/r/app:1.10.0');
  });

  it('keeps the name of the virtual repository', async () => {
    const upstream = 'projects/p/locations/us/repositories/r';
    const virtual = { mode: 'VIRTUAL', upstreams: [{ repository: upstream }] };
    const found = await proposals('us-docker.pkg.dev/p/all/app:1.0.1', {
      'us/all': virtual,
      'us/r': app('1.0.0'),
    });
    expect(found[0]).toBe('us-docker.pkg.dev/p/all/app:1.0.0');
  });

  it('is nothing that was not seen', async () => {
    const repositories = { 'us/r': app('1.0.0'), 'us/other': app('3.0.0') };
    const found = await proposals('us-docker.pkg.dev/p/r/app:2.0.0', repositories);
    expect(found).toEqual(['us-docker.pkg.dev/p/r/app:1.0.0']);
  });
});
