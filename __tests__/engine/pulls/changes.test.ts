import { describe, expect, it } from 'vitest';
import { describeWith } from '../../programs.ts';
import { account, ITSELF, TO_TEAM, TWO } from './scenario-parts.ts';
import {
  CLUSTER,
  closed,
  deployment,
  NODE,
  OTHER,
  pool,
  type Small,
  tell,
} from './small-world.ts';

const at = (spec: string, name = 'api'): Readonly<Record<string, string>> => ({
  'a.yaml': deployment(spec, undefined, name, 'shop'),
});
const AS_API = at('serviceAccountName: api');
const MISSING = ['reader-missing a.yaml:7'];
const term = (value: string): string =>
  `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: team, operator: In, values: [${value}]}]}]}}}`;
const classOf = (email: string): string =>
  `apiVersion: cloud.google.com/v1\nkind: ComputeClass\nmetadata: {name: fast}\nspec: {nodePoolConfig: {serviceAccount: ${email}}}\n`;
const BY_CLASS = at('nodeSelector: {cloud.google.com/compute-class: fast}');
const ENVIRONMENTS = `environments:\n- {name: prod, paths: ["prod/**"], service-accounts: [${NODE}]}\n- {name: dev, paths: ["dev/**"], service-accounts: [${OTHER}]}\n`;
const KEPT = { 'prod/kept.yaml': deployment('', undefined, 'kept', 'shop') };

/** What is changed of who pulls, with the image as it was. */
interface Change extends Small {
  readonly name: string;
  readonly finds: readonly string[];
  /** A part of what the report says changed. */
  readonly who: string;
}

const CHANGES: readonly Change[] = [
  {
    name: 'node selector',
    before: at(''),
    files: at(TO_TEAM),
    cluster: TWO,
    finds: MISSING,
    who: 'node selector none → team=b',
  },
  {
    name: 'toleration',
    before: at(''),
    files: at('tolerations: [{key: team, operator: Exists}]'),
    cluster: TWO,
    finds: MISSING,
    who: 'tolerations none →',
  },
  {
    name: 'affinity',
    before: at(`tolerations: [{operator: Exists}]\n${term('a')}`),
    files: at(`tolerations: [{operator: Exists}]\n${term('b')}`),
    cluster: TWO,
    finds: MISSING,
    who: 'node affinity',
  },
  {
    name: 'runtime class',
    before: at(''),
    files: at('runtimeClassName: gvisor'),
    cluster: {
      nodePools: [pool('main'), closed('box', { sandboxConfig: { type: 'GVISOR' } })],
    },
    finds: MISSING,
    who: 'runtime class none → gvisor',
  },
  {
    name: 'the node itself',
    before: at(''),
    files: at('nodeName: gke-c-other-1a2b3c4d-x5y6'),
    cluster: TWO,
    finds: MISSING,
    who: 'node none →',
  },
  {
    name: 'service account',
    before: { ...at(''), 'sa.yaml': account(ITSELF, 'shop') },
    files: { ...AS_API, 'sa.yaml': account(ITSELF, 'shop') },
    finds: MISSING,
    who: 'service account none → api',
  },
  {
    name: 'an annotation in another file',
    before: { ...AS_API, 'x/sa.yaml': account('', 'shop') },
    files: { ...AS_API, 'x/sa.yaml': account(ITSELF, 'shop') },
    finds: MISSING,
    who: 'pulls as itself none → yes',
  },
  {
    name: 'an account that is new in another file',
    before: AS_API,
    files: { ...AS_API, 'x/sa.yaml': account(ITSELF, 'shop') },
    finds: MISSING,
    who: 'pulls as itself',
  },
  {
    name: 'an account that is gone',
    before: { ...AS_API, 'x/sa.yaml': account(ITSELF, 'shop') },
    files: AS_API,
    finds: [],
    who: 'pulls as itself yes → none',
  },
  {
    name: 'a pull secret',
    before: at(''),
    files: at('imagePullSecrets: [{name: key}]'),
    finds: ['pull-secret-unneeded a.yaml:8'],
    who: 'pull secrets none → key',
  },
  {
    name: 'a pull secret of the account',
    before: { ...AS_API, 'sa.yaml': account('', 'shop') },
    files: {
      ...AS_API,
      'sa.yaml': account('', 'shop', 'imagePullSecrets: [{name: key}]\n'),
    },
    finds: ['pull-secret-unneeded sa.yaml:4'],
    who: 'pull secrets none → key',
  },
  {
    name: 'namespace',
    before: at(''),
    files: { 'a.yaml': deployment('', undefined, 'api', 'prod') },
    cluster: { nodePools: [closed('main')] },
    finds: MISSING,
    who: 'namespace shop → prod',
  },
  {
    name: 'environment',
    before: {
      ...KEPT,
      'c.yml': ENVIRONMENTS,
      'prod/a.yaml': deployment('', undefined, 'api', 'shop'),
    },
    files: {
      ...KEPT,
      'c.yml': ENVIRONMENTS,
      'dev/a.yaml': deployment('', undefined, 'api', 'shop'),
    },
    words: ['--config', 'c.yml'],
    finds: ['reader-missing dev/a.yaml:7'],
    who: 'environment prod → dev',
  },
  {
    name: "a compute class's account, in another file",
    before: { ...BY_CLASS, 'class.yaml': classOf(NODE) },
    files: { ...BY_CLASS, 'class.yaml': classOf(OTHER) },
    finds: MISSING,
    who: "compute class's account",
  },
];

describe('a change of who pulls is a change', () => {
  it.each(CHANGES.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const { rules, report } = await tell({ ...one, render: 'never' });
    expect(rules).toEqual(one.finds);
    expect(report.images).toHaveLength(1);
    expect(report.images[0]?.whoPulls?.join('\n')).toContain(one.who);
  });

  it.each([
    ['keys in another order', 'nodeSelector: {a: x, b: y}', 'nodeSelector: {b: y, a: x}'],
    [
      'tolerations in another order',
      'tolerations: [{key: a, operator: Exists}, {key: b, operator: Exists}]',
      'tolerations: [{key: b, operator: Exists}, {key: a, operator: Exists}]',
    ],
    ['values in another order', term('a, b'), term('b, a')],
    [
      'a setting that decides nothing',
      'terminationGracePeriodSeconds: 1',
      'terminationGracePeriodSeconds: 2',
    ],
    ['a preference', '', 'priorityClassName: high'],
  ])('and %s is none', async (_, before, after) => {
    const words = ['--cluster', CLUSTER];
    const cluster = { nodePools: [closed('main')] };
    const { rules, report } = await tell({
      before: at(before),
      files: at(after),
      cluster,
      words,
      render: 'never',
    });
    expect(rules).toEqual([]);
    expect(report.images).toEqual([]);
  });
});

describeWith(['kustomize'], 'a change of who pulls', () => {
  it('is one also where an overlay makes it', async () => {
    const base = {
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'base/a.yaml': deployment(''),
    };
    const overlay = 'resources: [../base]\nnamespace: prod\n';
    const patch = `${overlay}patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: api}\n    spec: {template: {spec: {nodeSelector: {team: b}, tolerations: [{key: team, operator: Exists}]}}}\n`;
    const { rules } = await tell({
      before: { ...base, 'prod/kustomization.yaml': overlay },
      files: { ...base, 'prod/kustomization.yaml': patch },
      cluster: TWO,
    });
    expect(rules).toEqual(['reader-missing base/a.yaml:7']);
  });
});
