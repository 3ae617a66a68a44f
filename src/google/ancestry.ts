import { type Unknown, unknown } from '../domain/facts.ts';
import { asObject, strange } from './answers.ts';
import type { Answer, GoogleClient } from './client.ts';
import { once } from './registry-api.ts';

/** A project's number and what stands above it. */
export interface ProjectPlace {
  readonly number: string | null;
  /** `folders/N`, `organizations/N`, nearest first. */
  readonly ancestors: readonly string[];
  /** Why the way up ends before its top, or `null` where it is whole. */
  readonly gap: Unknown | null;
}

export interface Ancestries {
  readonly ofProject: (project: string) => Promise<ProjectPlace>;
}

/** Walks from projects up to their organizations, each step asked once. */
export function ancestries(client: GoogleClient): Ancestries {
  const places = new Map<string, Promise<ProjectPlace>>();
  const parents = new Map<string, Promise<Parent>>();
  return {
    ofProject: (project) => once(places, project, () => placeOf(client, project, parents)),
  };
}

type Parent = { readonly kind: 'parent'; readonly name: string | null } | Unknown;

async function placeOf(
  client: GoogleClient,
  project: string,
  parents: Map<string, Promise<Parent>>,
): Promise<ProjectPlace> {
  const answer = await get(client, `projects/${project}`, 'resourcemanager.projects.get');
  if (answer.kind !== 'ok') return { number: null, ancestors: [], gap: gapOf(answer, `projects/${project}`) };
  const body = asObject(answer.body) ?? {};
  const number = /^projects\/(\d+)$/.exec(String(body['name'] ?? ''))?.[1] ?? null;
  if (number === null)
    return {
      number: null,
      ancestors: [],
      gap: strange(`Resource Manager described projects/${project} in an unknown form`),
    };
  const ancestors: string[] = [];
  let next = typeof body['parent'] === 'string' ? body['parent'] : null;
  while (next !== null && ancestors.length < 20 && !ancestors.includes(next)) {
    ancestors.push(next);
    if (!next.startsWith('folders/')) break;
    const folder: string = next;
    const parent = await once(parents, folder, () => parentOf(client, folder));
    if (parent.kind === 'unknown') return { number, ancestors, gap: parent };
    next = parent.name;
  }
  return { number, ancestors, gap: null };
}

async function parentOf(client: GoogleClient, folder: string): Promise<Parent> {
  const answer = await get(client, folder, 'resourcemanager.folders.get');
  if (answer.kind !== 'ok') return gapOf(answer, folder);
  const parent = asObject(answer.body)?.['parent'];
  return { kind: 'parent', name: typeof parent === 'string' ? parent : null };
}

function get(client: GoogleClient, resource: string, permission: string): Promise<Answer> {
  return client.call({
    service: 'cloudresourcemanager',
    method: 'GET',
    path: `/v3/${resource}`,
    needs: { permission, resource },
  });
}

/** What stands above is not known, and a grant may stand there. */
function gapOf(answer: Exclude<Answer, { kind: 'ok' }>, resource: string): Unknown {
  const why = answer.kind === 'absent' ? `There is no ${resource}.` : answer.why;
  return unknown(
    answer.kind === 'absent' ? 'unexpected-answer' : answer.reason,
    `What stands above ${resource} is not known, and a grant may stand there: ${why}`,
    answer.kind === 'absent'
      ? 'See whether the project exists.'
      : `${answer.settle} The role roles/browser holds it.`,
  );
}
