import { describe, expect, it } from 'vitest';
import {
  landingsOf,
  poolsFor,
  scopesAllowPull,
} from '../../src/domain/node-scheduling.ts';
import {
  type NodePool,
  type Puller,
  serviceAccountPuller,
} from '../../src/domain/puller.ts';
import type {
  NodeSelectorTerm,
  PodContext,
  Toleration,
} from '../../src/domain/reference.ts';

const CLUSTER = { project: 'p', location: 'us-central1', cluster: 'c' };
const ARM_TAINT = { key: 'kubernetes.io/arch', value: 'arm64', effect: 'NoSchedule' };
const WINDOWS_TAINT = {
  key: 'node.kubernetes.io/os',
  value: 'windows',
  effect: 'NoSchedule',
};

function pool(
  name: string,
  more: Partial<NodePool> & { arch?: string; os?: string } = {},
): Puller {
  const { arch = 'amd64', os = 'linux', labels = {}, taints = [], ...rest } = more;
  const own = {
    'cloud.google.com/gke-nodepool': name,
    'kubernetes.io/arch': arch,
    'kubernetes.io/os': os,
    ...labels,
  };
  const origin = {
    kind: 'node-pool' as const,
    cluster: CLUSTER,
    pool: { name, labels: own, taints, ...rest },
  };
  return serviceAccountPuller(`${name}@p.iam.gserviceaccount.com`, origin, []);
}
function provisioned(provisions: NonNullable<NodePool['provisions']>): Puller {
  const origin = {
    kind: 'node-pool' as const,
    cluster: CLUSTER,
    pool: { name: provisions, labels: {}, taints: [], provisions },
  };
  return serviceAccountPuller(`${provisions}@p.iam.gserviceaccount.com`, origin, []);
}

const MAIN = pool('main', { labels: { team: 'shop', size: '8' } });
const SPOT = pool('spot', { labels: { 'cloud.google.com/gke-spot': 'true' } });
const ARM = pool('arm', { arch: 'arm64', taints: [ARM_TAINT] });
const WINDOWS = pool('windows', { os: 'windows', taints: [WINDOWS_TAINT] });
const GPU = pool('gpu', {
  taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' }],
});
const ALL = [MAIN, SPOT, ARM, WINDOWS, GPU];

interface Pod {
  readonly selector?: Readonly<Record<string, string>>;
  readonly affinity?: readonly NodeSelectorTerm['expressions'][];
  readonly tolerations?: readonly Partial<Toleration>[];
  readonly nodeName?: string;
  readonly devices?: readonly string[];
}
function pod({
  selector = {},
  affinity = [],
  tolerations = [],
  nodeName,
  devices = [],
}: Pod): PodContext {
  return {
    serviceAccountName: null,
    nodeSelector: selector,
    nodeAffinity:
      affinity.length === 0
        ? null
        : affinity.map((expressions) => ({ expressions, namesNodes: false })),
    tolerations: tolerations.map((one) => ({
      key: null,
      operator: null,
      value: null,
      effect: null,
      ...one,
    })),
    pullSecrets: [],
    nodeName: nodeName ?? null,
    runtimeClassName: null,
    devices,
  };
}
const term = (key: string, operator: string, ...values: string[]) => ({
  key,
  operator,
  values,
});
const names = (pullers: readonly Puller[]): readonly string[] =>
  pullers.map(({ origin }) =>
    origin.kind === 'node-pool' ? origin.pool.name : origin.kind,
  );

