import {
  ACTS,
  AS_API,
  account,
  chart,
  ITSELF,
  NAME,
  PATCH,
  type Scenario,
  SHOP,
  TAINTED,
  TO_TEAM,
  TWO,
  tagging,
} from './scenario-parts.ts';
import { BESIDE } from './scenarios-beside.ts';
import { CLUSTER, closed, deployment, pool } from './small-world.ts';

/** Every workload that runs an image is judged. */
const WORKLOADS: readonly Scenario[] = [
  {
    name: 'two Deployments on two pools through one newTag',
    files: {
      'kustomization.yaml': tagging('a.yaml', 'b.yaml'),
      'a.yaml': deployment(''),
      'b.yaml': deployment(TO_TEAM, undefined, 'batch'),
    },
    cluster: TWO,
    finds: ['reader-missing kustomization.yaml:4'],
    unrendered: ['reader-missing b.yaml:7', 'reader-unverified kustomization.yaml:4'],
  },
  {
    name: 'two Deployments on two pools through one image.tag',
    files: chart('', '', TO_TEAM),
    cluster: TWO,
    finds: ['reader-missing chart/values.yaml:3'],
    unrendered: ['reader-unverified chart/values.yaml:3'],
  },
  {
    name: 'two overlays that patch one base onto two pools',
    files: {
      'base/kustomization.yaml': tagging('a.yaml'),
      'base/a.yaml': deployment(''),
      'one/kustomization.yaml': 'resources: [../base]\nnamespace: one\n',
      'two/kustomization.yaml': `resources: [../base]\nnamespace: two\n${PATCH}`,
    },
    cluster: TWO,
    finds: ['reader-missing base/kustomization.yaml:4'],
    unrendered: ['reader-unverified base/kustomization.yaml:4'],
  },
  {
    name: 'and both may pull',
    files: {
      'kustomization.yaml': tagging('a.yaml', 'b.yaml'),
      'a.yaml': deployment(''),
      'b.yaml': deployment('', undefined, 'batch'),
    },
    cluster: { nodePools: [pool('main')] },
    finds: [],
  },
  {
    name: 'a pull secret of one of two, which helps the other nothing',
    files: {
      'kustomization.yaml': tagging('a.yaml', 'b.yaml'),
      'a.yaml': deployment(''),
      'b.yaml': deployment('imagePullSecrets: [{name: key}]', undefined, 'batch'),
    },
    cluster: { nodePools: [closed('main')] },
    finds: ['reader-missing kustomization.yaml:4'],
    unrendered: [
      'reader-missing a.yaml:7',
      'reader-missing kustomization.yaml:4',
      'reader-unverified b.yaml:7',
    ],
  },
  {
    name: 'a pull secret of each of two leaves it open',
    files: {
      'kustomization.yaml': tagging('a.yaml', 'b.yaml'),
      'a.yaml': deployment('imagePullSecrets: [{name: key}]'),
      'b.yaml': deployment('imagePullSecrets: [{name: other}]', undefined, 'batch'),
    },
    cluster: { nodePools: [closed('main')] },
    finds: ['reader-unverified kustomization.yaml:4'],
    unrendered: [
      'reader-missing kustomization.yaml:4',
      'reader-unverified a.yaml:7',
      'reader-unverified b.yaml:7',
    ],
  },
  {
    name: 'a pull secret of one of two, beside nodes that may',
    files: {
      'kustomization.yaml': tagging('a.yaml', 'b.yaml'),
      'a.yaml': deployment(''),
      'b.yaml': deployment('imagePullSecrets: [{name: key}]', undefined, 'batch'),
    },
    cluster: { nodePools: [pool('main')] },
    finds: ['pull-secret-unneeded b.yaml:8'],
  },
];

/** A Pod that is not seen may land on any pool. */
const UNSEEN: readonly Scenario[] = [
  {
    name: 'values that select the pool that may pull',
    files: chart('nodeSelector: {cloud.google.com/gke-nodepool: main}\n'),
    cluster: TWO,
    render: 'never',
    finds: [],
  },
  {
    name: 'values that select and tolerate the one that may not',
    files: chart(`${TO_TEAM}\n`),
    cluster: TWO,
    render: 'never',
    finds: ['reader-missing chart/values.yaml:3'],
  },
  {
    name: 'values whose selectors are empty say nothing',
    files: chart('nodeSelector: {}\ntolerations: []\naffinity: {}\n'),
    cluster: TWO,
    render: 'never',
    finds: ['reader-unverified chart/values.yaml:3'],
  },
  {
    name: 'selectors below a component are that component alone',
    files: {
      'values.yaml': `web:\n  image: {repository: ${NAME}, tag: "2"}\n  nodeSelector: {cloud.google.com/gke-nodepool: main}\njob:\n  image: {repository: ${NAME}, tag: "1"}\n`,
    },
    cluster: TWO,
    render: 'never',
    finds: ['reader-unverified values.yaml:5'],
  },
  {
    name: 'a Pod that is seen, on nodes by a label that is not',
    files: {
      'a.yaml': deployment(
        'nodeSelector: {kubernetes.io/hostname: gke-1}',
        undefined,
        'api',
        'shop',
      ),
    },
    cluster: { nodePools: [pool('main'), closed('other')] },
    finds: ['reader-unverified a.yaml:7'],
    says: 'whether its Pod lands on the node pool other or on others that may hangs on labels',
  },
  {
    name: 'pools that all may pull leave nothing open',
    files: chart(''),
    cluster: { nodePools: [pool('main'), pool('other', { taints: [TAINTED] })] },
    render: 'never',
    finds: [],
  },
];

