import { describe, expect, it } from 'vitest';
import { platformNeeds } from '../../src/domain/platform-needs.ts';
import type { Platform, Puller, PullerOrigin } from '../../src/domain/puller.ts';
import { serviceAccountPuller } from '../../src/domain/puller.ts';
import type { TargetPuller } from '../../src/domain/target.ts';
import { AMD64, ARM64, NODE } from '../rules/cases.ts';

const WINDOWS: Platform = { ...AMD64, os: 'windows', osVersion: '10.0.20348.1' };
const NONE = { lacking: [], perhaps: [], untold: [] };

function pool(
  name: string,
  platforms: readonly Platform[],
  lands: TargetPuller['lands'] = 'surely',
): TargetPuller {
  const cluster = { project: 'p', location: 'us-central1', cluster: 'c' };
  const origin: PullerOrigin = {
    kind: 'node-pool',
    cluster,
    pool: { name, labels: {}, taints: [] },
  };
  return pulledBy(serviceAccountPuller(NODE, origin, platforms), lands);
}

function account(platforms: readonly Platform[]): TargetPuller {
  return pulledBy(serviceAccountPuller(NODE, { kind: 'option' }, platforms), 'surely');
}

function pulledBy(puller: Puller, lands: TargetPuller['lands']): TargetPuller {
  return { puller, part: 'puller', lands, untold: null };
}

const needs = (
  has: readonly Platform[],
  pullers: readonly TargetPuller[],
  platforms: readonly Platform[] = [],
) => platformNeeds(has, { pullers, platforms });

describe('an image’s platforms, held against who pulls it', () => {
  it('need nothing where nobody said what runs', () => {
    expect(needs([AMD64], [])).toEqual(NONE);
    expect(needs([AMD64], [account([])])).toEqual(NONE);
    expect(needs([AMD64], [account([AMD64])], [AMD64])).toEqual(NONE);
  });

  it('lack what the settings ask for, of no pool', () => {
    const lacking = [{ platform: ARM64, pools: [] }];
    expect(needs([AMD64], [], [ARM64])).toEqual({ ...NONE, lacking });
    expect(needs([AMD64], [], [AMD64, ARM64])).toEqual({ ...NONE, lacking });
    expect(needs([AMD64], [account([ARM64])])).toEqual({ ...NONE, lacking });
  });

  it('lack what each pool needs, once, with every pool that needs it', () => {
    const pools = [pool('x86', [AMD64]), pool('arm', [ARM64]), pool('arm-2', [ARM64])];
    expect(needs([AMD64], pools)).toEqual({
      ...NONE,
      lacking: [{ platform: ARM64, pools: ['arm', 'arm-2'] }],
    });
    expect(needs([AMD64, ARM64], pools)).toEqual(NONE);
    expect(needs([AMD64], [...pools, pool('arm', [ARM64])]).lacking).toEqual([
      { platform: ARM64, pools: ['arm', 'arm-2'] },
    ]);
    expect(needs([], pools).lacking).toEqual([
      { platform: AMD64, pools: ['x86'] },
      { platform: ARM64, pools: ['arm', 'arm-2'] },
    ]);
  });

  it('are open, not lacking, where the Pod may land on a pool that fits', () => {
    const fits = pool('x86', [AMD64], 'perhaps');
    const other = pool('arm', [ARM64], 'perhaps');
    const perhaps = [{ platform: ARM64, pools: ['arm'] }];
    expect(needs([AMD64], [fits, other])).toEqual({ ...NONE, perhaps });
    expect(needs([AMD64], [pool('x86', [AMD64]), other])).toEqual({ ...NONE, perhaps });
  });

  it('lack it where no pool fits, wherever the Pod lands', () => {
    const pools = [pool('a', [ARM64], 'perhaps'), pool('b', [ARM64], 'perhaps')];
    const lacking = [{ platform: ARM64, pools: ['a', 'b'] }];
    expect(needs([AMD64], pools)).toEqual({ ...NONE, lacking });
  });

  it('take no pool of an unknown platform for one that fits', () => {
    const unknown = pool('odd', [], 'perhaps');
    const other = pool('arm', [ARM64], 'perhaps');
    expect(needs([AMD64], [unknown, other])).toEqual({
      lacking: [{ platform: ARM64, pools: ['arm'] }],
      perhaps: [],
      untold: ['odd'],
    });
  });

  it('are untold for nodes of which nobody knows what they run, unless every node of GKE would do', () => {
    const odd = pool('odd', []);
    expect(needs([AMD64], [odd])).toEqual({ ...NONE, untold: ['odd'] });
    expect(needs([WINDOWS, AMD64], [odd])).toEqual({ ...NONE, untold: ['odd'] });
    expect(needs([AMD64, ARM64], [odd])).toEqual(NONE);
    expect(needs([AMD64, ARM64, WINDOWS], [odd])).toEqual(NONE);
  });

  it('are not untold for an account alone: nobody asked a cluster', () => {
    expect(needs([AMD64], [account([])]).untold).toEqual([]);
  });

  it('know an operating system from another', () => {
    const windows = pool('win', [WINDOWS]);
    expect(needs([AMD64], [windows]).lacking).toEqual([
      { platform: WINDOWS, pools: ['win'] },
    ]);
    expect(needs([WINDOWS], [windows])).toEqual(NONE);
  });
});
