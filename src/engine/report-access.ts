import { repositoryResource } from '../domain/artifact-image.ts';
import type { Verdict } from '../domain/facts.ts';
import { clusterResource, type PullerOrigin } from '../domain/puller.ts';
import type { ReportAccess } from '../domain/report.ts';
import type { Pull, Target } from '../domain/target.ts';
import { accessKey } from './gather-facts.ts';
import { distinctSorted, groupBy } from './group-by.ts';
import { worstOf } from './worst-pull.ts';

/** One entry for each principal and repository, whoever said that it pulls. */
export function reportAccess(targets: readonly Target[]): readonly ReportAccess[] {
  const pulls = targets.flatMap((target) =>
    target.pulls
      .filter(({ puller }) => puller.identity.kind !== 'unnamed')
      .map((pull) => ({ pull, image: target.reference.image })),
  );
  const entries = [...groupBy(pulls, ({ pull }) => accessKey(pull)).values()].map(
    (group) => {
      const pull = worstOfAll(group.map((one) => one.pull)) ?? group[0].pull;
      return {
        principal: pull.puller.principal,
        repository: repositoryResource(pull.repository),
        permission: 'artifactregistry.repositories.downloadArtifacts' as const,
        verdict: pull.verdict.verdict,
        because: pull.verdict.because,
        origins: distinctSorted(group.map((one) => originName(one.pull.puller.origin))),
        images: distinctSorted(group.map((one) => one.image)),
        notes: [
          ...notesOf(pull),
          ...distinctSorted(group.flatMap((one) => streamingOf(one.pull.puller.origin))),
        ],
      };
    },
  );
  return entries.sort((a, b) =>
    `${a.repository} ${a.principal}` < `${b.repository} ${b.principal}` ? -1 : 1,
  );
}

/** They are of one principal. */
function worstOfAll(pulls: readonly Pull[]): Pull | undefined {
  return [...worstOf(pulls).values()][0];
}

function originName(origin: PullerOrigin): string {
  switch (origin.kind) {
    case 'option':
      return '--service-account';
    case 'environment':
      return `environment ${origin.name}`;
    case 'node-pool':
      return `node pool ${origin.pool.name} of ${clusterResource(origin.cluster)}`;
    case 'cluster':
      return clusterResource(origin.cluster);
    case 'cloud-run':
      return `Cloud Run in projects/${origin.project}`;
    case 'declared':
      return `declared by ${origin.by}`;
    case 'service-agent':
      return `service agent of ${origin.repository}`;
  }
}

/** Image streaming asks as the same account, and by a service of its own. */
function streamingOf(origin: PullerOrigin): readonly string[] {
  if (origin.kind !== 'node-pool' || origin.pool.streams === undefined) return [];
  return [
    `The node pool ${origin.pool.name} streams images: as the same account, through containerfilesystem.googleapis.com; what cannot be streamed is downloaded whole.`,
  ];
}

function notesOf({ verdict }: Pull): readonly string[] {
  // What looks like the cause stands before how far the check looked.
  return verdict.verdict === 'not-granted'
    ? [...verdict.remarks, ...whyNot(verdict)]
    : [...whyNot(verdict), ...verdict.remarks];
}

function whyNot(verdict: Verdict): readonly string[] {
  switch (verdict.verdict) {
    case 'granted':
      return [];
    case 'conditional':
      return [verdict.why];
    case 'unknown':
      return verdict.unknowns.map(({ why, settle }) => `${why} ${settle}`);
    case 'not-granted':
      return verdict.denied === null
        ? [`No binding grants it; looked at ${verdict.looked.join(', ')}.`]
        : [`Denied by ${verdict.denied.policy}.`];
  }
}