/** One identity per applied object. */
const IDENTITIES: readonly Scenario[] = [
  {
    name: 'a service account that pulls as itself, in another file',
    files: { 'a.yaml': SHOP, 'accounts/api.yaml': account(ITSELF, 'shop') },
    finds: ['reader-missing a.yaml:7'],
    access: ['shop/api not-granted', 'node granted'],
  },
  {
    name: 'its namespace by the rendering',
    files: {
      'base/kustomization.yaml': 'resources: [a.yaml, sa.yaml]\n',
      'base/a.yaml': deployment(AS_API),
      'base/sa.yaml': account(ITSELF),
      'prod/kustomization.yaml': 'resources: [../base]\nnamespace: shop\n',
    },
    finds: ['reader-missing base/a.yaml:7'],
    unrendered: ['reader-unverified base/a.yaml:7'],
  },
  {
    name: 'its namespaces by two renderings are two principals',
    files: {
      'base/kustomization.yaml': 'resources: [a.yaml, sa.yaml]\n',
      'base/a.yaml': deployment(AS_API),
      'base/sa.yaml': account(ITSELF),
      'dev/kustomization.yaml': 'resources: [../base]\nnamespace: shop-dev\n',
      'prod/kustomization.yaml': 'resources: [../base]\nnamespace: shop\n',
    },
    finds: ['reader-missing base/a.yaml:7', 'reader-missing base/a.yaml:7'],
    unrendered: ['reader-unverified base/a.yaml:7'],
    access: ['shop-dev/api not-granted', 'shop/api not-granted', 'node granted'],
  },
  {
    name: 'no namespace is unknown, never default',
    files: { 'a.yaml': deployment(AS_API), 'sa.yaml': account(ITSELF) },
    finds: ['reader-unverified a.yaml:7'],
    says: 'names its namespace, so its principal is not known',
  },
  {
    name: 'a namespace by the environment',
    files: {
      'a.yaml': deployment(AS_API),
      'sa.yaml': account(ITSELF),
      'c.yml': `environments:\n- {name: prod, paths: ["**"], clusters: [${CLUSTER}], namespace: shop}\n`,
    },
    words: ['--config', 'c.yml'],
    finds: ['reader-missing a.yaml:7'],
    access: ['shop/api not-granted', 'node granted'],
  },
  {
    name: 'two environments with two namespaces are two principals',
    files: {
      'a.yaml': deployment(AS_API),
      'sa.yaml': account(ITSELF),
      'c.yml': `environments:\n- {name: prod, paths: ["**"], clusters: [${CLUSTER}], namespace: shop}\n- {name: dev, paths: ["**"], clusters: [${CLUSTER}], namespace: dev}\n`,
    },
    words: ['--config', 'c.yml'],
    finds: ['reader-missing a.yaml:7', 'reader-missing a.yaml:7'],
    access: ['dev/api not-granted', 'shop/api not-granted', 'node granted'],
  },
  {
    name: 'a pull secret of a service account in another file',
    files: {
      'a.yaml': SHOP,
      'accounts/api.yaml': account('', 'shop', 'imagePullSecrets: [{name: key}]\n'),
    },
    finds: ['pull-secret-unneeded accounts/api.yaml:4'],
  },
  {
    name: 'and beside a node that may not pull it leaves the question open, and is not unneeded',
    files: {
      'a.yaml': SHOP,
      'accounts/api.yaml': account('', 'shop', 'imagePullSecrets: [{name: key}]\n'),
    },
    cluster: { nodePools: [closed('main')] },
    finds: ['reader-unverified a.yaml:7'],
    says: 'names the pull secret key',
  },
  {
    name: 'nor beside a node that has no scope, or whose account is disabled',
    files: {
      'a.yaml': deployment('imagePullSecrets: [{name: key}]', undefined, 'api', 'shop'),
    },
    cluster: { nodePools: [pool('main', { oauthScopes: [] })] },
    finds: ['node-scope-missing a.yaml:7'],
  },
  {
    name: 'what is bound is bound in the namespace of the rendering',
    files: {
      'base/kustomization.yaml': 'resources: [a.yaml, sa.yaml]\n',
      'base/a.yaml': deployment(AS_API),
      'base/sa.yaml': account(ACTS),
      'prod/kustomization.yaml': 'resources: [../base]\nnamespace: shop\n',
    },
    finds: ['workload-identity-unbound base/sa.yaml:3'],
    unrendered: [],
    says: 'serviceAccount:p.svc.id.goog[shop/api]',
  },
  {
    name: 'the default service account of the namespace',
    files: {
      'a.yaml': deployment('', undefined, 'api', 'shop'),
      'sa.yaml': account(ITSELF, 'shop').replace('name: api', 'name: default'),
    },
    finds: ['reader-missing a.yaml:7'],
    access: ['shop/default not-granted', 'node granted'],
  },
  {
    name: 'an account of that name in another namespace is another',
    files: { 'a.yaml': SHOP, 'sa.yaml': account(ITSELF, 'search') },
    finds: [],
  },
];

/** By clause. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  'every workload that runs an image is judged': WORKLOADS,
  'a Pod that is not seen may land on any pool': UNSEEN,
  'one identity per applied object': IDENTITIES,
  ...BESIDE,
};
