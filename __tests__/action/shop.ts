import { BASE_SHA, HEAD_SHA, type StandInPull } from '../github/stand-in.ts';

/** The Google of the action's tests: one repository that the nodes may read, and one that they may not. */
export const WORLD = `
organizations: { "1": {} }
projects:
  my-project:
    number: 111222333
    parent: organizations/1
    service-accounts: { node@my-project.iam.gserviceaccount.com: {} }
    repositories:
      us-central1/apps:
        policy: [{ role: roles/artifactregistry.reader, members: [serviceAccount:node@my-project.iam.gserviceaccount.com] }]
        images: { api: [{ tags: ["2.2.0", "2.3.1"] }], web: [{ tags: ["1"] }] }
      us-central1/closed:
        images: { db: [{ tags: ["1"] }] }
`;
export const NODE = 'node@my-project.iam.gserviceaccount.com';
export const APPS = 'us-central1-docker.pkg.dev/my-project/apps';

/** A Deployment whose containers run these images. */
export function deployment(...images: readonly string[]): string {
  const containers = images
    .map((image, index) => `        - name: c${index}\n          image: ${image}\n`)
    .join('');
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n${containers}`;
}

/** A pull request that moves one image. */
export function bumped(image: string, before = `${APPS}/api:2.2.0`): StandInPull {
  return {
    base: { 'k8s/api.yaml': deployment(before) },
    head: { 'k8s/api.yaml': deployment(image) },
    token: 'writes',
  };
}

const repo = { full_name: 'o/r' };

/** The payload of `pull_request`. */
export function pullRequest(
  headRepo: object | null = repo,
  shas = { base: BASE_SHA, head: HEAD_SHA },
  changedFiles = 1,
): object {
  return {
    number: 7,
    pull_request: {
      number: 7,
      changed_files: changedFiles,
      head: { sha: shas.head, repo: headRepo },
      base: { sha: shas.base, repo },
    },
  };
}
