export const DIGEST = `sha256:${'7'.repeat(64)}`;

const reader = (name: string) => ({
  role: 'roles/artifactregistry.reader',
  members: [`serviceAccount:${name}@p.iam.gserviceaccount.com`],
});
const accounts = ['node', 'reader', 'high', 'denied', 'custom', 'other'];

/** A world in which every kind of call is made for some question. */
export const faultWorld = {
  organizations: {
    1: {
      policy: [reader('high')],
      deny: {
        d: [
          {
            'denied-principals': [
              'principal://iam.googleapis.com/projects/-/serviceAccounts/denied@p.iam.gserviceaccount.com',
            ],
            'denied-permissions': [
              'artifactregistry.googleapis.com/repositories.downloadArtifacts',
            ],
          },
        ],
      },
    },
  },
  folders: { 2: { parent: 'organizations/1' } },
  projects: {
    p: {
      number: '1',
      parent: 'folders/2',
      roles: {
        custom: { permissions: ['artifactregistry.repositories.downloadArtifacts'] },
        other: { permissions: ['storage.objects.get'] },
      },
      policy: [reader('denied')],
      'service-accounts': Object.fromEntries(
        accounts.map((name) => [`${name}@p.iam.gserviceaccount.com`, {}]),
      ),
      clusters: {
        'us/c': {
          locations: ['us-a'],
          nodePools: [{ name: 'a', config: { machineType: 'x9-standard-4' } }],
        },
      },
      'machine-types': { 'x9-standard-4': 'X86_64' },
      repositories: {
        'us/r': {
          policy: [
            {
              role: 'projects/p/roles/custom',
              members: ['serviceAccount:custom@p.iam.gserviceaccount.com'],
            },
            {
              role: 'projects/p/roles/other',
              members: ['serviceAccount:other@p.iam.gserviceaccount.com'],
            },
          ],
          images: {
            app: [{ tags: ['1.0.0'] }, { digest: DIGEST }],
            single: [{ tags: ['1'], listed: false }],
          },
        },
        'us/open': { policy: [reader('reader')] },
        'us/remote': { mode: 'REMOTE', upstream: { nginx: [{ tags: ['1'] }] } },
        'us/gcr.io': { images: { old: [{ tags: ['1'] }] } },
      },
    },
  },
  troubleshooter: {
    'node@p.iam.gserviceaccount.com projects/p/locations/us/repositories/r':
      'CANNOT_ACCESS',
  },
};
