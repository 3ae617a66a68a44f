import type { FoundImage } from './facts.ts';
import type { TargetPuller } from './target.ts';

/** How nodes stand to an image in Docker's old manifest format, schema 1: containerd 2, on GKE 1.33 and later, does not pull it. */
export interface Schema1 {
  /** Node pools that cannot pull it, with their version: `main (1.33.4-gke.1000)`. */
  readonly refusing: readonly string[];
  /** Who pulls it on nodes whose version nobody told. */
  readonly untold: readonly string[];
}

const FIRST_REFUSING = [1, 33] as const;

/** Holds an image against its nodes; `null` for an image in a format of today. */
export function schema1Of(
  { mediaType }: Pick<FoundImage, 'mediaType'>,
  pullers: readonly TargetPuller[],
): Schema1 | null {
  if (!isSchema1(mediaType)) return null;
  const refusing: string[] = [];
  const untold: string[] = [];
  for (const { puller } of pullers) {
    const { origin } = puller;
    if (origin.kind === 'cloud-run' || origin.kind === 'declared') continue;
    const pool = origin.kind === 'node-pool' ? origin.pool : null;
    const version = pool?.version ?? '';
    const takes = takesSchema1(version);
    if (takes === 'unknown') untold.push(puller.principal);
    if (takes === 'no') refusing.push(`${pool?.name} (${version})`);
  }
  return { refusing: [...new Set(refusing)], untold: [...new Set(untold)] };
}

/** `application/vnd.docker.distribution.manifest.v1+prettyjws`, `…v1+json`. */
export function isSchema1(mediaType: string | null): boolean {
  return /^application\/vnd\.docker\.distribution\.manifest\.v1\+/.test(mediaType ?? '');
}

function takesSchema1(version: string): 'yes' | 'no' | 'unknown' {
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  if (major === undefined) return 'unknown';
  const [firstMajor, firstMinor] = FIRST_REFUSING;
  const isEarlier =
    Number(major) < firstMajor ||
    (Number(major) === firstMajor && Number(minor) < firstMinor);
  return isEarlier ? 'yes' : 'no';
}