const cases: readonly (readonly [string, Pod, readonly string[]])[] = [
  ['nothing: what is tainted is out of reach', {}, ['main', 'spot']],
  ['a label of the team', { selector: { team: 'shop' } }, ['main']],
  ['a label of nobody', { selector: { team: 'other' } }, []],
  ['a pool by name', { selector: { 'cloud.google.com/gke-nodepool': 'spot' } }, ['spot']],
  ['Arm, by its selector', { selector: { 'kubernetes.io/arch': 'arm64' } }, ['arm']],
  [
    'Arm, by its affinity',
    { affinity: [[term('kubernetes.io/arch', 'In', 'arm64')]] },
    ['arm'],
  ],
  [
    'either architecture, by its affinity',
    { affinity: [[term('kubernetes.io/arch', 'In', 'amd64', 'arm64')]] },
    ['main', 'spot', 'arm'],
  ],
  [
    'the Arm pool by name',
    { selector: { 'cloud.google.com/gke-nodepool': 'arm' } },
    ['arm'],
  ],
  [
    'Arm tolerated, not selected',
    { tolerations: [{ key: 'kubernetes.io/arch', operator: 'Exists' }] },
    ['main', 'spot', 'arm'],
  ],
  [
    'Arm tolerated by value',
    { tolerations: [{ key: 'kubernetes.io/arch', value: 'arm64' }] },
    ['main', 'spot', 'arm'],
  ],
  [
    'Arm tolerated by another value',
    { tolerations: [{ key: 'kubernetes.io/arch', value: 'riscv' }] },
    ['main', 'spot'],
  ],
  [
    'Arm tolerated for another effect',
    {
      tolerations: [
        { key: 'kubernetes.io/arch', operator: 'Exists', effect: 'NoExecute' },
      ],
    },
    ['main', 'spot'],
  ],
  ['Windows', { selector: { 'kubernetes.io/os': 'windows' } }, ['windows']],
  [
    'everything tolerated',
    { tolerations: [{ operator: 'Exists' }] },
    ['main', 'spot', 'arm', 'windows', 'gpu'],
  ],
  [
    'a device, as GKE tolerates it',
    { tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] },
    ['main', 'spot', 'gpu'],
  ],
  ['Spot', { selector: { 'cloud.google.com/gke-spot': 'true' } }, ['spot']],
  [
    'not Spot',
    { affinity: [[term('cloud.google.com/gke-spot', 'DoesNotExist')]] },
    ['main'],
  ],
  [
    'a zone, which no pool tells',
    { selector: { 'topology.kubernetes.io/zone': 'us-central1-a' } },
    ['main', 'spot'],
  ],
  [
    'a label that Google may set',
    { selector: { 'cloud.google.com/gke-boot-disk': 'pd-ssd' } },
    ['main', 'spot'],
  ],
  ['another team', { affinity: [[term('team', 'NotIn', 'shop')]] }, ['spot']],
  ['any team', { affinity: [[term('team', 'Exists')]] }, ['main']],
  ['more than 4', { affinity: [[term('size', 'Gt', '4')]] }, ['main']],
  ['less than 4', { affinity: [[term('size', 'Lt', '4')]] }, []],
  [
    'one term of two',
    {
      affinity: [
        [term('team', 'In', 'none')],
        [term('cloud.google.com/gke-spot', 'In', 'true')],
      ],
    },
    ['spot'],
  ],
  [
    'all expressions of a term',
    { affinity: [[term('team', 'In', 'shop'), term('size', 'In', '9')]] },
    [],
  ],
];

