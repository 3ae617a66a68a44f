import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Report } from '../../../src/domain/report.ts';
import { runCli } from '../../run-cli.ts';

export const NODE = 'node@p.iam.gserviceaccount.com';
export const OTHER = 'other@p.iam.gserviceaccount.com';
export const CLUSTER = 'projects/p/locations/us-central1/clusters/c';
export const IMAGE = 'us-docker.pkg.dev/p/r/app:1';
const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];

/** A node pool in GKE's own JSON, as an account that may pull (`NODE`) unless it is told otherwise. */
export function pool(name: string, config: object = {}, more: object = {}): object {
  return {
    name,
    status: 'RUNNING',
    config: {
      machineType: 'e2-medium',
      serviceAccount: NODE,
      oauthScopes: SCOPES,
      ...config,
    },
    ...more,
  };
}

/** A node pool whose account may not pull. */
export function closed(name: string, config: object = {}, more: object = {}): object {
  return pool(name, { serviceAccount: OTHER, ...config }, more);
}

/** What differs from the usual world: one project, one repository that `NODE` may read, one cluster. */
export interface Small {
  readonly files: Readonly<Record<string, string>>;
  /** The base, where what changed is to be judged alone: the files are what a pull request makes of it. */
  readonly before?: Readonly<Record<string, string>>;
  readonly cluster?: object;
  readonly clusters?: object;
  readonly project?: object;
  readonly caller?: object;
  readonly world?: object;
  readonly words?: readonly string[];
  readonly render?: 'never' | 'auto';
}

export interface Told {
  readonly status: number;
  readonly stderr: string;
  /** `RULE FILE:LINE` of each finding. */
  readonly rules: readonly string[];
  /** The findings' messages, in the same order. */
  readonly messages: readonly string[];
  /** `PRINCIPAL VERDICT` of each, emails cut before the `@`. */
  readonly access: readonly string[];
  readonly report: Report;
}

/** The world of a scenario, as the sandbox reads it. */
export function worldOf({
  cluster,
  clusters,
  project = {},
  caller = {},
  world,
}: Small): object {
  const reader = {
    role: 'roles/artifactregistry.reader',
    members: [`serviceAccount:${NODE}`],
  };
  const images = {
    app: [{ tags: ['1', '2'], platforms: ['linux/amd64', 'linux/arm64'] }],
  };
  return {
    caller,
    organizations: { 1: {} },
    projects: {
      p: {
        number: '111',
        parent: 'organizations/1',
        'service-accounts': {
          [NODE]: {},
          [OTHER]: {},
          '111-compute@developer.gserviceaccount.com': {},
        },
        clusters: clusters ?? {
          'us-central1/c': {
            locations: ['us-central1-a', 'us-central1-b'],
            workloadIdentityConfig: { workloadPool: 'p.svc.id.goog' },
            nodePools: [pool('main')],
            ...cluster,
          },
        },
        repositories: { 'us/r': { policy: [reader], images } },
        ...project,
      },
    },
    ...world,
  };
}

/** Runs the whole check over a small world, in this process. */
export async function tell(small: Small): Promise<Told> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-small-'));
  const place = path.join(folder, 'tree');
  write(folder, { 'world.json': JSON.stringify(worldOf(small)) });
  const changed = small.before === undefined ? [] : ['--changed-since', 'HEAD'];
  if (small.before !== undefined) commit(place, small.before);
  write(place, small.files);
  const { words = ['--cluster', CLUSTER], render = 'auto' } = small;
  try {
    const { status, stdout, stderr } = await runCli(
      [
        'check',
        '.',
        '--sandbox',
        '../world.json',
        '--format',
        'json',
        '--render',
        render,
        ...changed,
        ...words,
      ],
      { cwd: place },
    );
    if (stdout === '') throw new Error(stderr);
    return toldBy(JSON.parse(stdout) as Report, status, stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

/** Commits the base; what of it the head does not have is gone. */
function commit(folder: string, files: Readonly<Record<string, string>>): void {
  write(folder, files);
  const git = (...words: readonly string[]): void => {
    const own = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words];
    execFileSync('git', own, { cwd: folder, stdio: 'pipe' });
  };
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'base');
  for (const file of Object.keys(files)) rmSync(path.join(folder, file));
}

function toldBy(report: Report, status: number, stderr: string): Told {
  return {
    status,
    stderr,
    rules: report.findings.map(({ rule, file, line }) => `${rule} ${file}:${line}`),
    messages: report.findings.map(({ message }) => message),
    access: report.access.map(
      ({ principal, verdict }) => `${shortly(principal)} ${verdict}`,
    ),
    report,
  };
}

function shortly(principal: string): string {
  return principal
    .replace(/^serviceAccount:/, '')
    .replace(/@.*$/, '')
    .replace(/^principal:.*\/ns\/(.*)\/sa\/(.*)$/, '$1/$2');
}

/** A Deployment with these lines in its Pod's spec. */
export function deployment(
  spec = '',
  image = IMAGE,
  name = 'api',
  namespace = '',
): string {
  const space = namespace === '' ? '' : `, namespace: ${namespace}`;
  const lines = spec
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `      ${line}\n`)
    .join('');
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}${space}}\nspec:\n  template:\n    spec:\n      containers: [{name: c, image: "${image}"}]\n${lines}`;
}
