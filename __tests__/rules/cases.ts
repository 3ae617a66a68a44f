import type { ArtifactImage } from '../../src/domain/artifact-image.ts';
import { readArtifactImage } from '../../src/domain/artifact-image.ts';
import {
  type Existence,
  type FoundImage,
  unknown,
  type Verdict,
} from '../../src/domain/facts.ts';
import {
  type Platform,
  type Puller,
  serviceAccountPuller,
} from '../../src/domain/puller.ts';
import type { Pull, Target, TargetPuller } from '../../src/domain/target.ts';
import type { Draft } from '../../src/rules/rule.ts';
import { reference } from '../engine/references.ts';

export const APP = 'us-central1-docker.pkg.dev/my-project/apps/api';
export const NODE = 'gke-node@my-project.iam.gserviceaccount.com';
export const REFUSED = unknown(
  'refused',
  'We were refused x on y (or it may not exist).',
  'Grant x on y.',
);
export const AMD64: Platform = {
  os: 'linux',
  architecture: 'amd64',
  variant: '',
  osVersion: '',
};
export const ARM64: Platform = {
  os: 'linux',
  architecture: 'arm64',
  variant: '',
  osVersion: '',
};

/** Any rule, by what it is asked about. */
interface Asked<Case extends readonly unknown[]> {
  readonly check: (...one: Case) => Iterable<Draft>;
}

/** What a rule says of a case, as messages. */
export function messages<Case extends readonly unknown[]>(
  rule: Asked<Case>,
  ...one: Case
): readonly string[] {
  return drafts(rule, ...one).map(({ message }) => message);
}

/** A rule's drafts. */
export function drafts<Case extends readonly unknown[]>(
  rule: Asked<Case>,
  ...one: Case
): readonly Draft[] {
  return [...rule.check(...one)];
}

export function artifact(image: string): ArtifactImage | null {
  const { parsed } = reference(image);
  const read = parsed.kind === 'name' ? readArtifactImage(parsed.name) : null;
  return read?.kind === 'image' ? read.image : null;
}

export function targetOf(
  image: string,
  existence: Existence | null,
  more: Partial<Target> = {},
): Target {
  const read = artifact(image);
  return {
    reference: reference(image),
    workloads: [],
    whoChanged: [],
    before: null,
    image: read,
    repository: read?.repository ?? null,
    incomplete: null,
    toldByText: null,
    inSmall: null,
    existsInSmall: 'not-known',
    existence,
    pullers: [],
    pulls: [],
    platforms: [],
    pullSecrets: [],
    runsAs: [],
    saidWhoPulls: 'said',
    ...more,
  };
}

/** A puller of a target, as everybody knows it. */
export function pulledBy(puller: Puller): TargetPuller {
  return { puller, part: 'puller', lands: 'surely', untold: null };
}

export function found(more: Partial<FoundImage> = {}): FoundImage {
  return {
    kind: 'found',
    digest: `sha256:${'1'.repeat(64)}`,
    platforms: { kind: 'known', value: [AMD64] },
    uploadTime: '2026-11-01T00:00:00Z',
    sizeBytes: 1,
    mediaType: null,
    tags: ['1'],
    moved: null,
    cleanup: { kind: 'kept' },
    download: { kind: 'allowed', remark: null },
    ...more,
  };
}

export function missing(
  what: 'repository' | 'image' | 'tag' | 'digest',
  proposals: readonly string[] = [],
  waitedMs = 0,
): Existence {
  return {
    kind: 'missing',
    what,
    proposals: proposals.map((image) => ({ image, because: 'the nearest tag' })),
    waitedMs,
  };
}

export const OPEN: Existence = { ...REFUSED, proposal: null };

export const puller: Puller = serviceAccountPuller(NODE, { kind: 'option' }, []);

export const GRANTED: Verdict = { verdict: 'granted', because: [], remarks: [] };
export const NOT_GRANTED: Verdict = {
  verdict: 'not-granted',
  because: [],
  remarks: [],
  looked: ['projects/my-project'],
  conditionsOn: [],
  denied: null,
};
export const UNKNOWN: Verdict = {
  verdict: 'unknown',
  because: [],
  remarks: [],
  unknowns: [REFUSED],
};
export const CONDITIONAL: Verdict = {
  verdict: 'conditional',
  because: [
    {
      resource: 'projects/my-project',
      role: 'roles/artifactregistry.reader',
      member: `serviceAccount:${NODE}`,
      condition: 'resource.matchTag("a/b", "c")',
    },
  ],
  remarks: [],
  why: 'It depends on tags of the resource.',
};
export const DENIED: Verdict = {
  ...NOT_GRANTED,
  denied: { policy: 'policies/x/denypolicies/no-pulls', rule: 'rule 1' },
};

/** A principal before the repository of `APP`, with the target that it pulls. */
export function pullCase(
  verdict: Verdict,
  more: Partial<Pull> & Partial<Pick<Target, 'pullSecrets'>> = {},
): [Pull, Target] {
  const { pullSecrets = [], ...rest } = more;
  const target = targetOf(`${APP}:1`, found(), { pullSecrets });
  const { repository } = target;
  if (repository === null) throw new Error('the case needs a repository');
  const account = { kind: 'enabled' as const };
  const pull: Pull = {
    puller,
    part: 'puller',
    lands: 'surely',
    repository,
    verdict,
    account,
    pullSecrets,
    ...rest,
  };
  return [pull, { ...target, pulls: [pull] }];
}

export const SECRET = {
  name: 'key',
  location: { file: 'k8s/api.yaml', line: 20, column: 11, endLine: 20, endColumn: 14 },
};
