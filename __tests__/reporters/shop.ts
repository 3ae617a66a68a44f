import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Report } from '../../src/domain/report.ts';
import { runCli } from '../run-cli.ts';

const NODE = 'gke-node@acme-prod-4821.iam.gserviceaccount.com';
const HOST = 'us-central1-docker.pkg.dev/acme-prod-4821';
const SERVICES = [
  'cart',
  'catalog',
  'checkout-api',
  'currency',
  'email-sender',
  'fraud-detector',
  'inventory',
  'invoice',
  'notifier',
  'order-worker',
  'payment-gateway',
  'pricing',
  'recommender',
  'search',
  'session',
  'shipping',
  'tax',
  'web',
];

const WORLD = `
organizations: { "1": {} }
projects:
  acme-prod-4821:
    number: 111222333444
    parent: organizations/1
    service-accounts: { ${NODE}: {} }
    repositories:
      us-central1/services:
        policy: [{ role: roles/artifactregistry.reader, members: ["serviceAccount:${NODE}"] }]
        images:
${SERVICES.map((name) => `          ${name}: [{ tags: ["1.1.0", "1.2.0"], platforms: [${name === 'fraud-detector' ? 'linux/arm64' : 'linux/amd64'}] }]`).join('\n')}
${Array.from({ length: 240 }, (_, at) => `          svc-${at}: [{ tags: ["1.2.0"], platforms: [linux/amd64] }]`).join('\n')}
  acme-data-4821:
    number: 555666777888
    parent: organizations/1
    repositories:
      europe-west4/models:
        images: { scorer: [{ tags: ["8"] }], embedder: [{ tags: ["4"] }] }
`;
const CONFIG = `environments:
  - name: production
    paths: ["**"]
    service-accounts: [${NODE}]
    platforms: [linux/amd64]
`;

/** What the command line reports of some images, a Deployment each. */
async function reportOf(images: readonly string[]): Promise<Report> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-shop-'));
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  write('world.yml', WORLD);
  write('.github/gar-preflight.yml', CONFIG);
  for (const [index, image] of images.entries()) {
    const name = `${image.split('/').at(-1)?.split(/[:@]/)[0]}`;
    write(
      `overlays/prod/${name}-${index}.yaml`,
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: ${image}\n`,
    );
  }
  const words = [
    'check',
    '.',
    '--sandbox',
    'world.yml',
    '--render',
    'never',
    '--format',
    'json',
  ];
  const { stdout, stderr } = await runCli(words, { cwd: folder });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

/** A pull request as there are many: 20 images, seven of which are wrong. */
export function typical(): Promise<Report> {
  const good = SERVICES.filter((name) => name !== 'fraud-detector').slice(0, 13);
  return reportOf([
    ...good.map((name) => `${HOST}/services/${name}:1.2.0`),
    `${HOST}/services/checkout-api:1.3.0`,
    `${HOST}/services/payment-gatway:1.2.0`,
    `${HOST}/servces/cart:1.2.0`,
    'us-centrl1-docker.pkg.dev/acme-prod-4821/services/order-worker:1.2.0',
    `${HOST}/services/fraud-detector:1.2.0`,
    'europe-west4-docker.pkg.dev/acme-data-4821/models/scorer:8',
    'europe-west4-docker.pkg.dev/acme-data-4821/models/embedder:4',
  ]);
}

/** A release that went wrong: 400 images, 160 errors, three causes. */
export function large(): Promise<Report> {
  const good = Array.from({ length: 240 }, (_, at) => `${HOST}/services/svc-${at}:1.2.0`);
  const unpushed = Array.from(
    { length: 54 },
    (_, at) => `${HOST}/services/${SERVICES[at % 5]}:2.0.${at}`,
  );
  const closed = Array.from(
    { length: 53 },
    (_, at) =>
      `europe-west4-docker.pkg.dev/acme-data-4821/models/${at % 2 === 0 ? 'scorer:8' : 'embedder:4'}`,
  );
  const absent = Array.from(
    { length: 53 },
    (_, at) => `${HOST}/platform/tool-${at}:1.0.0`,
  );
  return reportOf([...good, ...unpushed, ...closed, ...absent]);
}
