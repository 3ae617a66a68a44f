import { all, any, type Fit, surely } from './fit.ts';
import type { NodePool } from './puller.ts';
import type { NodeSelectorTerm, PodContext } from './reference.ts';

/** The labels of one of a pool's nodes. */
export type NodeLabels = Readonly<Record<string, string>>;

/** The nodes that a pool may have: one of each zone, where it has several. */
export function nodesOf({ labels, oneOf = {} }: NodePool): readonly NodeLabels[] {
  const choices = Object.entries(oneOf);
  const [[, first] = ['', []]] = choices;
  if (first.length === 0) return [labels];
  // Two names of the zone are one choice, not two.
  return first.map((_, index) => ({
    ...labels,
    ...Object.fromEntries(choices.map(([key, values]) => [key, values[index] ?? ''])),
  }));
}

/** Has a node what a Pod asks for by its selector and by its required affinity? */
export function fitsLabels(
  { nodeSelector, nodeAffinity }: PodContext,
  node: NodeLabels,
): Fit {
  const selector = Object.entries(nodeSelector).map(([key, value]) =>
    fitsLabel(node, key, (label) => label === value),
  );
  const affinity =
    nodeAffinity === null ? [] : [any(nodeAffinity.map((term) => fitsTerm(node, term)))];
  return all([...selector, ...affinity]);
}

/** An empty term matches nothing; which node a term names by its fields, nobody here can know. */
function fitsTerm(node: NodeLabels, { expressions, namesNodes }: NodeSelectorTerm): Fit {
  if (expressions.length === 0 && !namesNodes) return 'no';
  const fields: readonly Fit[] = namesNodes ? ['maybe'] : [];
  return all([...fields, ...expressions.map((one) => fitsExpression(node, one))]);
}

function fitsExpression(
  node: NodeLabels,
  { key, operator, values }: NodeSelectorTerm['expressions'][number],
): Fit {
  const absent = node[key] === undefined;
  switch (operator) {
    case 'In':
      return fitsLabel(node, key, (one) => values.includes(one));
    case 'NotIn':
      if (absent) return isAbsent(key) ? 'yes' : 'maybe';
      return surely(!values.includes(node[key] ?? ''));
    case 'Exists':
      return fitsLabel(node, key, () => true);
    case 'DoesNotExist':
      if (absent) return isAbsent(key) ? 'yes' : 'maybe';
      return 'no';
    case 'Gt':
      return fitsLabel(node, key, (one) => compares(one, values, (a, b) => a > b));
    case 'Lt':
      return fitsLabel(node, key, (one) => compares(one, values, (a, b) => a < b));
    default:
      return 'no';
  }
}

function fitsLabel(
  node: NodeLabels,
  key: string,
  holds: (label: string) => boolean,
): Fit {
  const label = node[key];
  if (label !== undefined) return surely(holds(label));
  return isAbsent(key) ? 'no' : 'maybe';
}

/** Labels of Google's own that are filled in wherever a pool has them. */
const FILLED_IN: ReadonlySet<string> = new Set([
  'cloud.google.com/compute-class',
  'cloud.google.com/gke-accelerator',
  'cloud.google.com/gke-nodepool',
  'cloud.google.com/gke-os-distribution',
  'cloud.google.com/gke-preemptible',
  'cloud.google.com/gke-provisioning',
  'cloud.google.com/gke-spot',
  'iam.gke.io/gke-metadata-server-enabled',
  'sandbox.gke.io/runtime',
]);

/** Does Kubernetes or Google set such labels, beside those that people choose? */
export function isSystemLabel(key: string): boolean {
  return /^(?:[^/]*\.)?(?:kubernetes\.io|k8s\.io|gke\.io|google\.com|nvidia\.com)\//.test(
    key,
  );
}

/** Is a label that a pool's config does not name surely not on its nodes? Not where it may be set later. */
function isAbsent(key: string): boolean {
  return FILLED_IN.has(key) || !isSystemLabel(key);
}

/** `Gt` and `Lt` take one whole number of 64 bits, and match nothing that is none. */
function compares(
  label: string,
  values: readonly string[],
  holds: (a: bigint, b: bigint) => boolean,
): boolean {
  const [bound = '', ...more] = values;
  const [left, right] = [wholeNumber(label), wholeNumber(bound)];
  if (more.length > 0 || left === null || right === null) return false;
  return holds(left, right);
}

function wholeNumber(text: string): bigint | null {
  if (!/^[-+]?\d{1,40}$/.test(text)) return null;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : null;
}
