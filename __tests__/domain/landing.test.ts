import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { architectureByFamily } from '../../src/domain/machine-family.ts';
import { landingsOf } from '../../src/domain/node-scheduling.ts';
import { type Puller, serviceAccountPuller } from '../../src/domain/puller.ts';
import { parseDocuments } from '../../src/formats/document.ts';
import { podContext } from '../../src/formats/pod-spec.ts';
import { readPools, toNodePool } from '../../src/google/gke/node-pools.ts';
import { describeThorough, runs } from '../thorough.ts';
import { landsOn, type Node, type PodSpec } from './second-scheduler.ts';

const ZONES = ['us-central1-a', 'us-central1-b', 'us-east1-b'];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  team: ['shop', 'search'],
  size: ['4', '8', '16', 'big'],
  'topology.kubernetes.io/zone': ZONES,
  'topology.kubernetes.io/region': ['us-central1', 'us-east1'],
  'cloud.google.com/gke-nodepool': ['pool-0', 'pool-1', 'pool-2'],
  'cloud.google.com/gke-provisioning': ['standard', 'spot'],
  'cloud.google.com/gke-spot': ['true'],
  'cloud.google.com/machine-family': ['e2', 'c4a'],
  'kubernetes.io/arch': ['amd64', 'arm64'],
};
const TAINTED = ['dedicated', 'team', 'cloud.google.com/gke-spot'];
const EFFECTS = ['NoSchedule', 'NoExecute', 'PreferNoSchedule'];
const GKE_EFFECTS: Readonly<Record<string, string>> = {
  NoSchedule: 'NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
};

const label = fc
  .constantFrom(...Object.keys(VALUES))
  .chain((key) => fc.tuple(fc.constant(key), fc.constantFrom(...(VALUES[key] ?? ['x']))));
const labelValue = (key: string): fc.Arbitrary<string> =>
  fc.constantFrom(...(VALUES[key] ?? []), 'none');

