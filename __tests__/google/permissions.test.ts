import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  permissionsPage,
  purposes,
  rolePermissions,
} from '../../scripts/permissions-page.ts';
import { serviceAccountPuller } from '../../src/domain/puller.ts';
import { pullerSource } from '../../src/google/gke/clusters.ts';
import { accessSource } from '../../src/google/iam/access.ts';
import { accountSource } from '../../src/google/iam/accounts.ts';
import { imageSource } from '../../src/google/images/existence.ts';
import { startClock } from '../../src/google/wire/clock.ts';
import { type Connected, connectTo, memosOf } from './connect.ts';

const PAGE = readFileSync(
  path.resolve(import.meta.dirname, '../../docs/permissions.md'),
  'utf8',
);
/** What is needed and is no permission that could be granted. */
const NO_PERMISSION = ['policytroubleshooter.googleapis.com', 'testIamPermissions'];
const POLICY = [
  {
    role: 'projects/p/roles/x',
    members: [
      'group:g@example.com',
      'principalSet://cloudresourcemanager.googleapis.com/organizations/9/type/ServiceAccount',
    ],
  },
];

let connected: Connected;
beforeAll(async () => {
  connected = await connectTo({
    organizations: { 1: {} },
    folders: { 2: { parent: 'organizations/1' } },
    projects: {
      p: {
        number: '1',
        parent: 'folders/2',
        roles: { x: { permissions: [] } },
        deny: {
          d: [
            {
              'denied-principals': ['principalSet://goog/group/g@example.com'],
              'denied-permissions': ['artifactregistry.googleapis.com/*'],
            },
          ],
        },
        'service-accounts': { 'n@p.iam.gserviceaccount.com': {} },
        'machine-types': { 'e2-medium': 'X86_64' },
        clusters: {
          'us/c': {
            locations: ['us-a'],
            nodePools: [{ name: 'a', config: { machineType: 'e2-medium' } }],
          },
        },
        repositories: {
          'us/gcr.io': { images: { a: [{ tags: ['1'] }] } },
          'us/r': {
            policy: POLICY,
            images: { a: [{ tags: ['1'], listed: false }], b: [{ tags: ['1'] }] },
            'cleanup-policies': {
              k: { action: 'KEEP', mostRecentVersions: { keepCount: 1 } },
            },
          },
        },
      },
    },
  });
});
afterAll(() => connected.sandbox.close());

describe('docs/permissions.md', () => {
  it('names every permission that the code asks to use, and no other', async () => {
    const { client } = connected;
    const now = (): Date => new Date('2026-11-24T00:00:00Z');
    const images = imageSource(client, memosOf(client), {
      remote: 'never',
      waitMs: 0,
      clock: startClock(20000),
      now,
      progress: () => undefined,
    });
    const repository = { project: 'p', location: 'us', repository: 'r' };
    const image = {
      host: 'us-docker.pkg.dev',
      repository,
      package: 'a',
      tag: '1',
      digest: null,
    };
    const access = accessSource(client, memosOf(client), {
      permissionSource: 'policies',
      impersonation: 'never',
      now,
    });
    const puller = serviceAccountPuller(
      'n@p.iam.gserviceaccount.com',
      { kind: 'option' },
      [],
    );
    await images.existence(image);
    await images.existence({ ...image, tag: 'none' });
    await images.existence({ ...image, package: 'none' });
    await images.existence({ ...image, tag: null, digest: `sha256:${'1'.repeat(64)}` });
    await images.existence({
      ...image,
      repository: { ...repository, repository: 'none' },
    });
    await images.existence({
      ...image,
      host: 'gcr.io',
      repository: { ...repository, repository: 'gcr.io' },
    });
    await images.existence({
      ...image,
      host: 'mars-docker.pkg.dev',
      repository: { ...repository, location: 'mars' },
    });
    await access.verdict(puller, repository);
    for (const permissionSource of ['troubleshooter', 'impersonation'] as const)
      await accessSource(client, memosOf(client), {
        permissionSource,
        impersonation: 'allowed',
        now,
      }).verdict(puller, repository);
    await pullerSource(client, memosOf(client).ancestry).pullersOf({
      project: 'p',
      location: 'us',
      cluster: 'c',
    });
    await accountSource(client, memosOf(client).policies, now).binding(
      'n@p.iam.gserviceaccount.com',
      {
        pool: 'p.svc.id.goog',
        projectNumber: '1',
        namespace: 'n',
        name: 'k',
      },
    );

    const needed = [...new Set(client.needs().map(({ permission }) => permission))]
      .filter((permission) => !NO_PERMISSION.includes(permission))
      .sort();
    const written = [
      ...new Set(purposes.flatMap(({ permissions }) => permissions)),
    ].sort();
    // The registry's own `/v2/` is no API call: it needs the permission of a pull.
    expect(
      written.filter((one) => one !== 'artifactregistry.repositories.downloadArtifacts'),
    ).toEqual(needed);
  });

  it('is written from the table', () => {
    expect(PAGE).toBe(permissionsPage());
  });

  it('gives custom roles that hold all but what is used when asked for alone', () => {
    const roles = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
      (block) =>
        (parse(block[1] ?? '') as { includedPermissions: readonly string[] })
          .includedPermissions,
    );
    expect(roles).toEqual([rolePermissions('organization'), rolePermissions('project')]);
    expect(roles.flat()).not.toContain('iam.serviceAccounts.getAccessToken');
    expect(
      roles[1]?.filter((one) => /\.(?:folders|organizations|denypolicies)\./.test(one)),
    ).toEqual([]);
  });
});
