import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { account, ITSELF } from '../engine/pulls/scenario-parts.ts';
import { CLUSTER, deployment, IMAGE, worldOf } from '../engine/pulls/small-world.ts';
import { type StandIn, startGitHub } from '../github/stand-in.ts';
import { describeWith } from '../programs.ts';
import { checkout, repository } from './checkout.ts';
import { runAction } from './runner.ts';
import { pullRequest } from './shop.ts';

type Files = Readonly<Record<string, string>>;

let github: StandIn;
let sandbox: Sandbox;
afterEach(async () => {
  await github.close();
  await sandbox.close();
});

/** What the action finds of a pull request, with a checkout of such a depth (`null`: none). */
async function told(base: Files, head: Files, depth: number | null) {
  sandbox = await startSandbox(JSON.stringify(worldOf({ files: {} })));
  const { folder, shas } = repository({ base, head });
  github = await startGitHub({ base, head, token: 'writes', shas });
  const result = await runAction({
    event: 'pull_request',
    payload: pullRequest(undefined, shas),
    apiUrl: github.url,
    inputs: { cluster: CLUSTER },
    env: { ...sandbox.environment, PATH: process.env['PATH'] ?? '' },
    ...(depth === null ? {} : { prepare: checkout(folder, depth) }),
  });
  const report = JSON.parse(
    readFileSync(result.outputs['report'] ?? '', 'utf8'),
  ) as Report;
  return {
    rules: report.findings.map(({ rule, file, line }) => `${rule} ${file}:${line}`),
    principals: report.access.map(({ principal }) => principal.replace(/^.*\/ns\//, '')),
    report,
  };
}

const RUNS = (tag: string): string =>
  deployment('serviceAccountName: api', IMAGE.replace(/1$/, tag), 'api', 'shop');

describe.each([
  ['the default checkout', 1],
  ['a whole checkout', 0],
  ['no checkout', null],
] as const)('with %s', (_, depth) => {
  it('an annotation on a service account in an untouched file is seen', async () => {
    const accounts = { 'accounts/api.yaml': account(ITSELF, 'shop') };
    const { rules, principals } = await told(
      { ...accounts, 'k8s/a.yaml': RUNS('1') },
      { ...accounts, 'k8s/a.yaml': RUNS('2') },
      depth,
    );
    expect(rules).toEqual(['reader-missing k8s/a.yaml:7']);
    expect(principals).toEqual([
      'shop/sa/api',
      'serviceAccount:node@p.iam.gserviceaccount.com',
    ]);
  });

  it('and so is its pull secret', async () => {
    const accounts = {
      'accounts/api.yaml': account('', 'shop', 'imagePullSecrets: [{name: key}]\n'),
    };
    const { rules } = await told(
      { ...accounts, 'k8s/a.yaml': RUNS('1') },
      { ...accounts, 'k8s/a.yaml': RUNS('2') },
      depth,
    );
    expect(rules).toEqual(['pull-secret-unneeded accounts/api.yaml:4']);
  });

  it('a change of it judges the workloads of other files', async () => {
    const runs = { 'k8s/a.yaml': RUNS('1') };
    const { rules, report } = await told(
      { ...runs, 'accounts/api.yaml': account('', 'shop') },
      { ...runs, 'accounts/api.yaml': account(ITSELF, 'shop') },
      depth,
    );
    expect(rules).toEqual(['reader-missing k8s/a.yaml:7']);
    expect(report.images[0]?.whoPulls).toEqual(['pulls as itself none → yes']);
  });
});

describeWith(['kustomize'], 'with the default checkout, rendered', () => {
  it('a namespace that an overlay changes is a change of who pulls', async () => {
    const base = {
      'base/kustomization.yaml': 'resources: [a.yaml, sa.yaml]\n',
      'base/a.yaml': deployment('serviceAccountName: api', IMAGE),
      'base/sa.yaml': account(ITSELF),
    };
    const overlay = (namespace: string): Files => ({
      'prod/kustomization.yaml': `resources: [../base]\nnamespace: ${namespace}\n`,
    });
    const { rules, principals, report } = await told(
      { ...base, ...overlay('shop') },
      { ...base, ...overlay('prod') },
      1,
    );
    expect(rules).toEqual(['reader-missing base/a.yaml:7']);
    expect(principals[0]).toBe('prod/sa/api');
    expect(report.images[0]?.whoPulls).toEqual(['namespace shop → prod']);
  });
});
