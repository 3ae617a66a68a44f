import {
  AS_API,
  account,
  ITSELF,
  type Scenario,
  TO_TEAM,
  TWO,
} from './scenario-parts.ts';
import { deployment, IMAGE } from './small-world.ts';

/** Of several accounts of one name the nearest is the Pod's own, whichever comes first in the tree. */
export const OF_ONE_NAME: readonly Scenario[] = ['a', 'z'].flatMap((itself) => {
  const other = 'm';
  const runs = (namespace: string): string =>
    deployment(AS_API, undefined, 'api', namespace);
  return [
    {
      name: `two applications, and ${itself} pulls as itself`,
      files: {
        [`${itself}/sa.yaml`]: account(ITSELF, 'shop'),
        [`${itself}/d.yaml`]: runs('shop'),
        [`${other}/sa.yaml`]: account('', 'shop'),
        [`${other}/d.yaml`]: runs('shop'),
      },
      finds: [`reader-missing ${itself}/d.yaml:7`],
    },
    {
      name: `two applications without a namespace, and ${itself} pulls as itself`,
      files: {
        [`${itself}/sa.yaml`]: account(ITSELF),
        [`${itself}/d.yaml`]: runs(''),
        [`${other}/sa.yaml`]: account(''),
        [`${other}/d.yaml`]: runs(''),
      },
      finds: [`reader-unverified ${itself}/d.yaml:7`],
    },
    {
      name: `two accounts that are as near, and that of ${itself} pulls as itself`,
      files: {
        [`accounts/${itself}.yaml`]: account(ITSELF, 'shop'),
        [`accounts/${other}.yaml`]: account('', 'shop'),
        'd.yaml': runs('shop'),
      },
      finds: ['reader-unverified d.yaml:7'],
    },
    {
      name: `two overlays of one namespace, and ${itself} pulls as itself`,
      files: {
        'base/kustomization.yaml': 'resources: [d.yaml, sa.yaml]\n',
        'base/d.yaml': runs(''),
        'base/sa.yaml': account(''),
        [`${itself}/kustomization.yaml`]: `resources: [../base]\nnamespace: shop\npatches:\n- patch: |-\n    apiVersion: v1\n    kind: ServiceAccount\n    metadata: {name: api, annotations: {${ITSELF}}}\n`,
        [`${other}/kustomization.yaml`]: 'resources: [../base]\nnamespace: shop\n',
      },
      finds: ['reader-missing base/d.yaml:7'],
      unrendered: [],
      access: ['shop/api not-granted', 'node granted'],
    },
  ];
});

const AT_MAIN = 'nodeSelector: {cloud.google.com/gke-nodepool: main}';

/** What stands beside an image in objects of operators is read as its Pod. */
export const OPERATORS: readonly Scenario[] = [
  {
    name: 'a Prometheus',
    files: {
      'a.yaml': `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: x}\nspec:\n  image: ${IMAGE}\n  ${AT_MAIN}\n`,
    },
    cluster: TWO,
    finds: [],
  },
  {
    name: 'a Workflow',
    files: {
      'a.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: x}\nspec:\n  ${AT_MAIN}\n  templates: [{name: a, container: {image: "${IMAGE}"}}]\n`,
    },
    cluster: TWO,
    finds: [],
  },
  {
    name: 'a kind that nobody knows',
    files: {
      'a.yaml': `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: x}\nspec:\n  image: ${IMAGE}\n  ${AT_MAIN}\n`,
    },
    cluster: TWO,
    finds: [],
  },
  {
    name: 'and without it nobody saw the Pod',
    files: {
      'a.yaml': `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: x}\nspec:\n  image: ${IMAGE}\n`,
    },
    cluster: TWO,
    finds: ['reader-unverified a.yaml:5'],
  },
];

const HR = (values: string): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chart: {spec: {chart: ./web, sourceRef: {kind: GitRepository, name: x}}}\n  values:\n${values}`;
const APPLICATION = (path: string, source: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec:\n  destination: {server: https://kubernetes.default.svc, namespace: shop}\n  source:\n    repoURL: https://github.com/o/r\n    path: ${path}\n${source}`;
const INLINE = `image: {repository: ${IMAGE.replace(/:1$/, '')}, tag: "2"}`;
const OF_VALUES = '{{ .Values.image.repository }}:{{ .Values.image.tag }}';

