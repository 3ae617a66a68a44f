import type { Cursor } from './document.ts';
import { blocksOf, literal, type TerraformResource } from './terraform-blocks.ts';

/** The object of Kubernetes that a resource of its provider makes, and where its Pod's spec stands. */
interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly podSpec: readonly string[];
}

const TEMPLATE = ['spec', 'template', 'spec'];
const CRON = ['spec', 'jobTemplate', 'spec', 'template', 'spec'];

/** By the resource's type, without `kubernetes_` and a version at its end. */
const MADE: Readonly<Record<string, Made>> = {
  pod: { apiVersion: 'v1', kind: 'Pod', podSpec: ['spec'] },
  deployment: { apiVersion: 'apps/v1', kind: 'Deployment', podSpec: TEMPLATE },
  daemonset: { apiVersion: 'apps/v1', kind: 'DaemonSet', podSpec: TEMPLATE },
  daemon_set: { apiVersion: 'apps/v1', kind: 'DaemonSet', podSpec: TEMPLATE },
  stateful_set: { apiVersion: 'apps/v1', kind: 'StatefulSet', podSpec: TEMPLATE },
  replication_controller: {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    podSpec: TEMPLATE,
  },
  job: { apiVersion: 'batch/v1', kind: 'Job', podSpec: TEMPLATE },
  cron_job: { apiVersion: 'batch/v1', kind: 'CronJob', podSpec: CRON },
  service_account: { apiVersion: 'v1', kind: 'ServiceAccount', podSpec: [] },
  default_service_account: { apiVersion: 'v1', kind: 'ServiceAccount', podSpec: [] },
};

/** What a resource makes; `null` where it is none that runs Pods or whom they run as. */
export function madeBy({ type }: TerraformResource): Made | null {
  const [, kind = ''] = /^kubernetes_(\w+?)(?:_v\d\w*)?$/.exec(type) ?? [];
  return Object.hasOwn(MADE, kind) ? (MADE[kind] ?? null) : null;
}

/** The resource as the object that it makes, in Kubernetes' own words; places stay where they are. */
export function asObject({ body, type }: TerraformResource, made: Made): Cursor {
  const inner = inWordsOfKubernetes(body);
  const isDefault = /^kubernetes_default_service_account/.test(type);
  return {
    ...inner,
    at: (...keys) => {
      const [first, second] = keys;
      if (first === 'apiVersion') return said(body, made.apiVersion);
      if (first === 'kind') return said(body, made.kind);
      if (isDefault && first === 'metadata' && second === 'name')
        return said(body, 'default');
      return inner.at(...keys);
    },
  };
}

function said(place: Cursor, text: string): Cursor {
  return { ...nothingOf(place), type: 'string', text, written: text };
}

/** The provider's words that are no plain change of spelling. */
const WORDS: Readonly<Record<string, string>> = {
  containers: 'container',
  initContainers: 'init_container',
  volumes: 'volume',
  tolerations: 'toleration',
  nodeSelectorTerms: 'node_selector_term',
};
const LISTS = new Set([
  ...Object.keys(WORDS),
  'imagePullSecrets',
  'matchExpressions',
  'matchFields',
]);

/** Blocks that stand once are mappings; those that stand often, lists. */
function inWordsOfKubernetes(place: Cursor): Cursor {
  return inLiterals(place, (key) => {
    if (typeof key === 'number') return place.at(key);
    const name = WORDS[key] ?? (key.includes('.') ? key : snakeCase(key));
    const blocks = blocksOf(place, name).filter(({ type }) => type === 'mapping');
    if (LISTS.has(key)) return listOf(place.at(name), blocks);
    return blocks[0] ?? place.at(name);
  });
}

/** An object in an attribute's own words, `manifest = {…}`. */
export function asManifest(place: Cursor): Cursor {
  return inLiterals(place, (key) => place.at(key), asManifest);
}

/** What names an object is a literal, or says nothing; an image is kept as it is written, whatever it is. */
function inLiterals(
  place: Cursor,
  step: (key: string | number) => Cursor,
  below = inWordsOfKubernetes,
): Cursor {
  const isName = /(?:^|\.)(?:name|generate_name|namespace)$/;
  return {
    type: place.type,
    isPlain: place.isPlain,
    path: place.path,
    inside: place.inside,
    get location() {
      return place.location;
    },
    text: literal(place),
    written: isName.test(place.path) ? literal(place) : place.written,
    at: (...keys) => {
      const [first, ...rest] = keys;
      if (first === undefined) return below(place);
      return below(step(first)).at(...rest);
    },
    items: () => place.items().map((item) => below(item)),
    entries: () =>
      place.entries().map((entry) => ({
        key: entry.key,
        get keyLocation() {
          return entry.keyLocation;
        },
        get value() {
          return below(entry.value);
        },
      })),
  };
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function listOf(place: Cursor, items: readonly Cursor[]): Cursor {
  const nothing = nothingOf(place);
  return {
    ...nothing,
    type: 'list',
    items: () => items,
    at: (first, ...rest) => {
      const item = typeof first === 'number' ? items[first] : undefined;
      return item === undefined ? nothing : item.at(...rest);
    },
  };
}

function nothingOf(place: Cursor): Cursor {
  const nothing: Cursor = {
    type: 'nothing',
    at: () => nothing,
    items: () => [],
    entries: () => [],
    text: null,
    written: null,
    isPlain: false,
    get location() {
      return place.location;
    },
    path: place.path,
    inside: () => [],
  };
  return nothing;
}
