import { missingPlatforms } from './platform.ts';
import type { Platform, Puller } from './puller.ts';
import type { Target } from './target.ts';

/** A platform that an image lacks, and whose nodes need it; no node pool where the settings ask for it. */
export interface Lack {
  readonly platform: Platform;
  readonly pools: readonly string[];
}

/** How an image's platforms stand to those of the nodes that may run it. */
export interface PlatformNeeds {
  /** What some nodes surely need and the image lacks. */
  readonly lacking: readonly Lack[];
  /** What it lacks for nodes where the Pod may land, beside others that it is for. */
  readonly perhaps: readonly Lack[];
  /** Nodes of a cluster that was asked, and whose platform nobody could tell. */
  readonly untold: readonly string[];
}

type Needing = Pick<Target, 'pullers' | 'platforms'>;

/** Holds an image's platforms against everyone who pulls it. */
export function platformNeeds(
  has: readonly Platform[],
  { pullers, platforms }: Needing,
): PlatformNeeds {
  const onNodes = pullers.filter(({ puller }) => puller.origin.kind === 'node-pool');
  const fits = (puller: Puller): boolean =>
    puller.platforms.length > 0 && missingPlatforms(has, puller.platforms).length === 0;
  const isElsewhere = pullers.some(({ puller }) => fits(puller));
  const surely = pullers.filter(({ lands }) => lands === 'surely' || !isElsewhere);
  const perhaps = pullers.filter(({ lands }) => lands === 'perhaps' && isElsewhere);
  const asked = platforms.length > 0 ? [{ platforms, pool: null }] : [];
  return {
    lacking: lacksOf(has, [...asked, ...surely.map(({ puller }) => needOf(puller))]),
    perhaps: lacksOf(
      has,
      perhaps.map(({ puller }) => needOf(puller)),
    ),
    untold: hasBoth(has)
      ? []
      : onNodes.flatMap(({ puller }) =>
          puller.platforms.length === 0 ? (needOf(puller).pool ?? []) : [],
        ),
  };
}

/** Every Linux node of GKE runs one of the two. */
function hasBoth(has: readonly Platform[]): boolean {
  return ['amd64', 'arm64'].every((architecture) =>
    has.some((one) => one.os === 'linux' && one.architecture === architecture),
  );
}

interface Need {
  readonly platforms: readonly Platform[];
  readonly pool: string | null;
}

function needOf({ platforms, origin }: Puller): Need {
  return { platforms, pool: origin.kind === 'node-pool' ? origin.pool.name : null };
}

/** Each lacking platform once, with the pools that need it. */
function lacksOf(has: readonly Platform[], needs: readonly Need[]): readonly Lack[] {
  const lacking = missingPlatforms(
    has,
    needs.flatMap(({ platforms }) => platforms),
  );
  return lacking.map((platform) => {
    const needing = needs.filter(
      (one) => missingPlatforms([platform], one.platforms).length < one.platforms.length,
    );
    const pools = needing.flatMap(({ pool }) => pool ?? []);
    return { platform, pools: [...new Set(pools)] };
  });
}
