import { type Unknown, unknown } from '../../domain/facts.ts';
import { type Answer, strange } from '../wire/answers.ts';
import type { GoogleClient } from '../wire/client.ts';
import { asObject, type Json } from '../wire/decode.ts';
import { once } from '../wire/once.ts';

/** A project's number and what stands above it. */
export interface ProjectPlace {
  readonly number: string | null;
  /** `folders/N`, `organizations/N`, nearest first. */
  readonly ancestors: readonly string[];
  /** Why the way up ends before its top, or `null` where it is whole. */
  readonly gap: Unknown | null;
}

export interface Ancestries {
  /** By the project's id or number. */
  readonly ofProject: (project: string) => Promise<ProjectPlace>;
}

/** Walks from projects up to their organizations, each step asked once a connection, whoever asks. */
export function ancestries(client: GoogleClient): Ancestries {
  const places = new Map<string, Promise<ProjectPlace>>();
  const parents = new Map<string, Promise<Parent>>();
  return {
    ofProject: (project) =>
      once(places, project, () => placeOf(client, project, parents)),
  };
}

type Parent = { readonly kind: 'parent'; readonly name: string | null } | Unknown;

const DEEPEST = 20;

async function placeOf(
  client: GoogleClient,
  project: string,
  parents: Map<string, Promise<Parent>>,
): Promise<ProjectPlace> {
  const answer = await get(client, `projects/${project}`, 'resourcemanager.projects.get');
  if (answer.kind !== 'ok')
    return { number: null, ancestors: [], gap: gapOf(answer, `projects/${project}`) };
  const body = asObject(answer.value) ?? {};
  const number = numberIn(body, project);
  const parent = parentName(body);
  if (number === null || parent === undefined)
    return {
      number,
      ancestors: [],
      gap: strange(`Resource Manager described projects/${project} in an unknown form`),
    };
  const ancestors: string[] = [];
  let next = parent;
  while (next !== null && ancestors.length < DEEPEST) {
    ancestors.push(next);
    if (next.startsWith('organizations/')) break;
    const folder: string = next;
    const above = await once(parents, folder, () => parentOf(client, folder));
    if (above.kind === 'unknown') {
      const whole = await ancestryInOne(client, project, ancestors);
      return whole === null
        ? { number, ancestors, gap: above }
        : { number, ancestors: whole, gap: null };
    }
    next = above.name;
  }
  return { number, ancestors, gap: null };
}

/** The project's number, where the answer speaks of the project that was asked for. */
function numberIn({ name, projectId }: Json, project: string): string | null {
  const number = /^projects\/(\d+)$/.exec(String(name))?.[1] ?? null;
  return number === project || projectId === project ? number : null;
}

async function parentOf(client: GoogleClient, folder: string): Promise<Parent> {
  const answer = await get(client, folder, 'resourcemanager.folders.get');
  if (answer.kind !== 'ok') return gapOf(answer, folder);
  const body = asObject(answer.value) ?? {};
  const name = parentName(body);
  if (body['name'] !== folder || name === undefined)
    return strange(`Resource Manager described ${folder} in an unknown form`);
  return { kind: 'parent', name };
}

/** `null` where there is none, `undefined` where it is not understood. */
function parentName({
  parent,
}: Readonly<Record<string, unknown>>): string | null | undefined {
  if (parent === undefined || parent === '') return null;
  return typeof parent === 'string' && /^(?:folders|organizations)\/\d+$/.test(parent)
    ? parent
    : undefined;
}

/** The older call tells the whole way up to whoever may see the project, where a folder on it may not be seen. */
async function ancestryInOne(
  client: GoogleClient,
  project: string,
  walked: readonly string[],
): Promise<readonly string[] | null> {
  const answer = await client.call({
    service: 'cloudresourcemanager',
    method: 'POST',
    path: `/v1/projects/${project}:getAncestry`,
    body: {},
    needs: {
      permission: 'resourcemanager.projects.get',
      resource: `projects/${project}`,
    },
  });
  const listed = answer.kind === 'ok' ? asObject(answer.value)?.['ancestor'] : null;
  if (!Array.isArray(listed)) return null;
  const names = listed.map((one) => {
    const { type, id } = asObject(asObject(one)?.['resourceId']) ?? {};
    return `${String(type)}s/${String(id)}`;
  });
  const above = names.slice(1);
  const isWhole =
    isProject(names[0], project) &&
    above.at(-1)?.startsWith('organizations/') === true &&
    above.every((name) => /^(?:folders|organizations)\/\d+$/.test(name)) &&
    walked.every((name, index) => above[index] === name);
  return isWhole ? above : null;
}

/** The older call names a project by its id, or by its number where that was asked for. */
function isProject(name: string | undefined, project: string): boolean {
  return name === `projects/${project}`;
}

function get(
  client: GoogleClient,
  resource: string,
  permission: string,
): Promise<Answer> {
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
