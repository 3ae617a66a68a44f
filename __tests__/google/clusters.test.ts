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
  {
    name: 'main',
    config: { machineType: 'e2-medium', serviceAccount: NODE, oauthScopes: SCOPES },
  },
  {
    name: 'arm',
    config: {
      machineType: 'c4a-standard-1',
      serviceAccount: 'default',
      oauthScopes: SCOPES,
    },
  },
];

/** Checks one manifest against a cluster, and answers with `RULE LINE` of each finding. */
async function check(
  manifest: string,
  {
    cluster = { nodePools: POOLS },
    project = {},
    words = ['--cluster', CLUSTER],
    caller = {},
  }: {
    cluster?: object;
    project?: object;
    words?: readonly string[];
    caller?: object;
  } = {},
): Promise<{
  status: number;
  stderr: string;
  rules: readonly string[];
  report: Report | null;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-cluster-'));
  const reader = [
    { role: 'roles/artifactregistry.reader', members: [`serviceAccount:${NODE}`] },
  ];
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
    const tolerated = await check(
      pod('  tolerations: [{key: kubernetes.io/arch, operator: Exists}]\n'),
    );
    expect(tolerated.report?.findings[0]?.message).toContain(
      '1 of 2 node pools can pull it.',
    );
  });

  it('with what the nodes run', async () => {
    const selector =
      '  nodeSelector: {cloud.google.com/gke-nodepool: arm, kubernetes.io/arch: arm64}\n';
    const grant = {
      repositories: {
        'us/r': {
          policy: [{ role: 'roles/artifactregistry.reader', members: ['allUsers'] }],
          images: { amd: [{ tags: ['1'] }] },
        },
      },
    };
    expect(
      (await check(pod(selector, 'us-docker.pkg.dev/p/r/amd:1'), { project: grant }))
        .rules,
    ).toEqual(['platform-missing 5']);
  });

  it('with the scopes of the nodes', async () => {
    const nodePools = [
      {
        name: 'bare',
        config: { machineType: 'e2-medium', serviceAccount: NODE, oauthScopes: [] },
      },
    ];
    expect((await check(pod(''), { cluster: { nodePools } })).rules).toEqual([
      'node-scope-missing 5',
    ]);
  });

  it('for Autopilot by its defaults', async () => {
    const autoscaling = { autoprovisioningNodePoolDefaults: { serviceAccount: NODE } };
    expect(
      (await check(pod(''), { cluster: { autopilot: { enabled: true }, autoscaling } }))
        .rules,
    ).toEqual([]);
    expect(
      (await check(pod(''), { cluster: { autopilot: { enabled: true } } })).rules,
    ).toEqual(['reader-missing 5']);
  });

  it('for nodes that are made for the workload, with the architecture that it asks for', async () => {
    const cluster = {
      autopilot: { enabled: true },
      autoscaling: { autoprovisioningNodePoolDefaults: { serviceAccount: NODE } },
    };
    const arm =
      '  nodeSelector: {kubernetes.io/arch: arm64, cloud.google.com/compute-class: Scale-Out}\n';
    const amd = 'us-docker.pkg.dev/p/r/amd:1';
    expect((await check(pod(arm, amd), { cluster })).rules).toEqual([
      'platform-missing 5',
    ]);
    expect((await check(pod(arm), { cluster })).rules).toEqual([]);
    expect((await check(pod('', amd), { cluster })).rules).toEqual([]);
  });

  it('and node auto-provisioning stands beside the pools that are there', async () => {
    const autoscaling = { enableNodeAutoprovisioning: true };
    const cluster = { nodePools: POOLS.slice(0, 1), autoscaling };
    const { report } = await check(pod(''), { cluster });
    expect(report?.findings.map(({ rule }) => rule)).toEqual(['reader-missing']);
    expect(report?.findings[0]?.message).toContain('1 of 2 node pools can pull it.');
    const elsewhere = await check(pod('  nodeSelector: {team: none}\n'), { cluster });
    expect(elsewhere.report?.access.map(({ principal }) => principal)).toEqual([
      'serviceAccount:111-compute@developer.gserviceaccount.com',
    ]);
  });

  it('and says so when no pool fits, for silence would look like a yes', async () => {
    const { rules, report } = await check(pod('  nodeSelector: {team: none}\n'));
    expect(rules).toEqual(['reader-unverified 5']);
    expect(report?.findings[0]?.message).toContain(`No node pool of ${CLUSTER} fits`);
    expect(report?.conclusion).toBe('neutral');
  });

  it('with the taint of Arm nodes, unless a pool is told to have none', async () => {
    const [main, arm] = POOLS;
    const config = { ...arm?.config, taintConfig: { architectureTaintBehavior: 'NONE' } };
    const cluster = { nodePools: [main, { ...arm, config }] };
    expect((await check(pod(''), { cluster })).rules).toEqual(['reader-missing 5']);
  });

  it('with accelerator nodes for what asks for their devices', async () => {
    const taints = [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' }];
    const config = {
      machineType: 'e2-medium',
      serviceAccount: 'default',
      oauthScopes: SCOPES,
      accelerators: [{ acceleratorCount: '1', acceleratorType: 'nvidia-tesla-t4' }],
      taints,
    };
    const cluster = { nodePools: [POOLS[0], { name: 'gpu', config }] };
    expect((await check(pod(''), { cluster })).rules).toEqual([]);
    const asks = pod('').replace(
      'image: ',
      'resources: {limits: {nvidia.com/gpu: 1}}, image: ',
    );
    expect((await check(asks, { cluster })).rules).toEqual(['reader-missing 5']);
  });

  it('by the families of machines where Compute Engine may not be asked, and never by a guess', async () => {
    const caller = { denied: [{ permission: 'compute.machineTypes.get' }] };
    const only = (machineType: string): object => ({
      nodePools: [
        { name: 'x', config: { machineType, serviceAccount: NODE, oauthScopes: SCOPES } },
      ],
    });
    const amd = 'us-docker.pkg.dev/p/r/amd:1';
    expect(
      (await check(pod('', amd), { caller, cluster: only('t2a-standard-1') })).rules,
    ).toEqual(['platform-missing 5']);
    expect(
      (await check(pod('', amd), { caller, cluster: only('t2d-standard-1') })).rules,
    ).toEqual([]);
    expect(
      (await check(pod('', amd), { caller, cluster: only('z9x-standard-1') })).rules,
    ).toEqual(['image-unverified 5']);
    expect(
      (await check(pod(''), { caller, cluster: only('z9x-standard-1') })).rules,
    ).toEqual([]);
  });

  it('and leaves it open where the default account has no number that may be read', async () => {
    const caller = { denied: [{ permission: 'resourcemanager.projects.get' }] };
    expect((await check(pod(''), { caller })).rules).toEqual([]);
    const arm = pod('  nodeSelector: {kubernetes.io/arch: arm64}\n');
    const { rules, report } = await check(arm, { caller });
    expect(rules).toEqual(['reader-unverified 5']);
    expect(report?.findings[0]?.message).toContain(
      'Compute Engine default service account',
    );
  });

  it('asking for everything once', async () => {
    const { report } = await check(
      `${pod('')}---\n${pod('  tolerations: [{operator: Exists}]\n')}`,
    );
    // The project, its policy and its organization's.
    expect(report?.requests.cloudresourcemanager).toBe(3);
    expect(report?.requests.container).toBe(1);
    expect(report?.requests.compute).toBe(2);
  });

  it('and ends the run when it does not exist', async () => {
    const none = await check(pod(''), {
      words: ['--cluster', 'projects/p/locations/us/clusters/none'],
    });
    expect(none.status).toBe(2);
    expect(none.stderr).toContain('expected a cluster that exists');
  });

  it('and leaves it open when it may not be read', async () => {
    const sealed = await check(pod(''), {
      caller: { denied: [{ permission: 'container.clusters.get' }] },
    });
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
    expect(
      (await check(two, { words, project: account({ [NODE]: { disabled: true } }) }))
        .rules,
    ).toEqual(['service-account-disabled 5']);
    expect((await check(two, { words, project: account({}) })).rules).toEqual([
      'service-account-not-found 5',
    ]);
  });

  it("are not missed where they are Google's own, which no project lists", async () => {
    const words = [
      '--service-account',
      'service-111@gcp-sa-artifactregistry.iam.gserviceaccount.com',
    ];
    expect((await check(pod(''), { words })).rules).toEqual(['reader-missing 5']);
  });

  it('have no reader-missing when they do not exist', async () => {
    const gone = await check(pod(''), {
      words: ['--service-account', 'gone@p.iam.gserviceaccount.com'],
    });
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
    const manifest = account(
      'iam.gke.io/gcp-service-account: app@p.iam.gserviceaccount.com',
    );
    const unbound = await check(manifest);
    expect(unbound.rules).toEqual(['workload-identity-unbound 3']);
    expect(unbound.report?.findings[0]?.fix.command).toBe(
      "gcloud iam service-accounts add-iam-policy-binding app@p.iam.gserviceaccount.com --project=p --role=roles/iam.workloadIdentityUser '--member=serviceAccount:p.svc.id.goog[shop/api]'",
    );
    const accounts = {
      'service-accounts': { 'app@p.iam.gserviceaccount.com': { policy: [BOUND] } },
    };
    expect((await check(manifest, { project: accounts })).rules).toEqual([]);
  });

  it('of one name in two namespaces leave it open who pulls, where one of them pulls as itself', async () => {
    const inSpace = (namespace: string, itself: string): string =>
      `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: api, namespace: ${namespace}, annotations: {iam.gke.io/enable-wi-image-pull: "${itself}"}}\n---\n`;
    const runs = pod('  serviceAccountName: api\n').replace(', namespace: shop', '');
    for (const [first, second] of [
      ['true', 'false'],
      ['false', 'true'],
    ] as const) {
      const manifest = `${inSpace('a', first)}${inSpace('b', second)}${runs}`;
      expect((await check(manifest)).rules).toEqual(['reader-unverified 13']);
    }
  });

  it('are bound also by what stands above the Google service account, and never unbound where that may not be seen', async () => {
    const manifest = account(
      'iam.gke.io/gcp-service-account: app@p.iam.gserviceaccount.com',
    );
    const member = 'serviceAccount:p.svc.id.goog[shop/api]';
    const policy = (role: string): object => ({ policy: [{ role, members: [member] }] });
    expect(
      (await check(manifest, { project: policy('roles/iam.workloadIdentityUser') }))
        .rules,
    ).toEqual([]);
    const roles = { actor: { permissions: ['iam.serviceAccounts.getAccessToken'] } };
    const custom = { ...policy('projects/p/roles/actor'), roles };
    expect((await check(manifest, { project: custom })).rules).toEqual([]);
    expect((await check(manifest, { project: policy('roles/browser') })).rules).toEqual([
      'workload-identity-unbound 3',
    ]);
    for (const permission of [
      'resourcemanager.projects.getIamPolicy',
      'resourcemanager.organizations.getIamPolicy',
      'iam.serviceAccounts.getIamPolicy',
    ])
      expect(
        (await check(manifest, { caller: { denied: [{ permission }] } })).rules,
      ).toEqual([]);
  });

  it('are not taken for bound under a condition that may not hold', async () => {
    const manifest = account(
      'iam.gke.io/gcp-service-account: app@p.iam.gserviceaccount.com',
    );
    const under = (condition: string): object => ({
      'service-accounts': {
        'app@p.iam.gserviceaccount.com': { policy: [{ ...BOUND, condition }] },
      },
    });
    const past = 'request.time < timestamp("2020-01-01T00:00:00Z")';
    expect((await check(manifest, { project: under(past) })).rules).toEqual([
      'workload-identity-unbound 3',
    ]);
    expect(
      (await check(manifest, { project: under('resource.matchTag("a/b", "c")') })).rules,
    ).toEqual([]);
  });

  it('pull as themselves where they say so, and the node stands beside', async () => {
    const manifest =
      account('iam.gke.io/enable-wi-image-pull: "true"') +
      pod('  serviceAccountName: api\n');
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
    expect((await check(pod(secret), { words })).rules).toEqual([
      'pull-secret-unneeded 6',
    ]);
    const project = { repositories: { 'us/r': { images: { both: [{ tags: ['1'] }] } } } };
    expect((await check(pod(secret), { words, project })).rules).toEqual([
      'reader-unverified 5',
    ]);
  });
});

describe('nobody', () => {
  it('is said once a run', async () => {
    const { rules, status } = await check(`${pod('')}---\n${pod('')}`, { words: [] });
    expect(rules).toEqual(['target-unknown 5']);
    expect(status).toBe(0);
  });
});
