import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type StandIn, type StandInPull, startGitHub } from '../github/stand-in.ts';
import { THOROUGH } from '../thorough.ts';
import { checkout, repository } from './checkout.ts';
import { type ActionResult, runAction } from './runner.ts';
import { APPS, deployment, NODE, pullRequest, WORLD } from './shop.ts';

const AT_MOST = 50;
let sandbox: Sandbox;
let github: StandIn;
beforeAll(async () => {
  sandbox = await startSandbox(WORLD);
  return () => sandbox.close();
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
});

/** A pull request of many manifests, one of which names a tag that is not there. */
function many(count: number): Pick<StandInPull, 'base' | 'head' | 'token'> {
  const files = (tag: string): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => {
        const wrong = index === 7 && tag === '2.3.1';
        const image = `${APPS}/api:${wrong ? '9.9.9' : tag}`;
        return [
          `team-${index % 20}/app-${index}.yaml`,
          `${deployment(image)}# ${index}\n`,
        ];
      }),
    );
  return { base: files('2.2.0'), head: files('2.3.1'), token: 'writes' };
}

async function run(
  pull: StandInPull,
  prepare?: (folder: string) => void,
): Promise<ActionResult> {
  github = await startGitHub(pull);
  const count = Object.keys(pull.head).length;
  return runAction({
    event: 'pull_request',
    payload: pullRequest(undefined, pull.shas, count),
    apiUrl: github.url,
    inputs: { 'service-account': NODE },
    env: sandbox.environment,
    ...(prepare === undefined ? {} : { prepare }),
  });
}

const blobs = (): number =>
  github.requests.filter((one) => one.includes('/git/blobs/')).length;

describe('requests to GitHub', () => {
  it.each(THOROUGH ? [600, 3000] : [600])(
    'are at most fifty for %i files without a checkout',
    async (count) => {
      const result = await run(many(count));
      expect(result.outputs, result.stdout).toMatchObject({ errors: '1' });
      expect(github.requests.length).toBeLessThanOrEqual(AT_MOST);
      expect(blobs()).toBe(0);
    },
  );

  it('read nothing where the checkout has base and head', async () => {
    const pull = many(300);
    const { folder, shas } = repository(pull);
    const result = await run({ ...pull, shas }, checkout(folder, 0));
    expect(result.outputs, result.stdout).toMatchObject({ errors: '1', images: '2' });
    const reads = github.requests.filter((one) =>
      /\/(trees|blobs|files|compare|graphql)/.test(one),
    );
    expect(reads).toEqual([]);
  });

  it('read only the base where the checkout is the merge commit alone', async () => {
    const pull = many(300);
    const { folder, shas } = repository(pull);
    const result = await run({ ...pull, shas }, checkout(folder, 1));
    expect(result.outputs, result.stdout).toMatchObject({ errors: '1' });
    expect(github.requests.filter((one) => one.endsWith('/graphql')).length).toBe(2);
  });

  it('go on file by file where there is no GraphQL, as far as the budget goes, and say what was not read', async () => {
    const result = await run({
      ...many(60),
      faults: [{ path: '/graphql', status: 404, times: 999 }],
    });
    expect(github.requests.length).toBeLessThanOrEqual(AT_MOST);
    expect(result.summary).toContain('GitHub was asked');
    expect(result.summary).not.toContain('not valid YAML');
    expect(result.outputs['conclusion']).not.toBe('success');
  });

  it('ask in halves what GitHub does not come to the end of', async () => {
    const result = await run({ ...many(120), longestQuery: 130 });
    expect(result.outputs, result.stdout).toMatchObject({ errors: '1' });
    expect(blobs()).toBe(0);
    expect(github.requests.length).toBeLessThanOrEqual(AT_MOST);
  });

  it('survive a GraphQL that answers 502 now and then', async () => {
    const result = await run({
      ...many(40),
      faults: [{ path: '/graphql', status: 502, times: 2 }],
    });
    expect(result.outputs).toMatchObject({ errors: '1' });
    expect(blobs()).toBe(0);
  });
});

describe('files that are at hand', () => {
  const config = 'environments:\n  - { name: gone, paths: ["nowhere/**"] }\n';
  const withConfig = (count: number): StandInPull => {
    const { base, head, token } = many(count);
    const file = '.github/gar-preflight.yml';
    return {
      base: { ...base, [file]: config },
      head: { ...head, [file]: config },
      token,
    };
  };

  it('let the config be judged by the whole tree, in no request more', async () => {
    const result = await run(withConfig(20));
    expect(result.summary).toContain('config-unmatched');
    expect(
      github.requests.filter((one) => one.endsWith('/graphql')).length,
    ).toBeLessThanOrEqual(2);
  });

  it('are those of a checkout, however many', async () => {
    const pull = withConfig(600);
    const { folder, shas } = repository(pull);
    const result = await run({ ...pull, shas }, checkout(folder, 0));
    expect(result.summary).toContain('config-unmatched');
    expect(github.requests.some((one) => one.endsWith('/graphql'))).toBe(false);
  });
});
