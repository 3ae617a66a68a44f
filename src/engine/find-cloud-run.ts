import type { Unknown } from '../domain/facts.ts';
import { type Puller, serviceAccountPuller } from '../domain/puller.ts';
import type { TargetPuller } from '../domain/target.ts';
import type { Settings } from '../settings/settings.ts';
import { type Speaker, speakersFor, untoldPuller } from './find-nodes.ts';
import type { Pulled } from './pulled.ts';
import type { Occurrence } from './select-changed.ts';
import type { PullerSource } from './sources.ts';

/** The number of each project that Cloud Run services are in, by the name that it was asked by. */
export type CloudRunAgents = ReadonlyMap<string, string | Unknown>;

/** Asks for the projects of Cloud Run services among the occurrences, each once. */
export async function readCloudRunAgents(
  occurrences: readonly Occurrence[],
  settings: Settings,
  source: PullerSource,
): Promise<CloudRunAgents> {
  const projects = occurrences.flatMap(({ reference, environments }) => {
    if (reference.fetcher.kind !== 'cloud-run') return [];
    return projectsOf(reference.fetcher.project, speakersFor(environments, settings));
  });
  const asked = await Promise.all(
    [...new Set(projects)].map(
      async (project) => [project, await source.projectNumber(project)] as const,
    ),
  );
  return new Map(asked);
}

/** What Cloud Run runs is pulled by its service agent in the service's own project, on amd64. */
export function cloudRunPullers(
  project: string | null,
  speakers: readonly Speaker[],
  agents: CloudRunAgents,
): Pulled {
  const projects = projectsOf(project, speakers);
  return {
    pullers: projects.map((one) => agentOf(one, agents.get(one))),
    platforms: [{ os: 'linux', architecture: 'amd64', variant: '', osVersion: '' }],
    pullSecrets: [],
    runsAs: [],
    said: projects.length > 0 ? 'said' : 'unsaid',
  };
}

function projectsOf(
  project: string | null,
  speakers: readonly Speaker[],
): readonly string[] {
  if (project !== null) return [project];
  return [...new Set(speakers.flatMap((one) => ('cloudRun' in one ? one.cloudRun : [])))];
}

function agentOf(project: string, number: string | Unknown | undefined): TargetPuller {
  const origin: Puller['origin'] = { kind: 'cloud-run', project };
  if (typeof number !== 'string') {
    const who = `the Cloud Run service agent of projects/${project}`;
    const why = number ?? {
      kind: 'unknown' as const,
      reason: 'undecidable' as const,
      why: `The number of projects/${project} was not asked for.`,
      settle: 'Run it again.',
    };
    return untoldPuller(who, origin, why);
  }
  const email = `service-${number}@serverless-robot-prod.iam.gserviceaccount.com`;
  return {
    puller: serviceAccountPuller(email, origin, []),
    part: 'puller',
    lands: 'surely',
    untold: null,
  };
}
