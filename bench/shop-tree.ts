import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How many manifests stand in a folder of the tree. */
const IN_A_FOLDER = 50;
const REPOSITORIES = 20;
const IMAGES = 200;

/** What a tree of any size holds: every manifest another workload, every image in many places. */
export interface ShopTree {
  /** What is given to `check`. */
  readonly words: readonly string[];
}

/**
 * Writes a tree of so many manifests with all that a merge could get wrong: images in many shards, some missing, accounts that may not
 * read, who is missing, who is said by an environment and by nobody, a service account in another file, waivers, broken files.
 */
export function writeShopTree(folder: string, manifests: number): ShopTree {
  for (let index = 0; index < manifests; index += 1) {
    const file = path.join(folder, fileOf(index));
    if (index % IN_A_FOLDER === 0) mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, manifest(index));
  }
  writeFileSync(path.join(folder, 'accounts.yaml'), accounts());
  writeFileSync(path.join(folder, 'world.yml'), world());
  writeFileSync(path.join(folder, 'config.yml'), CONFIG);
  return {
    words: ['check', 'apps', 'accounts.yaml', ...OPTIONS],
  };
}

const OPTIONS = [
  '--sandbox=world.yml',
  '--config=config.yml',
  '--render=never',
  '--fail-on=never',
];

function fileOf(index: number): string {
  return `apps/${Math.floor(index / IN_A_FOLDER)}/${index}.yaml`;
}

/** Of a folder all images are of a few repositories, so that no shard sees every one. */
function manifest(index: number): string {
  if (index % 97 === 96) return 'apiVersion: v1\nkind: Pod\nspec: {containers: [\n';
  const folder = Math.floor(index / IN_A_FOLDER);
  const image = (folder * 7 + (index % 11)) % IMAGES;
  const tag = index % 7 === 0 ? `0.${index % 3}.9` : '1.0.0';
  const waiver =
    index % 13 === 0 ? ' # gar-preflight: ignore tag-not-found built at night' : '';
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: app-${index % 500}, namespace: team-${folder % 5}}
spec:
  template:
    spec:
      serviceAccountName: team-${folder % 5}
      containers:
        - name: main
          image: us-docker.pkg.dev/shop/repo-${image % REPOSITORIES}/image-${image}:${tag}${waiver}
`;
}

function accounts(): string {
  return Array.from(
    { length: 5 },
    (_, team) =>
      `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: team-${team}\n  namespace: team-${team}\n  annotations: {iam.gke.io/gcp-service-account: gone-${team}@shop.iam.gserviceaccount.com}\n`,
  ).join('---\n');
}

/** Every third folder is nobody's. */
const CONFIG = `environments:
  - name: first
    paths: ["apps/*0/**", "apps/*1/**", "apps/*2/**", "apps/*3/**"]
    service-accounts: [node@shop.iam.gserviceaccount.com]
  - name: second
    paths: ["apps/*3/**", "apps/*4/**", "apps/*5/**"]
    service-accounts: [gone@shop.iam.gserviceaccount.com, other@shop.iam.gserviceaccount.com]
`;

function world(): string {
  const repositories = Array.from({ length: REPOSITORIES }, (_, index) => {
    const reader = index % 5 === 0 ? 'other' : 'node';
    const images = Array.from({ length: IMAGES / REPOSITORIES }, (__, step) => {
      const image = index + step * REPOSITORIES;
      return `          image-${image}: [{tags: ["1.0.0"]}]\n`;
    });
    return `      us/repo-${index}:\n        policy:\n          - role: roles/artifactregistry.reader\n            members: [serviceAccount:${reader}@shop.iam.gserviceaccount.com]\n        images:\n${images.join('')}`;
  });
  return `projects:
  shop:
    number: 123456789
    service-accounts:
      node@shop.iam.gserviceaccount.com: {}
      other@shop.iam.gserviceaccount.com: {}
    repositories:
${repositories.join('')}`;
}
