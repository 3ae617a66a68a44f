import {
  CLUSTER,
  closed,
  deployment,
  IMAGE,
  NODE,
  OTHER,
  pool,
  type Small,
} from './small-world.ts';

/** A small world with one mistake in it, or with none where it looks like one. */
export interface Scenario extends Small {
  readonly name: string;
  /** `RULE FILE:LINE` of each finding, rendered. */
  readonly finds: readonly string[];
  /** The same as the files stand, where that is another. */
  readonly unrendered?: readonly string[];
  /** What one of the messages says. */
  readonly says?: string;
  /** `PRINCIPAL VERDICT` of each. */
  readonly access?: readonly string[];
}

export const TAINTED = { key: 'team', value: 'b', effect: 'NO_SCHEDULE' };
/** A pool that may pull, and one for a team, that may not. */
export const TWO = {
  nodePools: [
    pool('main'),
    closed('other', { labels: { team: 'b' }, taints: [TAINTED] }),
  ],
};
export const TO_TEAM =
  'nodeSelector: {team: b}\ntolerations: [{key: team, operator: Exists}]';
const NAME = IMAGE.replace(/:1$/, '');

/** A kustomization of these resources that sets the image's tag, on line 4 below them. */
function tagging(...resources: readonly string[]): string {
  return `resources: [${resources.join(', ')}]\nimages:\n- name: ${NAME}\n  newTag: "2"\n`;
}

function patching(spec: string): string {
  return `patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: api}\n    spec: {template: {spec: {${spec}}}}\n`;
}

const PATCH = patching(
  'nodeSelector: {team: b}, tolerations: [{key: team, operator: Exists}]',
);

export function account(annotation: string, namespace = '', more = ''): string {
  const space = namespace === '' ? '' : `, namespace: ${namespace}`;
  return `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: api${space}, annotations: {${annotation}}}\n${more}`;
}

export const ITSELF = 'iam.gke.io/enable-wi-image-pull: "true"';
const ACTS = `iam.gke.io/gcp-service-account: ${OTHER}`;
const AS_API = 'serviceAccountName: api';
const SHOP = deployment(AS_API, undefined, 'api', 'shop');

function chart(
  values: string,
  ...specs: readonly string[]
): Readonly<Record<string, string>> {
  const templates = specs.map((spec, index) => [
    `chart/templates/d${index}.yaml`,
    deployment(
      spec,
      '{{ .Values.image.repository }}:{{ .Values.image.tag }}',
      `d${index}`,
    ),
  ]);
  return {
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    'chart/values.yaml': `image:\n  repository: ${NAME}\n  tag: "2"\n${values}`,
    ...Object.fromEntries(templates),
  };
}

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
    name: 'a pull secret of one of two',
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

/** The account is asked by its own project, and a sealed number blinds nobody but who has it. */
const ACCOUNTS: readonly Scenario[] = [
  {
    name: 'an account that is not there',
    files: { 'a.yaml': SHOP },
    words: ['--service-account', 'gone@p.iam.gserviceaccount.com'],
    finds: ['service-account-not-found a.yaml:7'],
    says: 'Make it again',
  },
  {
    name: 'an account that nobody may look at',
    files: { 'a.yaml': SHOP },
    caller: { denied: [{ permission: 'iam.serviceAccounts.get' }] },
    finds: [],
  },
  {
    name: 'a sealed number of a pool that the Pod does not meet',
    files: { 'a.yaml': SHOP },
    caller: { denied: [{ permission: 'resourcemanager.projects.get' }] },
    cluster: {
      nodePools: [
        pool('main'),
        pool('old', { serviceAccount: 'default', taints: [TAINTED] }),
      ],
    },
    finds: [],
  },
  {
    name: 'a sealed number of the pool that it meets',
    files: { 'a.yaml': SHOP },
    caller: { denied: [{ permission: 'resourcemanager.projects.get' }] },
    cluster: { nodePools: [pool('main'), pool('old', { serviceAccount: 'default' })] },
    finds: ['reader-unverified a.yaml:7'],
    says: 'Compute Engine default service account',
    access: ['node granted'],
  },
  {
    name: 'a binding by the older member, which needs no number',
    files: {
      'sa.yaml': account(
        'iam.gke.io/gcp-service-account: app@p.iam.gserviceaccount.com',
        'shop',
      ),
    },
    caller: { denied: [{ permission: 'resourcemanager.projects.get' }] },
    project: {
      'service-accounts': {
        [NODE]: {},
        'app@p.iam.gserviceaccount.com': {
          policy: [
            {
              role: 'roles/iam.workloadIdentityUser',
              members: ['serviceAccount:p.svc.id.goog[shop/api]'],
            },
          ],
        },
      },
    },
    finds: [],
  },
];

