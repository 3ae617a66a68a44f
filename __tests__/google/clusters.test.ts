import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { runCli } from '../run-cli.ts';

const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];
const NODE = 'n@p.iam.gserviceaccount.com';
const CLUSTER = 'projects/p/locations/us/clusters/c';
const POOLS = [
  { name: 'main', config: { machineType: 'e2-medium', serviceAccount: NODE, oauthScopes: SCOPES } },
  { name: 'arm', config: { machineType: 'c4a-standard-1', serviceAccount: 'default', oauthScopes: SCOPES } },
];

/** Checks one manifest against a cluster, and answers with `RULE LINE` of each finding. */
async function check(
  manifest: string,
  {
    cluster = { nodePools: POOLS },
    project = {},
    words = ['--cluster', CLUSTER],
    caller = {},
  }: { cluster?: object; project?: object; words?: readonly string[]; caller?: object } = {},
): Promise<{ status: number; stderr: string; rules: readonly string[]; report: Report | null }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-cluster-'));
  const reader = [{ role: 'roles/artifactregistry.reader', members: [`serviceAccount:${NODE}`] }];
  const images = {
    amd: [{ tags: ['1'] }],
    both: [{ tags: ['1'], platforms: ['linux/amd64', 'linux/arm64'] }],
  };
  const world = {
    caller,
    organizations: { 1: {} },
    projects: {
      p: {
        number: '111',
        parent: 'organizations/1',
        'service-accounts': {
          [NODE]: {},
          '111-compute@developer.gserviceaccount.com': {},
          'app@p.iam.gserviceaccount.com': {},
        },
        'machine-types': { 'e2-medium': 'X86_64', 'c4a-standard-1': 'ARM64' },
        clusters: {
          'us/c': {
            locations: ['us-central1-a'],
            workloadIdentityConfig: { workloadPool: 'p.svc.id.goog' },
            ...cluster,
          },
        },
        repositories: { 'us/r': { policy: reader, images } },
        ...project,
      },
    },
  };
  writeFileSync(path.join(folder, 'world.yml'), JSON.stringify(world));
  writeFileSync(path.join(folder, 'm.yaml'), manifest);
  const { status, stdout, stderr } = await runCli(
    ['check', 'm.yaml', '--sandbox', 'world.yml', '--format', 'json', ...words],
    { cwd: folder },
  );
  const report = stdout === '' ? null : (JSON.parse(stdout) as Report);
  return {
    status,
    stderr,
    rules: (report?.findings ?? []).map(({ rule, line }) => `${rule} ${line}`),
    report,
  };
}

