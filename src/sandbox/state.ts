import { type Blobs, makeVersion, type Version } from './contents.ts';
import type { World, WorldBinding, WorldRepository } from './world.ts';

/** A world as it stands while the sandbox runs: policies change, remote repositories fill their caches. */
export interface State {
  readonly world: World;
  readonly blobs: Blobs;
  /** By resource name. */
  readonly policies: Map<string, Policy>;
  /** By `projects/P/locations/L/repositories/R`. */
  readonly repositories: Map<string, Repository>;
  /** Bearers and whom they stand for. */
  readonly tokens: Map<string, Bearer>;
  readonly faults: Map<number, number>;
}

export interface Policy {
  readonly bindings: readonly WorldBinding[];
  readonly etag: string;
}

export interface Repository {
  readonly facts: WorldRepository;
  readonly images: Map<string, Version[]>;
  readonly upstream: Map<string, Version[]>;
}

export interface Bearer {
  readonly email: string;
  /** `caller`: what the world denies it; `policies`: what the policies grant it. */
  readonly judgedBy: 'caller' | 'policies';
  readonly scopes: readonly string[];
}

/** Nobody at all: what is granted to allUsers is open to it. */
export const ANONYMOUS: Bearer = {
  email: '',
  judgedBy: 'policies',
  scopes: ['https://www.googleapis.com/auth/cloud-platform'],
};
export const ANONYMOUS_TOKEN = 'sandbox-anonymous-token';

export const CALLER_TOKEN = 'sandbox-access-token';

/** Sets a world up. */
export function createState(world: World): State {
  const blobs: Blobs = new Map();
  const policies = new Map<string, Policy>();
  const repositories = new Map<string, Repository>();
  const attach = (resource: string, bindings: readonly WorldBinding[]): void => {
    policies.set(resource, { bindings, etag: etagOf(1) });
  };
  for (const [id, { policy }] of Object.entries(world.organizations))
    attach(`organizations/${id}`, policy);
  for (const [id, { policy }] of Object.entries(world.folders))
    attach(`folders/${id}`, policy);
  for (const [id, project] of Object.entries(world.projects)) {
    attach(`projects/${id}`, project.policy);
    for (const [email, account] of Object.entries(project['service-accounts']))
      attach(`serviceAccounts/${email}`, account.policy);
    for (const [place, facts] of Object.entries(project.repositories)) {
      const [location = '', name = ''] = place.split('/');
      const resource = `projects/${id}/locations/${location}/repositories/${name}`;
      attach(resource, facts.policy);
      repositories.set(resource, {
        facts,
        images: versions(facts.images, blobs),
        upstream: versions(facts.upstream, blobs),
      });
    }
  }
  const tokens = new Map<string, Bearer>([
    [
      CALLER_TOKEN,
      {
        email: world.caller.email,
        judgedBy: 'caller',
        scopes: ['https://www.googleapis.com/auth/cloud-platform'],
      },
    ],
    [ANONYMOUS_TOKEN, ANONYMOUS],
  ]);
  return { world, blobs, policies, repositories, tokens, faults: new Map() };
}

function versions(
  images: WorldRepository['images'],
  blobs: Blobs,
): Map<string, Version[]> {
  return new Map(
    Object.entries(images).map(([name, list]) => [
      name,
      list.map((image) => makeVersion(name, image, blobs)),
    ]),
  );
}

/** An etag that changes with every write. */
export function etagOf(count: number): string {
  return Buffer.from(`BwY${count}`).toString('base64');
}

/** The project that an id or a number names. */
export function findProject(
  world: World,
  idOrNumber: string,
): readonly [string, World['projects'][string]] | null {
  return (
    Object.entries(world.projects).find(
      ([id, { number }]) => id === idOrNumber || number === idOrNumber,
    ) ?? null
  );
}