describe('poolsFor', () => {
  it.each(cases)('%s', (_, asks, expected) => {
    expect(names(poolsFor(pod(asks), ALL))).toEqual(expected);
  });

  it('leaves pullers alone that are no node pool', () => {
    const told = serviceAccountPuller(
      'n@p.iam.gserviceaccount.com',
      { kind: 'option' },
      [],
    );
    expect(poolsFor(pod({ selector: { team: 'other' } }), [told])).toEqual([told]);
  });

  it('holds no label and no taint against nodes that are made for the Pod', () => {
    const makers = [provisioned('autopilot'), provisioned('node-auto-provisioning')];
    expect(
      names(
        poolsFor(
          pod({
            selector: { 'cloud.google.com/compute-class': 'Scale-Out', team: 'any' },
          }),
          makers,
        ),
      ),
    ).toEqual(['autopilot', 'node-auto-provisioning']);
    expect(
      names(poolsFor(pod({ selector: { 'kubernetes.io/os': 'windows' } }), makers)),
    ).toEqual([]);
    expect(
      names(
        poolsFor(pod({ selector: { 'cloud.google.com/gke-nodepool': 'main' } }), makers),
      ),
    ).toEqual(['autopilot']);
  });

  it('makes nodes of what the Pod asks for, and of amd64 where it asks for nothing', () => {
    const maker = [provisioned('autopilot')];
    const arm = { os: 'linux', architecture: 'arm64', variant: '', osVersion: '' };
    expect(
      poolsFor(pod({ selector: { 'kubernetes.io/arch': 'arm64' } }), maker)[0]?.platforms,
    ).toEqual([arm]);
    const amd = { ...arm, architecture: 'amd64' };
    expect(poolsFor(pod({}), maker)[0]?.platforms).toEqual([amd]);
    const either = pod({
      affinity: [[term('kubernetes.io/arch', 'In', 'amd64', 'arm64')]],
    });
    expect(poolsFor(either, maker)[0]?.platforms).toEqual([amd, arm]);
  });
});

/** Landings as `POOL fit`. */
const landed = (asks: Pod | null, pullers: readonly Puller[]): readonly string[] =>
  landingsOf(asks === null ? null : pod(asks), pullers).map(
    ({ puller, fit }) => `${names([puller])[0]} ${fit}`,
  );

describe('how surely a Pod lands', () => {
  const device = { 'nvidia.com/gpu': 'nvidia.com/gpu', tpu: 'google.com/tpu' };
  const makers = [provisioned('autopilot'), provisioned('node-auto-provisioning')];
  const FAST = pool('fast', { devices: [device['nvidia.com/gpu']] });
  const zone = 'topology.kubernetes.io/zone';
  const ZONES = pool('zones', { oneOf: { [zone]: ['a', 'b'] } });

  it('a Pod that nobody has seen: on any pool', () => {
    expect(landed(null, ALL)).toEqual(ALL.map((one) => `${names([one])[0]} yes`));
  });

  it('what hangs on a label that Google may set: perhaps', () => {
    const asks = { selector: { 'cloud.google.com/gke-boot-disk': 'pd-ssd' } };
    expect(landed(asks, ALL)).toEqual(['main maybe', 'spot maybe']);
    const told = serviceAccountPuller('n@p.example', { kind: 'option' }, []);
    expect(landed(asks, [told])).toEqual(['option yes']);
  });

  it('a device that a pool has; another vendor’s may come by a plugin', () => {
    expect(landed({ devices: ['nvidia.com/gpu'] }, [MAIN, FAST])).toEqual(['fast yes']);
    expect(landed({ devices: ['google.com/tpu'] }, [MAIN, FAST])).toEqual([]);
    expect(landed({ devices: ['amd.com/gpu'] }, [MAIN, FAST])).toEqual([
      'main yes',
      'fast yes',
    ]);
    const both = ['nvidia.com/gpu', 'google.com/tpu'];
    expect(landed({ devices: both }, [FAST])).toEqual([]);
  });

  it('a zone that one of a pool’s nodes is in', () => {
    expect(landed({ selector: { [zone]: 'b' } }, [ZONES])).toEqual(['zones yes']);
    expect(landed({ selector: { [zone]: 'c' } }, [ZONES])).toEqual([]);
  });

  it('nodes are made for it only where no pool of somebody’s own has what it asks for', () => {
    const asks = { selector: { team: 'shop' } };
    expect(landed(asks, [MAIN, ...makers])).toEqual(['main yes']);
    const other = landed({ selector: { team: 'other' } }, [MAIN, ...makers]);
    expect(other.map((one) => one.split(' ')[0])).toEqual([
      'autopilot',
      'node-auto-provisioning',
    ]);
    const perhaps = { selector: { 'cloud.google.com/gke-boot-disk': 'pd-ssd' } };
    expect(landed(perhaps, [MAIN, ...makers]).map((one) => one.split(' ')[0])).toEqual([
      'main',
      'autopilot',
      'node-auto-provisioning',
    ]);
  });
});