function pod(spec: string, image = 'us-docker.pkg.dev/p/r/both:1'): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: shop}\nspec:\n  containers: [{name: c, image: ${image}}]\n${spec}`;
}

describe('a cluster says who pulls', () => {
  it('by node pools: Arm pools of a mixed cluster count only for what selects or tolerates them', async () => {
    expect((await check(pod(''))).rules).toEqual([]);
    const onArm = await check(pod('  nodeSelector: {kubernetes.io/arch: arm64}\n'));
    expect(onArm.rules).toEqual(['reader-missing 5']);
    expect(onArm.report?.access[0]?.principal).toBe(
      'serviceAccount:111-compute@developer.gserviceaccount.com',
    );
    const tolerated = await check(pod('  tolerations: [{key: kubernetes.io/arch, operator: Exists}]\n'));
    expect(tolerated.report?.findings[0]?.message).toContain('1 of 2 node pools can pull it.');
  });

  it('with what the nodes run', async () => {
    const selector = '  nodeSelector: {cloud.google.com/gke-nodepool: arm, kubernetes.io/arch: arm64}\n';
    const grant = {
      repositories: {
        'us/r': {
          policy: [{ role: 'roles/artifactregistry.reader', members: ['allUsers'] }],
          images: { amd: [{ tags: ['1'] }] },
        },
      },
    };
    expect((await check(pod(selector, 'us-docker.pkg.dev/p/r/amd:1'), { project: grant })).rules).toEqual([
      'platform-missing 5',
    ]);
  });

  it('with the scopes of the nodes', async () => {
    const nodePools = [
      { name: 'bare', config: { machineType: 'e2-medium', serviceAccount: NODE, oauthScopes: [] } },
    ];
    expect((await check(pod(''), { cluster: { nodePools } })).rules).toEqual(['node-scope-missing 5']);
  });

  it('for Autopilot by its defaults', async () => {
    const autoscaling = { autoprovisioningNodePoolDefaults: { serviceAccount: NODE } };
    expect((await check(pod(''), { cluster: { autopilot: { enabled: true }, autoscaling } })).rules).toEqual(
      [],
    );
    expect((await check(pod(''), { cluster: { autopilot: { enabled: true } } })).rules).toEqual([
      'reader-missing 5',
    ]);
  });

  it('and ends the run when it does not exist', async () => {
    const none = await check(pod(''), { words: ['--cluster', 'projects/p/locations/us/clusters/none'] });
    expect(none.status).toBe(2);
    expect(none.stderr).toContain('expected a cluster that exists');
  });

  it('and leaves it open when it may not be read', async () => {
    const sealed = await check(pod(''), { caller: { denied: [{ permission: 'container.clusters.get' }] } });
    expect(sealed.rules).toEqual(['reader-unverified 5']);
    expect(sealed.report?.findings[0]?.message).toContain('container.clusters.get');
    expect(sealed.report?.conclusion).toBe('neutral');
  });
});

describe('accounts', () => {
  it('are spoken of once, at the first image that they pull', async () => {
    const two = `${pod('')}---\n${pod('')}`;
    const account = (state: object): object => ({ 'service-accounts': state });
    const words = ['--service-account', NODE];
    expect((await check(two, { words, project: account({ [NODE]: { disabled: true } }) })).rules).toEqual([
      'service-account-disabled 5',
    ]);
    expect((await check(two, { words, project: account({}) })).rules).toEqual([
      'service-account-not-found 5',
    ]);
  });

  it('have no reader-missing when they do not exist', async () => {
    const gone = await check(pod(''), { words: ['--service-account', 'gone@p.iam.gserviceaccount.com'] });
    expect(gone.rules).toEqual(['service-account-not-found 5']);
  });
});

describe('Kubernetes service accounts', () => {
  const account = (annotations: string): string =>
    `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: api, namespace: shop, annotations: {${annotations}}}\n---\n`;
  const BOUND = {
    role: 'roles/iam.workloadIdentityUser',
    members: ['serviceAccount:p.svc.id.goog[shop/api]'],
  };

  it('are bound to their Google service account, or not', async () => {
    const manifest = account('iam.gke.io/gcp-service-account: app@p.iam.gserviceaccount.com');
    const unbound = await check(manifest);
    expect(unbound.rules).toEqual(['workload-identity-unbound 3']);
    expect(unbound.report?.findings[0]?.fix.command).toBe(
      "gcloud iam service-accounts add-iam-policy-binding app@p.iam.gserviceaccount.com --project=p --role=roles/iam.workloadIdentityUser '--member=serviceAccount:p.svc.id.goog[shop/api]'",
    );
    const accounts = { 'service-accounts': { 'app@p.iam.gserviceaccount.com': { policy: [BOUND] } } };
    expect((await check(manifest, { project: accounts })).rules).toEqual([]);
  });

  it('pull as themselves where they say so, and the node stands beside', async () => {
    const manifest = account('iam.gke.io/enable-wi-image-pull: "true"') + pod('  serviceAccountName: api\n');
    const { rules, report } = await check(manifest);
    expect(rules).toEqual(['reader-missing 9']);
    const principal =
      'principal://iam.googleapis.com/projects/111/locations/global/workloadIdentityPools/p.svc.id.goog/subject/ns/shop/sa/api';
    expect(report?.access.map((one) => [one.principal, one.verdict])).toEqual([
      [principal, 'not-granted'],
      [`serviceAccount:${NODE}`, 'granted'],
    ]);
  });
});

describe('pull secrets', () => {
  it('are not needed beside a grant, and open the question without one', async () => {
    const secret = '  imagePullSecrets: [{name: key}]\n';
    const words = ['--service-account', NODE];
    expect((await check(pod(secret), { words })).rules).toEqual(['pull-secret-unneeded 6']);
    const project = { repositories: { 'us/r': { images: { both: [{ tags: ['1'] }] } } } };
    expect((await check(pod(secret), { words, project })).rules).toEqual(['reader-unverified 5']);
  });
});

describe('nobody', () => {
  it('is said once a run', async () => {
    const { rules, status } = await check(`${pod('')}---\n${pod('')}`, { words: [] });
    expect(rules).toEqual(['target-unknown 5']);
    expect(status).toBe(0);
  });
});
