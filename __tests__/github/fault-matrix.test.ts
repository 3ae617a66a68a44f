import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type ActionResult, runAction } from '../action/runner.ts';
import { APPS, bumped, NODE, pullRequest, WORLD } from '../action/shop.ts';
import { rows } from '../thorough.ts';
import { type StandIn, type StandInPull, startGitHub } from './stand-in.ts';

/** One kind of call to GitHub. */
interface Call {
  readonly call: string;
  readonly path: string;
  readonly method?: string;
  readonly for: 'reading' | 'telling';
  /** Another call that is refused, so that this one is made. */
  readonly without?: string;
}

/** One kind of fault: the same as Google's calls are held to. */
interface Fault {
  readonly fault: string;
  readonly status?: number;
  readonly body?: string;
  readonly type?: string;
  readonly 'retry-after'?: string;
  readonly cut?: 'reset' | 'short';
  readonly heals?: boolean;
}

const calls = read<Call>(path.join(import.meta.dirname, 'fault-calls.yaml'));
const KINDS = path.resolve(import.meta.dirname, '../google/fault-kinds.yaml');
const faults = rows(read<Fault>(KINDS), 12);
const MISSING = `${APPS}/api:2.3.0`;
const THERE = `${APPS}/api:2.3.1`;

/** One file alone would not be asked for by GraphQL. */
const BESIDE = { 'k8s/about.yaml': 'kind: ConfigMap\n' };

function read<T>(file: string): readonly T[] {
  return parse(readFileSync(file, 'utf8')) as readonly T[];
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox(WORLD);
});
afterAll(() => sandbox.close());

interface Seen {
  readonly result: ActionResult;
  readonly github: StandIn;
}

/** One run of the action before a GitHub with a fault. */
async function run(
  call: Call,
  image: string,
  fault: (Fault & { readonly times: number }) | null,
): Promise<Seen> {
  const missing = { status: 404, times: 1_000_000 };
  const hidden = call.without === undefined ? [] : [{ path: call.without, ...missing }];
  const own = fault === null ? [] : [faultOn(call, fault)];
  const bump = bumped(image);
  const pull = {
    ...bump,
    head: { ...bump.head, ...BESIDE },
    base: { ...bump.base, ...BESIDE },
    faults: [...hidden, ...own],
  };
  const github = await startGitHub(pull);
  const result = await runAction({
    event: 'pull_request',
    payload: pullRequest(),
    apiUrl: github.url,
    inputs: { 'service-account': NODE, 'comment-on-pull-request': 'true' },
    env: sandbox.environment,
  });
  await github.close();
  return { result, github };
}

function faultOn(
  call: Call,
  fault: Fault & { readonly times: number },
): NonNullable<StandInPull['faults']>[number] {
  const after = fault['retry-after'];
  return {
    path: call.path,
    ...(call.method === undefined ? {} : { method: call.method }),
    status: fault.status ?? 200,
    times: fault.times,
    text: fault.body ?? '',
    type: fault.type ?? 'text/html',
    cut: fault.cut,
    headers: after === undefined ? {} : { 'retry-after': after },
  };
}

const ALWAYS = 1_000_000;

describe.each(calls.map((one) => [one.call, one] as const))('%s', (_, call) => {
  it('is asked for', async () => {
    const { github, result } = await run(call, MISSING, null);
    const part = call.path.replace(/\$$/, '');
    expect(github.requests.some((one) => one.includes(part))).toBe(true);
    expect(wholly({ github, result })).toBe(true);
  });

  it.each(faults.map((one) => [one.fault, one] as const))(
    'under %s: never green, never red for nothing, never a crash',
    async (_, fault) => {
      const always = { ...fault, times: ALWAYS };
      const red = (await run(call, MISSING, always)).result;
      expect(red.stdout).not.toContain('bug');
      expect(red.outputs['conclusion']).not.toBe('success');
      if (call.for === 'telling') {
        expect(red.outputs).toMatchObject({ conclusion: 'failure', errors: '1' });
        return;
      }
      const green = (await run(call, THERE, always)).result;
      expect(green.stdout).not.toContain('bug');
      expect(green.outputs['errors'] ?? '0').toBe('0');
    },
  );

  const healing = faults.filter(({ heals }) => heals === true);
  it.each(healing.map((one) => [one.fault, one] as const))(
    'once %s is not seen',
    async (_, fault) => {
      expect(wholly(await run(call, MISSING, { ...fault, times: 1 }))).toBe(true);
    },
  );
});

/** Judged, and told once on every channel. */
function wholly({ result, github }: Seen): boolean {
  const { conclusion, errors } = result.outputs;
  const told = [github.comments.length, github.checkRuns.length];
  return conclusion === 'failure' && errors === '1' && told.join() === '1,1';
}
