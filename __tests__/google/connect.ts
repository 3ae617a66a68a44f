import { policyReader } from '../../src/google/iam/allow-policies.ts';
import { ancestries } from '../../src/google/iam/ancestry.ts';
import { openRepositories } from '../../src/google/images/open-repositories.ts';
import { registryApi } from '../../src/google/images/registry-api.ts';
import { connectToGoogle, type GoogleClient } from '../../src/google/wire/client.ts';
import { type Clock, startClock } from '../../src/google/wire/clock.ts';
import { repositoryReader } from '../../src/google/wire/repositories.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';

/** A client of a sandbox that holds one world. */
export interface Connected {
  readonly sandbox: Sandbox;
  readonly client: GoogleClient;
}

/** Starts a world and connects to it as the action does. */
export async function connectTo(
  world: string | object,
  env: Readonly<Record<string, string>> = {},
  clock: Clock = startClock(20_000),
): Promise<Connected> {
  const sandbox = await startSandbox(
    typeof world === 'string' ? world : JSON.stringify(world),
  );
  const client = connectToGoogle({
    federation: null,
    environment: { ...sandbox.environment, ...env },
    clock,
  });
  return { sandbox, client };
}

/** What is read once over one connection, fresh. */
export function memosOf(client: GoogleClient) {
  const ancestry = ancestries(client);
  const registry = registryApi(client);
  return {
    ancestry,
    policies: policyReader(client, ancestry),
    repository: repositoryReader(client),
    registry,
    open: openRepositories(registry),
  };
}

/** A clock whose pauses take no time: they only move it on. */
export function fastClock(milliseconds: number): Clock {
  const controller = new AbortController();
  let elapsed = 0;
  return {
    signal: controller.signal,
    elapsed: () => elapsed,
    timeLeft: () => Math.max(0, milliseconds - elapsed),
    pause: async (wait) => {
      elapsed += wait;
      if (elapsed >= milliseconds) controller.abort(new Error('the time is up'));
    },
  };
}