const requirement = fc.constantFrom(...Object.keys(VALUES)).chain((key) =>
  fc.oneof(
    fc.record({
      key: fc.constant(key),
      operator: fc.constantFrom('In', 'NotIn'),
      values: fc.array(labelValue(key), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({
      key: fc.constant(key),
      operator: fc.constantFrom('Exists', 'DoesNotExist'),
    }),
    fc.record({
      key: fc.constant('size'),
      operator: fc.constantFrom('Gt', 'Lt'),
      values: fc.tuple(fc.constantFrom('4', '7', 'big')),
    }),
  ),
);
const term = fc.record({ matchExpressions: fc.array(requirement, { maxLength: 2 }) });
const toleration = fc.oneof(
  fc.record({ operator: fc.constant('Exists') }),
  fc.record(
    {
      key: fc.constantFrom(...TAINTED),
      operator: fc.constantFrom('Equal', 'Exists'),
      value: fc.constantFrom('shop', 'true'),
      effect: fc.constantFrom(...EFFECTS),
    },
    { requiredKeys: ['key'] },
  ),
);
const podSpec: fc.Arbitrary<PodSpec> = fc.record(
  {
    nodeSelector: fc
      .array(label, { maxLength: 1 })
      .map((labels) => Object.fromEntries(labels)),
    affinity: fc.record({
      nodeAffinity: fc.record({
        requiredDuringSchedulingIgnoredDuringExecution: fc.record({
          nodeSelectorTerms: fc.array(term, { minLength: 1, maxLength: 2 }),
        }),
      }),
    }),
    tolerations: fc.array(toleration, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

interface PoolSpec {
  readonly machineType: string;
  readonly zones: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: Node['spec']['taints'];
  readonly spot: boolean;
}
const poolSpec: fc.Arbitrary<PoolSpec> = fc.record({
  machineType: fc.constantFrom('e2-medium', 'c4a-standard-1'),
  zones: fc.subarray(ZONES, { minLength: 1 }),
  labels: fc.record(
    { team: labelValue('team'), size: labelValue('size') },
    { requiredKeys: [] },
  ),
  taints: fc.array(
    fc.record({
      key: fc.constantFrom(...TAINTED),
      value: fc.constantFrom('shop', 'true'),
      effect: fc.constantFrom(...EFFECTS),
    }),
    { maxLength: 2 },
  ),
  spot: fc.boolean(),
});

/** A pool as GKE describes it. */
function describedByGke(
  { machineType, zones, labels, taints, spot }: PoolSpec,
  at: number,
) {
  return {
    name: `pool-${at}`,
    locations: zones,
    config: {
      machineType,
      labels,
      spot,
      taints: taints.map((taint) => ({ ...taint, effect: GKE_EFFECTS[taint.effect] })),
    },
  };
}

/** The nodes that GKE makes of it, one a zone, with the labels and taints that its documentation names. */
function nodesOf(pool: PoolSpec, at: number, isMixed: boolean): readonly Node[] {
  const isArm = pool.machineType.startsWith('c4a-');
  const armTaint = { key: 'kubernetes.io/arch', value: 'arm64', effect: 'NoSchedule' };
  return pool.zones.map((zone) => ({
    metadata: {
      name: `gke-c-pool-${at}-${zone}`,
      labels: {
        ...pool.labels,
        'kubernetes.io/arch': isArm ? 'arm64' : 'amd64',
        'cloud.google.com/machine-family': pool.machineType.split('-')[0] ?? '',
        'cloud.google.com/gke-nodepool': `pool-${at}`,
        'cloud.google.com/gke-provisioning': pool.spot ? 'spot' : 'standard',
        ...(pool.spot ? { 'cloud.google.com/gke-spot': 'true' } : {}),
        'topology.kubernetes.io/zone': zone,
        'topology.kubernetes.io/region': zone.replace(/-.$/, ''),
      },
    },
    spec: { taints: [...pool.taints, ...(isArm && isMixed ? [armTaint] : [])] },
  }));
}

interface Question {
  readonly pod: PodSpec;
  readonly pools: readonly PoolSpec[];
}

function isMixed(pools: readonly PoolSpec[]): boolean {
  return new Set(pools.map(({ machineType }) => machineType)).size > 1;
}

/** GKE's own admission gives the toleration of Arm nodes to a Pod that selects them, or a pool of them. */
function admitted({ pod, pools }: Question): PodSpec {
  const arm = { key: 'kubernetes.io/arch', operator: 'Equal', value: 'arm64' };
  const affinity =
    pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const asked = (affinity?.nodeSelectorTerms ?? []).flatMap(
    ({ matchExpressions = [] }) => matchExpressions,
  );
  const selects = Object.entries(pod.nodeSelector ?? {}).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }));
  const names = [...selects, ...asked].some(
    ({ key, operator, values = [] }) =>
      operator === 'In' && key === 'kubernetes.io/arch' && values.includes('arm64'),
  );
  return names && isMixed(pools)
    ? { ...pod, tolerations: [...(pod.tolerations ?? []), arm] }
    : pod;
}

/** Where our own scheduling lets the Pod land, by the name of each pool. */
function ours({ pod, pools }: Question): readonly boolean[] {
  const [document] = parseDocuments('pod.json', JSON.stringify(pod), () => true);
  if (document === undefined) throw new Error('expected a document');
  const cluster = { nodePools: pools.map(describedByGke) };
  const neighbours = {
    platforms: isMixed(pools) ? ('mixed' as const) : ('uniform' as const),
    hasPlainPool: true,
  };
  const pullers = readPools(cluster).map((config): Puller => {
    const architecture = architectureByFamily(config.machineType) ?? '';
    const platform = { os: 'linux', architecture, variant: '', osVersion: '' };
    const name = { project: 'p', location: 'us', cluster: 'c' };
    const pool = toNodePool(config, platform, neighbours);
    return serviceAccountPuller(
      config.name,
      { kind: 'node-pool', cluster: name, pool },
      [],
    );
  });
  const landings = landingsOf(podContext(document.root), pullers);
  expect(landings.filter(({ fit }) => fit !== 'yes')).toEqual([]);
  const landed = landings.map(({ puller }) => puller);
  return pools.map((_, at) =>
    landed.some(({ principal }) => principal === `serviceAccount:pool-${at}`),
  );
}

/** The same every time. */
const QUESTIONS: readonly Question[] = fc.sample(
  fc.record({
    pod: podSpec,
    pools: fc.array(poolSpec, { minLength: 3, maxLength: 3 }),
  }),
  { seed: 20_261_128, numRuns: runs(10_000) },
);

function asAsked(question: Question) {
  const pod = admitted(question);
  const mixed = isMixed(question.pools);
  const nodes = question.pools.map((pool, at) => nodesOf(pool, at, mixed));
  return { pod, nodes };
}

/** A pool of Arm nodes that is asked for by its name is a matter of GKE's words alone. */
function namesPool({ pod }: Question): boolean {
  return JSON.stringify(pod).includes('"cloud.google.com/gke-nodepool"');
}

const ASKED = QUESTIONS.filter((one) => !(namesPool(one) && isMixed(one.pools)));
let answers: readonly (readonly boolean[])[] = [];
beforeAll(() => {
  answers = ASKED.map(ours);
});

describe('where a Pod lands, by 10,000 random Pods and their pools', () => {
  it('is as a second scheduler has it, written from the documentation', () => {
    let lands = 0;
    for (const [index, question] of ASKED.entries()) {
      const { pod, nodes } = asAsked(question);
      const expected = nodes.map((ofPool) => ofPool.some((node) => landsOn(pod, node)));
      expect(answers[index], JSON.stringify(question)).toEqual(expected);
      lands += expected.filter(Boolean).length;
    }
    // Random Pods that land nowhere, or everywhere, would show nothing.
    const share = lands / (ASKED.length * 3);
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.9);
    expect(ASKED.length).toBeGreaterThan(runs(8000));
  });
});

describeThorough(['go'], "where a Pod lands, by kube-scheduler's own code", () => {
  it('is as the plugins NodeAffinity and TaintToleration filter', (context) => {
    const program = build();
    if (program === null) {
      context.skip("the Go modules of Kubernetes' scheduling helpers could not be had");
      return;
    }
    const asked = ASKED.map(asAsked);
    const told = JSON.parse(
      execFileSync(program, {
        input: JSON.stringify(
          asked.map(({ pod, nodes }) => ({ pod, nodes: nodes.flat() })),
        ),
        maxBuffer: 1 << 28,
        encoding: 'utf8',
      }),
    ) as readonly (readonly boolean[])[];
    ASKED.forEach((question, index) => {
      const fits = [...(told[index] ?? [])];
      const expected = (asked[index]?.nodes ?? []).map((ofPool) =>
        fits.splice(0, ofPool.length).some(Boolean),
      );
      expect(answers[index], JSON.stringify(question)).toEqual(expected);
    });
  });
});

/** Builds the program beside this test; `null` where its modules cannot be downloaded. */
function build(): string | null {
  const program = path.join(
    mkdtempSync(path.join(tmpdir(), 'gar-scheduler-')),
    'scheduler',
  );
  const cwd = path.join(import.meta.dirname, 'kube-scheduler');
  try {
    execFileSync('go', ['build', '-o', program, '.'], { cwd, stdio: 'pipe' });
    return program;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    if (/dial tcp|lookup |no such host|connection refused|GOPROXY/i.test(said))
      return null;
    throw error;
  }
}
