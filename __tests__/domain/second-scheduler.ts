/** A Pod's spec and a node, in Kubernetes' own JSON: only what decides where Pods land. */
export interface PodSpec {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms: readonly Term[];
      };
    };
  };
  readonly tolerations?: readonly TolerationSpec[];
}

export interface Term {
  readonly matchExpressions?: readonly Requirement[];
}

export interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface TolerationSpec {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

export interface Node {
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly spec: {
    readonly taints: readonly {
      readonly key: string;
      readonly value: string;
      readonly effect: string;
    }[];
  };
}

/**
 * Where a Pod may land, written a second time, from Kubernetes' documentation alone (Assigning Pods to Nodes; Taints and Tolerations; the
 * API reference of NodeSelectorRequirement): by sets of sentences, not by folding three values.
 */
export function landsOn(pod: PodSpec, node: Node): boolean {
  return refusals(pod, node).length === 0;
}

function refusals(pod: PodSpec, { metadata: { labels }, spec }: Node): readonly string[] {
  const found: string[] = [];
  for (const key in pod.nodeSelector)
    if (labels[key] !== pod.nodeSelector[key]) found.push(`the selector ${key}`);
  const required =
    pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = required?.nodeSelectorTerms ?? [];
  // "If you specify multiple terms, the Pod can be scheduled if one of them is satisfied"; "a null or empty term matches no objects".
  const satisfied = terms.some(
    ({ matchExpressions = [] }) =>
      matchExpressions.length > 0 && !matchExpressions.some((one) => fails(one, labels)),
  );
  if (required !== undefined && !satisfied) found.push('the affinity');
  for (const taint of spec.taints) {
    if (taint.effect === 'PreferNoSchedule') continue;
    const matches = (pod.tolerations ?? []).filter((one) => covers(one, taint));
    if (matches.length === 0) found.push(`the taint ${taint.key}`);
  }
  return found;
}

function fails(
  { key, operator, values = [] }: Requirement,
  labels: Record<string, string>,
) {
  const label = labels[key];
  if (operator === 'Exists') return label === undefined;
  if (operator === 'DoesNotExist') return label !== undefined;
  // "NotIn … also matches nodes that have no such label."
  if (operator === 'NotIn') return label !== undefined && values.includes(label);
  if (label === undefined) return true;
  if (operator === 'In') return !values.includes(label);
  const distance = Number.parseInt(label, 10) - Number.parseInt(values[0] ?? '', 10);
  if (Number.isNaN(distance) || !/^-?\d+$/.test(label)) return true;
  return operator === 'Gt' ? distance <= 0 : distance >= 0;
}

function covers(
  { key = '', operator = 'Equal', value = '', effect = '' }: TolerationSpec,
  taint: Node['spec']['taints'][number],
): boolean {
  const sameEffect = effect === '' || effect === taint.effect;
  const sameKey = key === '' || key === taint.key;
  const sameValue = operator === 'Exists' || value === taint.value;
  return sameEffect && sameKey && sameValue;
}
