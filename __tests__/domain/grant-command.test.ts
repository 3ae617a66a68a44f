import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  bindWorkloadIdentityCommand,
  command,
  grantCommand,
  grantTerraform,
} from '../../src/domain/grant-command.ts';
import { homeOf } from '../../src/domain/service-account.ts';

const REPOSITORY = {
  project: 'my-project',
  location: 'us-central1',
  repository: 'myapp-repo',
};
const NODE = 'serviceAccount:gke-node@my-project.iam.gserviceaccount.com';

describe('the fix', () => {
  it('is the narrowest grant, as gcloud', () => {
    expect(grantCommand(NODE, REPOSITORY, [])).toBe(
      'gcloud artifacts repositories add-iam-policy-binding myapp-repo --project=my-project --location=us-central1 --member=serviceAccount:gke-node@my-project.iam.gserviceaccount.com --role=roles/artifactregistry.reader',
    );
  });

  it('says that no condition is meant where the policy has some: gcloud would ask', () => {
    const resource = 'projects/my-project/locations/us-central1/repositories/myapp-repo';
    expect(grantCommand(NODE, REPOSITORY, [resource])).toMatch(/ --condition=None$/);
    expect(grantCommand(NODE, REPOSITORY, ['projects/my-project'])).not.toContain(
      '--condition',
    );
  });

  it('names each Terraform resource by account and place', () => {
    const labels = [
      NODE,
      'serviceAccount:other@my-project.iam.gserviceaccount.com',
    ].flatMap((principal) =>
      ['us-central1', 'europe-west4'].map(
        (location) =>
          /"(\w+)" \{/.exec(grantTerraform(principal, { ...REPOSITORY, location }))?.[1],
      ),
    );
    expect(new Set(labels).size).toBe(4);
  });

  it('and as Terraform, whose templates nothing can start', () => {
    expect(grantTerraform('principal://x/${y}/%{z}"', REPOSITORY)).toBe(
      [
        'resource "google_artifact_registry_repository_iam_member" "myapp_repo_my_project_us_central1_x___y____z___reader" {',
        '  project    = "my-project"',
        '  location   = "us-central1"',
        '  repository = "myapp-repo"',
        '  role       = "roles/artifactregistry.reader"',
        '  member     = "principal://x/$${y}/%%{z}\\""',
        '}',
      ].join('\n'),
    );
  });

  it('binds a Kubernetes service account, with the project of the account', () => {
    expect(
      bindWorkloadIdentityCommand(
        'app@p.example.com.iam.gserviceaccount.com',
        'q.svc.id.goog',
        { namespace: 'shop', name: 'api' },
        'none',
      ),
    ).toBe(
      "gcloud iam service-accounts add-iam-policy-binding app@p.example.com.iam.gserviceaccount.com --project=example.com:p --role=roles/iam.workloadIdentityUser '--member=serviceAccount:q.svc.id.goog[shop/api]'",
    );
  });

  it('is read back by a shell as it was meant', () => {
    const words = [
      'a',
      "it's",
      '$(touch x)',
      '`x`',
      'a b',
      '*',
      '',
      '[x/y]',
      '\\',
      '"',
      'ä',
    ];
    const read = execFileSync('sh', ['-c', `printf '%s\\n' ${command(words)}`], {
      encoding: 'utf8',
    });
    expect(read.split('\n').slice(0, -1)).toEqual(words);
  });
});

describe('where a service account stands', () => {
  it.each([
    ['node@my-project.iam.gserviceaccount.com', 'user', 'my-project'],
    ['NODE@My-Project.iam.gserviceaccount.com', 'user', 'my-project'],
    [
      'node@my-project.example.com.iam.gserviceaccount.com',
      'user',
      'example.com:my-project',
    ],
    ['123456789012-compute@developer.gserviceaccount.com', 'user', '123456789012'],
    ['my-project@appspot.gserviceaccount.com', 'user', 'my-project'],
    [
      'service-123456789012@gcp-sa-artifactregistry.iam.gserviceaccount.com',
      'agent',
      '123456789012',
    ],
    [
      'service-123456789012@container-engine-robot.iam.gserviceaccount.com',
      'agent',
      '123456789012',
    ],
    ['123456789012@cloudservices.gserviceaccount.com', 'agent', '123456789012'],
    ['someone@example.com', 'agent', null],
  ])('%s: %s of %s', (email, kind, project) => {
    expect(homeOf(email)).toEqual({ kind, project });
  });
});
