import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Report } from '../../src/domain/report.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { runAction } from '../action/runner.ts';
import { APPS, bumped, pullRequest } from '../action/shop.ts';
import { startGitHub } from '../github/stand-in.ts';
import { startTokenService, type TokenService } from '../google/token-service.ts';
import { blocksOf, nameOf, pages } from './blocks.ts';
import { DOCS_WORLD } from './docs-world.ts';
import type { Workflow } from './workflow-problems.ts';

/** Each step of ours in the docs that runs on a pull request, with what it is given. */
const steps = pages()
  .flatMap(blocksOf)
  .filter((block) => nameOf(block)?.startsWith('.github/workflows/') === true)
  .flatMap(({ page, line, text }) => {
    const { on, jobs = {} } = parse(text) as Workflow;
    if (!/pull_request|schedule/.test(JSON.stringify(on))) return [];
    return Object.values(jobs).flatMap((job) =>
      (job.steps ?? [])
        .filter(({ uses = '' }) => uses.startsWith('gar-preflight/'))
        .flatMap((step) =>
          legsOf(job).map(
            (leg) =>
              [
                `${page}:${line}`,
                JSON.stringify(on),
                filled(step.with ?? {}, leg),
              ] as const,
          ),
        ),
    );
  });

type Leg = Readonly<Record<string, unknown>>;

/** The legs of a job's matrix, one of nothing where it has none. */
function legsOf(job: object): readonly Leg[] {
  const { strategy } = job as { strategy?: { matrix?: { include?: readonly Leg[] } } };
  return strategy?.matrix?.include ?? [{}];
}

function filled(given: Leg, leg: Leg): Leg {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      String(value).replace(/\$\{\{ matrix\.([\w-]+) \}\}/g, (_, key: string) =>
        String(leg[key]),
      ),
    ]),
  );
}

let sandbox: Sandbox;
let tokens: TokenService;
let environment: Readonly<Record<string, string>>;
beforeAll(async () => {
  sandbox = await startSandbox(DOCS_WORLD);
  const { CLOUDSDK_AUTH_ACCESS_TOKEN: token = '', ...endpoints } = sandbox.environment;
  tokens = await startTokenService(token);
  environment = { ...endpoints, ...tokens.environment };
  return async () => {
    await sandbox.close();
    await tokens.close();
  };
});

describe('each workflow of the docs, run as its runner would', () => {
  it('is there', () => {
    expect(steps.length).toBeGreaterThan(6);
  });

  it.each(steps)('%s', async (_, on, given) => {
    const github = await startGitHub(bumped(`${APPS}/api:2.3.0`));
    const event = /"(pull_request\w*)"/.exec(on)?.[1] ?? 'workflow_dispatch';
    const inputs = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        String(value).replace('${{ runner.temp }}/', ''),
      ]),
    );
    const result = await runAction({
      event,
      payload: event === 'workflow_dispatch' ? {} : pullRequest(),
      apiUrl: github.url,
      // Nobody waits in a test.
      inputs: { ...inputs, wait: '' },
      env: { ...environment, GITHUB_SHA: 'a'.repeat(40) },
    });
    await github.close();
    expect(result.outputs['report'], result.stdout).toBeDefined();
    expect(github.violations).toEqual([]);
    const file = result.outputs['report'] ?? '';
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    expect(report.findings.map(({ rule }) => rule)).toEqual(['tag-not-found']);
    expect(report.access.map(({ verdict }) => verdict)).toEqual(['granted']);
    expect(tokens.asked.slice(-2)).toEqual(['/runner', '/v1/token']);
    expect(result.status).toBe(inputs['fail-on'] === 'never' ? 0 : 1);
  });
});