describe('a Pod that names its node', () => {
  const LONG = pool('a-pool-of-a-long-name');
  const NESTED = pool('c-main');
  const told = serviceAccountPuller('n@p.example', { kind: 'option' }, []);

  it.each([
    ['gke-c-main-1a2b3c4d-x5y6', [MAIN, SPOT], ['main yes']],
    ['gke-c-spot-1a2b3c4d-x5y6', [MAIN, SPOT], ['spot yes']],
    // No taint keeps it off: the scheduler is not asked.
    ['gke-c-arm-1a2b3c4d-x5y6', ALL, ['arm yes']],
    ['gke-c-a-pool-of-a-lon-1a2b3c4d-x5y6', [MAIN, LONG], ['a-pool-of-a-long-name yes']],
    // A cut of fewer letters may be of anything.
    [
      'gke-c-a-pool-1a2b3c4d-x5y6',
      [MAIN, LONG],
      ['main maybe', 'a-pool-of-a-long-name maybe'],
    ],
    ['gke-c-c-main-1a2b3c4d-x5y6', [MAIN, NESTED], ['c-main yes']],
    ['gke-d-main-1a2b3c4d-x5y6', [MAIN, SPOT], ['main maybe', 'spot maybe']],
    ['gke-c-main-1a2b3c4d-x5y6', [told], ['option yes']],
    ['gke-c-main-1a2b3c4d-x5y6', [told, MAIN], ['main yes']],
    ['node-1', [MAIN, SPOT], ['main maybe', 'spot maybe']],
    ['gke-c-main-1a2b3c4d-x5y67', [MAIN, SPOT], ['main maybe', 'spot maybe']],
    ['my-gke-c-main-1a2b3c4d-x5y6', [MAIN, SPOT], ['main maybe', 'spot maybe']],
    ['gke-c-main-1a2b3c4-x5y6', [MAIN, SPOT], ['main maybe', 'spot maybe']],
  ] as const)('%s', (nodeName, pullers, lands) => {
    expect(landed({ nodeName }, pullers)).toEqual(lands);
  });

  it('is of one of several clusters', () => {
    const inLong = (name: string): Puller => {
      const one = pool(name);
      if (one.origin.kind !== 'node-pool') throw new Error('no pool');
      const cluster = { ...CLUSTER, cluster: 'a-cluster-of-a-long-name' };
      return { ...one, origin: { ...one.origin, cluster } };
    };
    const both = [MAIN, inLong('main'), inLong('spot')];
    expect(landed({ nodeName: 'gke-a-cluster-of-a-main-1a2b3c4d-x5y6' }, both)).toEqual([
      'main yes',
    ]);
    // Two may be meant.
    const nodeName = 'gke-a-cluster-of-a-lon-main-1a2b3c4d-x5y6';
    const twice = [inLong('main'), inLong('main'), MAIN];
    expect(landed({ nodeName }, twice)).toEqual(['main maybe', 'main maybe']);
  });
});

describe('scopesAllowPull', () => {
  it.each([
    ['https://www.googleapis.com/auth/devstorage.read_only', true],
    ['https://www.googleapis.com/auth/devstorage.full_control', true],
    ['https://www.googleapis.com/auth/cloud-platform', true],
    ['https://www.googleapis.com/auth/cloud-platform.read-only', true],
    ['https://www.googleapis.com/auth/logging.write', false],
    ['https://example.com/auth/cloud-platform', false],
  ])('%s: %s', (scope, expected) => {
    expect(scopesAllowPull(['https://www.googleapis.com/auth/monitoring', scope])).toBe(
      expected,
    );
  });
  it('takes no scopes for none', () => expect(scopesAllowPull([])).toBe(false));
});
