import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Report } from '../src/domain/report.ts';
import { runCli } from './run-cli.ts';

export const NODE = 'node@p.iam.gserviceaccount.com';

/** One project with one repository, which the node may read: `us-docker.pkg.dev/p/r/a`, of the tags 1, 1.0.0 and 1.0.1. */
export const WORLD = `projects:
  p:
    number: 1
    service-accounts: { ${NODE}: {} }
    repositories:
      us/r:
        policy: [{ role: roles/artifactregistry.reader, members: ["serviceAccount:${NODE}"] }]
        images: { a: [{ tags: ["1", "1.0.0", "1.0.1"] }] }
`;

/** How a check ended, from outside. */
export interface Checked {
  readonly status: number;
  readonly report: Report | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What stands in the folder, and how it is checked. */
export interface Shop {
  readonly files: Readonly<Record<string, string>>;
  readonly world?: string;
  readonly words?: readonly string[];
  /** The working directory, below the folder. */
  readonly below?: string;
  readonly format?: string;
}

/** A folder of files, gone when the test is over. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-shop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

/** Checks files against a world, through the command line; JSON unless another format is asked for. */
export async function checkShop(shop: Shop): Promise<Checked> {
  return checkFolder(folderOf(shop.files), shop);
}

/** The same of a folder that stands already. */
export async function checkFolder(
  folder: string,
  { world = WORLD, words = [], below = '', format = 'json' }: Omit<Shop, 'files'>,
): Promise<Checked> {
  const google = path.join(folderOf({ 'world.yml': world }), 'world.yml');
  const { status, stdout, stderr } = await runCli(
    ['check', '--sandbox', google, '--format', format, ...words],
    { cwd: path.join(folder, below) },
  );
  const report =
    format === 'json' && stdout !== '' ? (JSON.parse(stdout) as Report) : null;
  return { status, report, stdout, stderr };
}

/** A Pod of these images. */
export function podOf(...images: readonly string[]): string {
  const containers = images.map(
    (image, index) => `    - name: c${index}\n      image: "${image}"\n`,
  );
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n${containers.join('')}`;
}

/** `RULE FILE:LINE` of each finding. */
export function saidOf(report: Report | null): readonly string[] {
  return (report?.findings ?? []).map(
    ({ rule, file, line }) => `${rule} ${file}:${line}`,
  );
}
