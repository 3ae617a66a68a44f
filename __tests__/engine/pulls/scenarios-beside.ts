import {
  ACTS,
  AS_API,
  account,
  ITSELF,
  type Scenario,
  SHOP,
  TAINTED,
} from './scenario-parts.ts';
import {
  INLINE_IMAGES,
  ODD_SHAPES,
  OF_ONE_NAME,
  OPERATORS,
} from './scenarios-of-trees.ts';
import { CLUSTER, closed, deployment, IMAGE, NODE, OTHER, pool } from './small-world.ts';

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

const SECOND = CLUSTER.replace(/c$/, 'd');
const CLUSTERS = ['c', 'd'].map((name) => [
  `us-central1/${name}`,
  {
    workloadIdentityConfig: { workloadPool: 'p.svc.id.goog' },
    nodePools: [pool('main')],
  },
]);
const OF_ONE_CLUSTER = `principalSet://iam.googleapis.com/projects/111/locations/global/workloadIdentityPools/p.svc.id.goog/kubernetes.cluster/https://container.googleapis.com/v1/${CLUSTER}`;

/** One that pulls as itself: its verdict decides, on each cluster, and the node's stands beside. */
const ITSELF_ALONE: readonly Scenario[] = [
  {
    name: 'granted on one of two clusters',
    files: { 'a.yaml': SHOP, 'sa.yaml': account(ITSELF, 'shop') },
    words: ['--cluster', CLUSTER, '--cluster', SECOND],
    clusters: Object.fromEntries(CLUSTERS),
    project: {
      repositories: {
        'us/r': {
          policy: [{ role: 'roles/artifactregistry.reader', members: [OF_ONE_CLUSTER] }],
          images: { app: [{ tags: ['1'] }] },
        },
      },
    },
    finds: ['reader-missing a.yaml:7'],
    access: ['shop/api not-granted', 'node not-granted'],
  },
  {
    name: 'on a cluster without Workload Identity',
    files: { 'a.yaml': SHOP, 'sa.yaml': account(ITSELF, 'shop') },
    cluster: { workloadIdentityConfig: {} },
    finds: ['reader-unverified a.yaml:7'],
    says: `${CLUSTER} has no Workload Identity`,
  },
  {
    name: "the node's scopes and account are nothing to it",
    files: { 'a.yaml': SHOP, 'sa.yaml': account(ITSELF, 'shop') },
    cluster: { nodePools: [pool('main', { oauthScopes: [] })] },
    project: { 'service-accounts': { [NODE]: { disabled: true } } },
    finds: ['reader-missing a.yaml:7'],
  },
];

const FILLED = [
  'app@PROJECT_ID.iam.gserviceaccount.com',
  'app@${PROJECT}.iam.gserviceaccount.com',
  '<app>@p.iam.gserviceaccount.com',
  'GSA@PROJECT.iam.gserviceaccount.com',
];

/** What a build fills in is nobody who can be asked about. */
const TO_FILL_IN: readonly Scenario[] = [
  ...FILLED.map((email) => ({
    name: `an account ${email}`,
    files: { 'sa.yaml': account(`iam.gke.io/gcp-service-account: "${email}"`, 'shop') },
    finds: [],
  })),
  {
    name: 'a namespace of one that pulls as itself',
    files: {
      'a.yaml': deployment(AS_API, undefined, 'api', '"${NAMESPACE}"'),
      'sa.yaml': account(ITSELF, '"${NAMESPACE}"'),
    },
    finds: ['reader-unverified a.yaml:7'],
    says: 'names its namespace, so its principal is not known',
  },
  {
    name: 'a namespace of one that is bound',
    files: { 'sa.yaml': account(ACTS, '"${NAMESPACE}"') },
    finds: [],
  },
  {
    name: "a project of Cloud Run's",
    files: { 'a.yaml': RUN(`, namespace: PROJECT_ID, ${ON_RUN}`) },
    finds: ['target-unknown a.yaml:4'],
  },
  {
    name: "a RootSync's account",
    files: {
      'a.yaml': SYNC(
        'auth: gcpserviceaccount, gcpServiceAccountEmail: "sync@PROJECT_ID.iam.gserviceaccount.com"',
      ),
    },
    finds: [],
    access: [],
  },
  {
    name: "a ComputeClass's account",
    files: {
      'a.yaml': deployment('nodeSelector: {cloud.google.com/compute-class: fast}'),
      'class.yaml':
        'apiVersion: cloud.google.com/v1\nkind: ComputeClass\nmetadata: {name: fast}\nspec: {nodePoolConfig: {serviceAccount: "n@PROJECT_ID.iam.gserviceaccount.com"}}\n',
    },
    finds: ['reader-unverified a.yaml:7'],
    says: 'asks for the compute class fast',
  },
];

/** By clause. */
export const BESIDE: Readonly<Record<string, readonly Scenario[]>> = {
  'the account': ACCOUNTS,
  'controllers and Cloud Run': OTHERS,
  'one that pulls as itself': ITSELF_ALONE,
  'several accounts of one name': OF_ONE_NAME,
  'what is to be filled in': TO_FILL_IN,
  'objects of operators': OPERATORS,
  'what is written oddly': ODD_SHAPES,
  'images that a deployer gives inline': INLINE_IMAGES,
};
