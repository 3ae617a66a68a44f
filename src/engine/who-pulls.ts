import type { ImageReference } from '../domain/reference.ts';
import { classOf } from './find-compute-class.ts';
import { findServiceAccount } from './find-service-account.ts';
import type { TreeObjects } from './tree-objects.ts';

/** What decides who pulls a reference, in words: a change of it is a change of the reference (contract §8). */
export type WhoPulls = Readonly<Record<string, string>>;

/** Reads it from the Pod, its namespace, its Kubernetes service account and the environments that speak for it. */
export function whoPulls(
  { pod, workload }: ImageReference,
  place: string,
  environments: readonly string[],
  { serviceAccounts, computeClasses }: TreeObjects,
): WhoPulls {
  const facts: Record<string, string> = { environment: environments.join(', ') };
  if (pod === null) return facts;
  const account = findServiceAccount(
    { name: pod.serviceAccountName, namespace: workload?.namespace ?? null, place },
    serviceAccounts,
  );
  const secrets = [...pod.pullSecrets, ...(account?.pullSecrets ?? [])];
  return {
    ...facts,
    namespace: workload?.namespace ?? '',
    'node selector': text(pod.nodeSelector),
    'node affinity': text(pod.nodeAffinity),
    tolerations: text(pod.tolerations),
    'runtime class': pod.runtimeClassName ?? '',
    node: pod.nodeName ?? '',
    'service account': pod.serviceAccountName ?? '',
    "compute class's account": classOf(pod, computeClasses)?.serviceAccount ?? '',
    'pulls as itself': account?.pullsAsItself == null ? '' : 'yes',
    'Google service account': account?.googleServiceAccount?.email ?? '',
    'pull secrets': [...new Set(secrets.map(({ name }) => name))].sort().join(', '),
  };
}

/** All in one order, so that re-ordering is no change: none of them counts on one. Nothing is an empty text. */
function text(value: object | null): string {
  if (value === null) return '';
  const entries = Array.isArray(value) ? value : Object.entries(value);
  return entries.length === 0 ? '' : JSON.stringify(inOrder(entries));
}

/** A pair of key and value stays one; lists of such are sorted. */
function inOrder(list: readonly unknown[]): readonly unknown[] {
  return list
    .map(ordered)
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function ordered(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value))
    return value.some((one) => typeof one === 'object') ? inOrder(value) : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, listed(one)]),
  );
}

/** The values of an expression are a set, too. */
function listed(value: unknown): unknown {
  return Array.isArray(value) ? inOrder(value) : value;
}

/** `node selector pool=a → pool=b`, one for each that differs; empty where nothing does. */
export function describeChange(before: WhoPulls, after: WhoPulls): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const [was = '', is = ''] = [before[key], after[key]];
    return was === is ? [] : [`${key} ${short(was)} → ${short(is)}`];
  });
}

const LONGEST = 120;

function short(value: string): string {
  if (value === '') return 'none';
  const plain = value.replace(/^\[\["([^"]*)","([^"]*)"\]\]$/, '$1=$2');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1)}…` : plain;
}