function web(...specs: readonly string[]): Readonly<Record<string, string>> {
  const templates = specs.map((spec, at) => [
    `web/templates/d${at}.yaml`,
    deployment(spec, OF_VALUES, `d${at}`),
  ]);
  return {
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    'web/values.yaml': 'image: {repository: nginx, tag: "1"}\n',
    ...Object.fromEntries(templates),
  };
}

const PLAIN = {
  'k/kustomization.yaml': 'resources: [d.yaml]\n',
  'k/d.yaml': deployment(''),
};
const SET = `images:\n      - ${IMAGE.replace(/1$/, '2')}\n`;

/** What a deployer gives inline is seen in the Pods that its rendering has, and in no other. */
export const INLINE_IMAGES: readonly Scenario[] = [
  {
    name: 'values of an Application',
    files: {
      ...web(''),
      'a.yaml': APPLICATION('web', `    helm: {valuesObject: {${INLINE}}}\n`),
    },
    cluster: TWO,
    finds: [],
    unrendered: ['reader-unverified a.yaml:9'],
  },
  {
    name: 'values of an Application for two pools',
    files: {
      ...web('', TO_TEAM),
      'a.yaml': APPLICATION('web', `    helm: {valuesObject: {${INLINE}}}\n`),
    },
    cluster: TWO,
    finds: ['reader-missing a.yaml:9'],
    unrendered: ['reader-unverified a.yaml:9'],
  },
  {
    name: 'values of a HelmRelease',
    files: { ...web(''), 'a.yaml': HR(`    ${INLINE}\n`) },
    cluster: TWO,
    finds: [],
    unrendered: ['reader-unverified a.yaml:7'],
  },
  {
    name: 'values of a HelmRelease for two pools',
    files: { ...web('', TO_TEAM), 'a.yaml': HR(`    ${INLINE}\n`) },
    cluster: TWO,
    finds: ['reader-missing a.yaml:7'],
    unrendered: ['reader-unverified a.yaml:7'],
  },
  {
    name: 'images of an Application',
    files: { ...PLAIN, 'a.yaml': APPLICATION('k', `    kustomize:\n      ${SET}`) },
    cluster: TWO,
    finds: [],
    unrendered: ['reader-unverified a.yaml:11'],
  },
];

const TEMPLATE = (spec: string): Readonly<Record<string, string>> => ({
  'a.yaml': deployment(spec, undefined, 'api', 'shop'),
});
const REQUIRED = (terms: string): string =>
  `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: ${terms}}}`;
const NOTHING_SAID = [
  'nodeSelector: null',
  'nodeSelector: {}',
  'tolerations: null',
  'affinity: {nodeAffinity: null}',
  REQUIRED('null'),
  'nodeName: ""',
  'runtimeClassName: ""',
  'serviceAccountName: ""',
];
const FITS_NOWHERE = [
  REQUIRED('{nodeSelectorTerms: null}'),
  REQUIRED('{nodeSelectorTerms: []}'),
  'nodeSelector: {team: "${TEAM}"}',
];

/** What is written oddly, and says nothing or what it says. */
export const ODD_SHAPES: readonly Scenario[] = [
  ...NOTHING_SAID.map((spec) => ({
    name: spec,
    files: TEMPLATE(spec),
    cluster: TWO,
    finds: [],
  })),
  ...FITS_NOWHERE.map((spec) => ({
    name: spec,
    files: TEMPLATE(spec),
    cluster: TWO,
    finds: ['reader-unverified a.yaml:7'],
  })),
  {
    name: 'an annotation without quotes',
    files: {
      ...TEMPLATE(AS_API),
      'sa.yaml': account('iam.gke.io/enable-wi-image-pull: true', 'shop'),
    },
    finds: ['reader-missing a.yaml:7'],
  },
  {
    name: 'the older name of serviceAccountName',
    files: { ...TEMPLATE('serviceAccount: api'), 'sa.yaml': account(ITSELF, 'shop') },
    finds: ['reader-missing a.yaml:7'],
  },
];
