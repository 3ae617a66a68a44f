import { closed, deployment, IMAGE, OTHER, pool, type Small } from './small-world.ts';

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
export const NAME = IMAGE.replace(/:1$/, '');

/** A kustomization of these resources that sets the image's tag, on line 4 below them. */
export function tagging(...resources: readonly string[]): string {
  return `resources: [${resources.join(', ')}]\nimages:\n- name: ${NAME}\n  newTag: "2"\n`;
}

export function patching(spec: string): string {
  return `patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: api}\n    spec: {template: {spec: {${spec}}}}\n`;
}

export const PATCH = patching(
  'nodeSelector: {team: b}, tolerations: [{key: team, operator: Exists}]',
);

export function account(annotation: string, namespace = '', more = ''): string {
  const space = namespace === '' ? '' : `, namespace: ${namespace}`;
  return `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: api${space}, annotations: {${annotation}}}\n${more}`;
}

export const ITSELF = 'iam.gke.io/enable-wi-image-pull: "true"';
export const ACTS = `iam.gke.io/gcp-service-account: ${OTHER}`;
export const AS_API = 'serviceAccountName: api';
export const SHOP = deployment(AS_API, undefined, 'api', 'shop');

export function chart(
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
