import { SettingsError } from './domain/settings-error.ts';
import type { ChangeSource, RenderSource, Sources } from './engine/sources.ts';
import { pullerSource } from './google/gke/clusters.ts';
import { accessSource } from './google/iam/access.ts';
import { accountSource } from './google/iam/accounts.ts';
import { policyReader } from './google/iam/allow-policies.ts';
import { ancestries } from './google/iam/ancestry.ts';
import { imageSource } from './google/images/existence.ts';
import { openRepositories } from './google/images/open-repositories.ts';
import { registryApi } from './google/images/registry-api.ts';
import { type Ours, oursOf } from './google/wire/advice.ts';
import { connectToGoogle, type GoogleClient } from './google/wire/client.ts';
import type { Clock } from './google/wire/clock.ts';
import type { Environment } from './google/wire/endpoints.ts';
import { nameIdentity } from './google/wire/identity.ts';
import { repositoryReader } from './google/wire/repositories.ts';
import type { Heard } from './google/wire/transport.ts';
import type { Federation } from './settings/federation.ts';
import type { Settings } from './settings/settings.ts';

/** What the faces know and the rim needs. */
export interface Connection {
  readonly settings: Settings;
  /** The face's environment variables (contract §5), or the sandbox's. */
  readonly environment: Environment;
  /** The action's own login, or `null` for Application Default Credentials. */
  readonly federation: Federation | null;
  readonly changes: ChangeSource;
  readonly rendering: RenderSource;
  /** `refuse`: without credentials the run ends (exit status 2); `unknown`: what needs them is then unknown (a fork's pull request). */
  readonly withoutCredentials: 'refuse' | 'unknown';
  /** `never` on a pull request from a fork. */
  readonly impersonation: 'allowed' | 'never';
  readonly progress: (text: string) => void;
  /** Told of each token that this run is given. */
  readonly secret?: (token: string) => void;
  readonly clock: Clock;
  /** Hears of every request to Google; absent where nobody listens. */
  readonly heard?: Heard;
  readonly now: () => Date;
}

/** Joins the rim to the engine's questions. Nothing is sent before the first question. */
export function connectSources(
  connection: Connection,
): Sources & { readonly unauthenticated: () => boolean } {
  const { settings, environment, clock, now, progress } = connection;
  const client = withPatience(
    connectToGoogle({
      environment,
      federation: connection.federation,
      clock,
      ours: ownProjects(connection),
      ...(connection.heard === undefined ? {} : { heard: connection.heard }),
      ...(connection.secret === undefined ? {} : { secret: connection.secret }),
    }),
    connection.withoutCredentials,
  );
  const repository = repositoryReader(client);
  const registry = registryApi(client);
  const open = openRepositories(registry);
  const ancestry = ancestries(client);
  const policies = policyReader(client, ancestry);
  return {
    changes: connection.changes,
    rendering: connection.rendering,
    images: imageSource(
      client,
      { repository, registry, open },
      {
        remote: settings.remote,
        waitMs: settings.waitMs,
        clock,
        now,
        progress,
      },
    ),
    access: accessSource(
      client,
      { ancestry, policies, repository, open },
      {
        permissionSource: settings.permissionSource,
        impersonation: connection.impersonation,
        now,
      },
    ),
    pullers: pullerSource(client, ancestry),
    accounts: accountSource(client, policies, now),
    requests: { counts: () => client.counts(), refusals: () => client.refusals() },
    unauthenticated: () => client.unauthenticated(),
  };
}

/** Projects that the settings speak of, and that of the identity that runs this check: a grant there is the user's to make. */
function ownProjects({ settings, environment, federation }: Connection): Ours {
  const spoken = [settings.unclaimed, ...settings.environments];
  const clusters = spoken.flatMap((one) => one.clusters.map(({ project }) => project));
  const services = settings.environments.flatMap(({ cloudRun }) => cloudRun);
  const accounts = spoken.flatMap(({ serviceAccounts }) => serviceAccounts);
  const own = nameIdentity(environment, federation);
  return oursOf([...clusters, ...services], [...accounts, own]);
}

/**
 * Without credentials nothing can be asked: said at the first question, unless the run goes on without. Once somebody was logged in,
 * a login that cannot be renewed is an unknown like any other: nothing found so far is lost.
 */
function withPatience(
  client: GoogleClient,
  withoutCredentials: Connection['withoutCredentials'],
): GoogleClient {
  if (withoutCredentials === 'unknown') return client;
  let loggedIn = false;
  const credentials: GoogleClient['credentials'] = async () => {
    const own = await client.credentials();
    if (own.kind === 'credentials') loggedIn = true;
    else if (!loggedIn) throw new SettingsError(`${own.why} ${own.settle}`);
    return own;
  };
  return {
    ...client,
    credentials,
    call: async (call) => {
      if (call.bearer === undefined) await credentials();
      return client.call(call);
    },
  };
}
