import { describe, expect, it } from 'vitest';
import { account, ITSELF } from './scenario-parts.ts';
import { deployment, IMAGE, NODE, pool, type Small, tell } from './small-world.ts';

/** What the image is for, whoever pulls it. */
function builtFor(...platforms: readonly string[]): object {
  const everyone = { role: 'roles/artifactregistry.reader', members: ['allUsers'] };
  const images = { app: [{ tags: ['1'], platforms }] };
  return { repositories: { 'us/r': { policy: [everyone], images } } };
}

const AMD = builtFor('linux/amd64');
const ARM = builtFor('linux/arm64');
const LACKS = ['platform-missing a.yaml:7'];
const BY_CLASS = deployment('nodeSelector: {cloud.google.com/compute-class: fast}');
const classOf = (priorities: string, config = ''): string =>
  `apiVersion: cloud.google.com/v1\nkind: ComputeClass\nmetadata: {name: fast}\nspec: {nodePoolConfig: {serviceAccount: ${NODE}${config}}, priorities: [${priorities}]}\n`;
const UNTAINTED = 'taintConfig: {architectureTaintBehavior: NONE}';
const ARM_POOL = { machineType: 'c4a-standard-1' };
const MIXED = { nodePools: [pool('main'), pool('arm', ARM_POOL)] };
const OPEN = {
  nodePools: [
    pool('main'),
    pool('arm', { ...ARM_POOL, taintConfig: { architectureTaintBehavior: 'NONE' } }),
  ],
};
const AUTOPILOT = { autopilot: { enabled: true }, nodePools: [] };
const MADE = {
  autoscaling: {
    enableNodeAutoprovisioning: true,
    autoprovisioningNodePoolDefaults: { serviceAccount: NODE },
  },
};
const WINDOWS = {
  nodePools: [
    pool('main'),
    pool('win', {
      machineType: 'n2-standard-4',
      imageType: 'WINDOWS_LTSC_CONTAINERD',
      windowsNodeConfig: { osVersion: 'OS_VERSION_LTSC2022' },
    }),
  ],
};
const RUN = `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: api, namespace: p, annotations: {run.googleapis.com/ingress: all}}\nspec:\n  template:\n    spec:\n      containers: [{image: "${IMAGE}"}]\n`;

/** One manifest, the class that it asks for, and what the cluster's nodes make of the image. */
interface Row extends Omit<Small, 'files'> {
  readonly name: string;
  readonly manifest: string;
  readonly beside?: string;
  readonly finds: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    name: 'a class of x86 machines',
    manifest: BY_CLASS,
    beside: classOf('{machineFamily: n4}'),
    project: AMD,
    finds: [],
  },
  {
    name: 'a class of Arm machines alone',
    manifest: BY_CLASS,
    beside: classOf('{machineFamily: c4a}'),
    project: AMD,
    finds: LACKS,
  },
  {
    name: 'a class of one Arm machine type',
    manifest: BY_CLASS,
    beside: classOf('{machineType: c4a-standard-4}'),
    project: AMD,
    finds: LACKS,
  },
  {
    name: 'a class of both, whose taint keeps off Arm',
    manifest: BY_CLASS,
    beside: classOf('{machineFamily: n4}, {machineFamily: c4a}'),
    project: AMD,
    finds: [],
  },
  {
    name: 'a class of both without the taint',
    manifest: BY_CLASS,
    beside: classOf('{machineFamily: n4}, {machineFamily: c4a}', `, ${UNTAINTED}`),
    project: AMD,
    finds: LACKS,
  },
  {
    name: 'a class of machines of tomorrow',
    manifest: BY_CLASS,
    beside: classOf('{machineFamily: q9}'),
    project: AMD,
    finds: ['image-unverified a.yaml:7'],
  },
  {
    name: 'a class and the architecture',
    manifest: deployment(
      'nodeSelector: {cloud.google.com/compute-class: fast, kubernetes.io/arch: arm64}',
    ),
    beside: classOf('{machineFamily: c4a}'),
    project: ARM,
    finds: [],
  },
  {
    name: 'Autopilot, which is x86 where nobody asks',
    manifest: deployment(''),
    cluster: AUTOPILOT,
    project: ARM,
    finds: LACKS,
  },
  {
    name: "Autopilot's Arm class",
    manifest: deployment('nodeSelector: {cloud.google.com/compute-class: autopilot-arm}'),
    cluster: AUTOPILOT,
    project: ARM,
    finds: [],
  },
  { name: 'Cloud Run, which is x86', manifest: RUN, project: ARM, finds: LACKS },
  {
    name: 'Arm beside x86, tainted',
    manifest: deployment(''),
    cluster: MIXED,
    project: AMD,
    finds: [],
  },
  {
    name: 'Arm beside x86, without the taint',
    manifest: deployment(''),
    cluster: OPEN,
    project: AMD,
    finds: LACKS,
  },
  {
    name: 'nodes that are made on Arm, by the architecture',
    manifest: deployment('nodeSelector: {kubernetes.io/arch: arm64}'),
    cluster: MADE,
    project: AMD,
    finds: LACKS,
  },
  {
    name: 'nodes that are made on Arm, by the family',
    manifest: deployment('nodeSelector: {cloud.google.com/machine-family: c4a}'),
    cluster: MADE,
    project: AMD,
    finds: LACKS,
  },
  {
    name: 'one that pulls as itself runs on nodes too',
    manifest: deployment(
      'serviceAccountName: api\nnodeSelector: {kubernetes.io/arch: arm64}',
      undefined,
      'api',
      'shop',
    ),
    beside: account(ITSELF, 'shop'),
    cluster: MIXED,
    project: AMD,
    finds: LACKS,
  },
  {
    name: 'Windows of another build',
    manifest: deployment('nodeSelector: {kubernetes.io/os: windows}'),
    cluster: WINDOWS,
    project: builtFor('windows/amd64:10.0.17763.1'),
    finds: LACKS,
  },
  {
    name: 'Windows of this build',
    manifest: deployment('nodeSelector: {kubernetes.io/os: windows}'),
    cluster: WINDOWS,
    project: builtFor('windows/amd64:10.0.20348.99'),
    finds: [],
  },
];

describe('what the nodes run where the Pod lands', () => {
  it.each(ROWS.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const { manifest, beside, finds, ...small } = row;
    const files = {
      'a.yaml': manifest,
      ...(beside === undefined ? {} : { 'b.yaml': beside }),
    };
    const { rules, messages } = await tell({ ...small, files });
    const ofPlatforms = rules.filter((one) => /^(?:platform|image)-/.test(one));
    expect(ofPlatforms, messages.join('\n')).toEqual(finds);
  });
});
