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
import type { PullCase, PullerCase, ReferenceCase, Rule } from '../../src/rules/rule.ts';
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

/** What a rule says of a case, as messages. */
export function messages<K extends Rule['on']>(
  rule: Extract<Rule, { on: K }>,
  one: unknown,
): readonly string[] {
  return [...(rule.check as (one: unknown) => Iterable<{ message: string }>)(one)].map(
    ({ message }) => message,
  );
}

/** A rule's drafts. */
export function drafts(
  rule: Rule,
  one: unknown,
): readonly { message: string; fix?: object; location?: object }[] {
  return [...(rule.check as (one: unknown) => Iterable<{ message: string }>)(one)];
}

export function artifact(image: string): ArtifactImage | null {
  const { parsed } = reference(image);
  const read = parsed.kind === 'name' ? readArtifactImage(parsed.name) : null;
  return read?.kind === 'image' ? read.image : null;
}

export function referenceCase(
  image: string,
  existence: Existence | null,
  more: Partial<ReferenceCase> = {},
): ReferenceCase {
  return {
    reference: reference(image),
    image: artifact(image),
    incomplete: null,
    existence,
    pullers: [],
    platforms: [],
    ...more,
  };
}

export function found(more: Partial<FoundImage> = {}): FoundImage {
  return {
    kind: 'found',
    digest: `sha256:${'1'.repeat(64)}`,
    platforms: { kind: 'known', value: [AMD64] },
    uploadTime: '2026-11-01T00:00:00Z',
    sizeBytes: 1,
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

export function pullCase(verdict: Verdict, more: Partial<PullCase> = {}): PullCase {
  const image = artifact(`${APP}:1`);
  if (image === null) throw new Error('the case needs an image');
  return {
    reference: reference(`${APP}:1`),
    image,
    repository: image.repository,
    puller,
    verdict,
    account: { kind: 'enabled' },
    pullSecrets: [],
    upstream: null,
    pools: null,
    ...more,
  };
}

export const SECRET = {
  name: 'key',
  location: { file: 'k8s/api.yaml', line: 20, column: 11, endLine: 20, endColumn: 14 },
};

export function pullerCase(more: Partial<PullerCase> = {}): PullerCase {
  const { repository } = pullCase(GRANTED);
  return {
    puller,
    account: { kind: 'enabled' },
    first: reference(`${APP}:1`),
    repository,
    ...more,
  };
}
