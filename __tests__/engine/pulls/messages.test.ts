import { describe, expect, it } from 'vitest';
import { closed, deployment, OTHER, type Small, tell } from './small-world.ts';

const READER = 'roles/artifactregistry.reader';
const FILES = { 'a.yaml': deployment('', undefined, 'api', 'shop') };

/** The repository's policy; the cluster's only pool runs as `OTHER`. */
function grantedTo(policy: readonly object[], more: Partial<Small> = {}): Small {
  const images = { app: [{ tags: ['1'] }] };
  return {
    files: FILES,
    cluster: { nodePools: [closed('main')] },
    project: { repositories: { 'us/r': { policy, images } } },
    ...more,
  };
}

const BEGIN = `serviceAccount:${OTHER} may not download from projects/p/locations/us/repositories/r: `;
const KUBERNETES =
  'principal://iam.googleapis.com/projects/111/locations/global/workloadIdentityPools/p.svc.id.goog/subject/ns/shop/sa/api';
const account = (annotation: string): string =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: api, namespace: shop, annotations: {${annotation}}}\n`;

describe('reader-missing says the cause first, then the remedy, then how far it looked', () => {
  it.each([
    [
      'an expired condition',
      grantedTo([
        {
          role: READER,
          members: [`serviceAccount:${OTHER}`],
          condition: 'request.time < timestamp("2026-06-30T00:00:00Z")',
        },
      ]),
      `${READER} on it ended on 2026-06-30: its condition does not hold now`,
    ],
    [
      'a condition that never grants there',
      grantedTo([
        {
          role: READER,
          members: [`serviceAccount:${OTHER}`],
          condition: 'resource.name.startsWith("projects/p")',
        },
      ]),
      `${READER} on it does not grant: it asks for resource attributes`,
    ],
    [
      'a trap role',
      grantedTo([
        {
          role: 'roles/container.defaultNodeServiceAccount',
          members: [`serviceAccount:${OTHER}`],
        },
      ]),
      'roles/container.defaultNodeServiceAccount is the least-privilege role for nodes, and does not hold',
    ],
    [
      'an account that was deleted and made again',
      grantedTo([{ role: READER, members: [`deleted:serviceAccount:${OTHER}?uid=123`] }]),
      `deleted:serviceAccount:${OTHER}?uid=123 is the account that was deleted`,
    ],
    [
      "the reader of the workload's own Google account",
      grantedTo(
        [{ role: READER, members: ['serviceAccount:app@p.iam.gserviceaccount.com'] }],
        {
          files: {
            'a.yaml': deployment('serviceAccountName: api', undefined, 'api', 'shop'),
            'sa.yaml': account(
              'iam.gke.io/gcp-service-account: app@p.iam.gserviceaccount.com',
            ),
          },
        },
      ),
      'it is granted to serviceAccount:app@p.iam.gserviceaccount.com, which containers run as by Workload Identity; images are pulled as the node.',
    ],
    [
      'the reader of the Kubernetes service account',
      grantedTo([{ role: READER, members: [KUBERNETES] }]),
      `it is granted to ${KUBERNETES}, which containers run as by Workload Identity; images are pulled as the node.`,
    ],
    [
      'the older spelling of a Kubernetes service account',
      grantedTo([{ role: READER, members: ['serviceAccount:p.svc.id.goog[shop/api]'] }]),
      'it is granted to serviceAccount:p.svc.id.goog[shop/api], which containers run as',
    ],
    [
      'an account of this name in another project',
      grantedTo([
        { role: READER, members: ['serviceAccount:other@q.iam.gserviceaccount.com'] },
      ]),
      'it is granted to serviceAccount:other@q.iam.gserviceaccount.com, whose name is nearly the same.',
    ],
    [
      'a grant on another repository',
      {
        ...grantedTo([]),
        files: {
          ...FILES,
          'b.yaml': deployment('', 'us-docker.pkg.dev/p/open/app:1', 'b', 'shop'),
        },
        project: {
          repositories: {
            'us/r': { images: { app: [{ tags: ['1'] }] } },
            'us/open': {
              policy: [{ role: READER, members: [`serviceAccount:${OTHER}`] }],
              images: { app: [{ tags: ['1'] }] },
            },
          },
        },
      },
      'it may download from projects/p/locations/us/repositories/open, and that grant does not reach this repository.',
    ],
    ['nothing at all', grantedTo([]), 'no policy from the repository up grants it.'],
  ] satisfies readonly [string, Small, string][])('%s', async (_, small, cause) => {
    const { messages } = await tell(small);
    const said = messages.find((one) => one.includes('may not')) ?? '';
    expect(said).toContain(`${BEGIN}${cause}`);
    const remedy = said.indexOf(
      'Grant it roles/artifactregistry.reader on the repository',
    );
    const looked = said.indexOf(
      'Looked at: projects/p/locations/us/repositories/r, projects/p, organizations/1.',
    );
    expect(remedy).toBeGreaterThan(said.indexOf(cause));
    expect(looked).toBeGreaterThan(remedy);
  });

  it.each([
    [
      'an account of another project',
      'node@q.iam.gserviceaccount.com',
      'It is an account of the project q: what is granted there does not reach this repository.',
    ],
    [
      'the default account',
      '222-compute@developer.gserviceaccount.com',
      'It is the Compute Engine default service account, which organizations made since May 2024 give no role by default.',
    ],
  ])('and names what is usual where it found nothing: %s', async (_, email, usual) => {
    const { messages } = await tell({
      files: FILES,
      words: ['--service-account', email],
      project: {
        'service-accounts': { [email]: {} },
        repositories: { 'us/r': { images: { app: [{ tags: ['1'] }] } } },
      },
    });
    expect(messages[0]).toContain(`no policy from the repository up grants it. ${usual}`);
  });
});
