import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { serviceAccountPuller } from '../../src/domain/puller.ts';
import { pullerSource } from '../../src/google/gke/clusters.ts';
import { type AccessOptions, accessSource } from '../../src/google/iam/access.ts';
import { accountSource } from '../../src/google/iam/accounts.ts';
import { imageSource } from '../../src/google/images/existence.ts';
import { connectToGoogle, type GoogleClient } from '../../src/google/wire/client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { World } from '../../src/sandbox/world.ts';
import { rows, THOROUGH } from '../thorough.ts';
import { fastClock, memosOf } from './connect.ts';
import { DIGEST, faultWorld } from './fault-world.ts';

/** One kind of call, and the question that makes it. */
interface Call {
  readonly call: string;
  readonly path: string;
  readonly existence?: string;
  readonly access?: string;
  readonly source?: AccessOptions['permissionSource'];
  readonly account?: string;
  readonly binding?: string;
  readonly cluster?: string;
  readonly truth: string;
  /** What is said where this cannot be read: the contract counts it for nothing. */
  readonly without?: string | undefined;
  /** What an empty object truly says. */
  readonly empty?: string;
}

/** One kind of fault. */
interface Fault {
  readonly fault: string;
  readonly status?: number;
  readonly body?: string;
  readonly type?: string;
  readonly 'retry-after'?: string;
  readonly cut?: 'reset' | 'short';
  readonly heals?: boolean;
}

type Timed = Fault & { readonly times: number };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox(JSON.stringify(faultWorld));
});
afterAll(() => sandbox.close());

const calls = read<Call>('fault-calls.yaml');
const faults = rows(read<Fault>('fault-kinds.yaml'), 8);
const README = path.resolve(import.meta.dirname, '../../README.md');
const tally = { same: 0, unknown: 0 };

function read<T>(file: string): readonly T[] {
  return parse(
    readFileSync(path.join(import.meta.dirname, file), 'utf8'),
  ) as readonly T[];
}

describe('every kind of call, under every kind of fault', () => {
  it.each(calls.map((one) => [one.call, one] as const))('%s is made', async (_, call) => {
    expect(await ask(call, null)).toEqual({ said: call.truth, asked: true });
  });

  it.each(calls.map((one) => [one.call, one] as const))('%s', async (_, call) => {
    const wrong: string[] = [];
    for (const fault of faults) wrong.push(...(await falseClaims(call, fault)));
    expect(wrong).toEqual([]);
  });

  it.skipIf(!THOROUGH)('comes to what the README says', () => {
    const cells = tally.same + tally.unknown;
    const words = `${cells} cells, ${tally.same} of them true, ${tally.unknown} unknown, 0 false`;
    process.stdout.write(
      `fault matrix (${calls.length} calls, ${faults.length} faults): ${words}\n`,
    );
    expect(readFileSync(README, 'utf8')).toContain(words);
  });
});

async function falseClaims(call: Call, fault: Fault): Promise<readonly string[]> {
  const { said } = await ask(call, { ...fault, times: 1_000_000 });
  const wrong = isHonest(said, call, fault) ? [] : [`${fault.fault}, always: ${said}`];
  if (fault.heals !== true) return wrong;
  const healed = await ask(call, { ...fault, times: 1 });
  if (healed.said !== call.truth)
    return [...wrong, `${fault.fault}, once: ${healed.said}`];
  tally.same += 1;
  return wrong;
}

/** Is it the truth, or no claim at all? */
function isHonest(said: string, call: Call, { body }: Fault): boolean {
  const also = body === '{}' ? (call.empty ?? call.without) : call.without;
  if (said === call.truth || said === also) tally.same += 1;
  else if (said === 'unknown') tally.unknown += 1;
  else return false;
  return true;
}

async function ask(
  call: Call,
  fault: Timed | null,
): Promise<{ readonly said: string; readonly asked: boolean }> {
  sandbox.restart(fault === null ? [] : [faultOn(call.path, fault)]);
  const client = connectToGoogle({
    federation: null,
    environment: sandbox.environment,
    clock: fastClock(60_000),
  });
  const part = call.path.replace(/\$$/, '');
  const said = await answer(client, call);
  const isMade = (one: string): boolean =>
    call.path.endsWith('$') ? one.endsWith(part) : one.includes(part);
  return { said, asked: sandbox.served.some((one) => isMade(one.path)) };
}

/** In the sandbox's own form. */
function faultOn(
  part: string,
  { status = 200, body = '', type = 'text/html', times, cut, ...fault }: Timed,
): World['faults'][number] {
  return {
    path: part,
    status,
    body,
    'content-type': type,
    'retry-after': fault['retry-after'],
    times,
    'delay-ms': 0,
    cut,
  };
}

const now = (): Date => new Date('2026-11-24T12:00:00Z');

async function answer(client: GoogleClient, call: Call): Promise<string> {
  const memos = memosOf(client);
  const email = (name: string): string => `${name}@p.iam.gserviceaccount.com`;
  if (call.existence !== undefined) return existenceOf(client, call.existence);
  if (call.access !== undefined) {
    const source = accessSource(client, memos, {
      permissionSource: call.source ?? 'policies',
      impersonation: 'allowed',
      now,
    });
    const puller = serviceAccountPuller(email(call.access), { kind: 'option' }, []);
    const repository = call.path.includes('/open') ? 'open' : 'r';
    const place = { project: 'p', location: 'us', repository };
    return (await source.verdict(puller, place)).verdict;
  }
  const accounts = accountSource(client, memos.policies, now);
  if (call.account !== undefined)
    return (await accounts.account(email(call.account))).kind;
  if (call.binding !== undefined) {
    const workload = {
      pool: 'p.svc.id.goog',
      projectNumber: '1',
      namespace: 'n',
      name: 'k',
    };
    return (await accounts.binding(email(call.binding), workload)).kind;
  }
  const name = { project: 'p', location: 'us', cluster: call.cluster ?? '' };
  return (await pullerSource(client, memos.ancestry).pullersOf(name)).kind;
}

async function existenceOf(client: GoogleClient, text: string): Promise<string> {
  const [, place = '', name = '', tag, digest] =
    /^([^/]+)\/([^:@]+)(?::(.+))?(?:@(.+))?$/.exec(text) ?? [];
  const location = place === 'mars' ? 'mars-west1' : 'us';
  const isGcr = place === 'gcr';
  const source = imageSource(client, memosOf(client), {
    remote: 'ask',
    waitMs: 0,
    clock: fastClock(60_000),
    now,
    progress: () => undefined,
  });
  const found = await source.existence({
    host: isGcr ? 'gcr.io' : `${location}-docker.pkg.dev`,
    repository: {
      project: 'p',
      location,
      repository: isGcr ? 'gcr.io' : place,
    },
    package: name,
    tag: tag ?? null,
    digest: digest === 'DIGEST' ? DIGEST : null,
  });
  if (found.kind === 'missing') return `missing ${found.what}`;
  return found.kind;
}
