import type { ImageReference, KubernetesServiceAccount } from '../domain/reference.ts';
import { findServiceAccount } from './find-service-account.ts';

/** What decides who pulls a reference, in words: a change of it is a change of the reference (contract §8). */
export type WhoPulls = Readonly<Record<string, string>>;

/** Reads it from the Pod, its namespace, its Kubernetes service account and the environments that speak for it. */
export function whoPulls(
  { pod, workload }: ImageReference,
  environments: readonly string[],
  accounts: readonly KubernetesServiceAccount[],
): WhoPulls {
  const facts: Record<string, string> = { environment: environments.join(', ') };
  if (pod === null) return facts;
  const account = findServiceAccount(
    pod.serviceAccountName,
    workload?.namespace ?? null,
    accounts,
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
    'pulls as itself': account?.pullsAsItself == null ? '' : 'yes',
    'Google service account': account?.googleServiceAccount?.email ?? '',
    'pull secrets': [...new Set(secrets.map(({ name }) => name))].sort().join(', '),
  };
}

/** Keys in one order, so that re-ordering is no change; nothing as an empty text. */
function text(value: object | null): string {
  if (value === null) return '';
  const entries = Array.isArray(value) ? value : Object.entries(value).sort();
  return entries.length === 0 ? '' : JSON.stringify(entries);
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