const RUN = (meta: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: api${meta}}\nspec: {template: {spec: {containers: [{image: "${IMAGE}"}]}}}\n`;
const ON_RUN = 'annotations: {run.googleapis.com/ingress: all}';
const AGENT = 'serviceAccount:service-111@serverless-robot-prod.iam.gserviceaccount.com';
const SYNC = (auth: string): string =>
  `apiVersion: configsync.gke.io/v1beta1\nkind: RootSync\nmetadata: {name: root}\nspec:\n  sourceType: oci\n  oci: {image: "${IMAGE}", ${auth}}\n`;

/** Controllers and Cloud Run are judged as themselves. */
const OTHERS: readonly Scenario[] = [
  {
    name: 'Cloud Run by the project that is its namespace',
    files: { 'a.yaml': RUN(`, namespace: p, ${ON_RUN}`) },
    finds: ['reader-missing a.yaml:4'],
    access: ['service-111 not-granted'],
  },
  {
    name: 'Cloud Run by the environment, and its agent may read',
    files: {
      'a.yaml': RUN(`, ${ON_RUN}`),
      'c.yml': 'environments:\n- {name: prod, paths: ["**"], cloud-run: [projects/p]}\n',
    },
    words: ['--config', 'c.yml'],
    project: {
      repositories: {
        'us/r': {
          policy: [{ role: 'roles/artifactregistry.reader', members: [AGENT] }],
          images: { app: [{ tags: ['1'] }] },
        },
      },
    },
    finds: [],
    access: ['service-111 granted'],
  },
  {
    name: 'Cloud Run of a project that nobody names',
    files: { 'a.yaml': RUN(`, ${ON_RUN}`) },
    finds: ['target-unknown a.yaml:4'],
  },
  {
    name: 'Cloud Run of a project whose number is sealed',
    files: { 'a.yaml': RUN(`, namespace: p, ${ON_RUN}`) },
    caller: { denied: [{ permission: 'resourcemanager.projects.get' }] },
    finds: ['reader-unverified a.yaml:4'],
    says: 'the Cloud Run service agent of projects/p',
  },
  {
    name: 'Knative on the cluster is pulled by its nodes',
    files: { 'a.yaml': RUN('') },
    cluster: { nodePools: [closed('main')] },
    finds: ['reader-missing a.yaml:4'],
    access: ['other not-granted'],
  },
  {
    name: 'a RootSync as the account that it declares',
    files: {
      'a.yaml': SYNC(`auth: gcpserviceaccount, gcpServiceAccountEmail: ${OTHER}`),
    },
    finds: ['reader-missing a.yaml:6'],
    access: ['other not-granted'],
  },
  {
    name: 'a RootSync that declares none is asked about for nobody',
    files: { 'a.yaml': SYNC('auth: none') },
    cluster: { nodePools: [closed('main')] },
    finds: [],
    access: [],
  },
];

/** By clause. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  'every workload that runs an image is judged': WORKLOADS,
  'a Pod that is not seen may land on any pool': UNSEEN,
  'one identity per applied object': IDENTITIES,
  'the account': ACCOUNTS,
  'controllers and Cloud Run': OTHERS,
};
