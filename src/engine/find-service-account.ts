import type { KubernetesServiceAccount } from '../domain/reference.ts';

/** The Kubernetes service account that a Pod runs as, by the name that it gives (`null`: `default`) and its namespace, where anybody says it. */
export function findServiceAccount(
  name: string | null,
  namespace: string | null,
  accounts: readonly KubernetesServiceAccount[],
): KubernetesServiceAccount | null {
  const named = accounts.filter((account) => account.name === (name ?? 'default'));
  const exact = named.find((account) => account.namespace === namespace);
  if (exact !== undefined) return exact;
  const possible = named.filter(
    (account) => account.namespace === null || namespace === null,
  );
  const spaces = new Set(possible.map((account) => account.namespace));
  const itself = possible.find(({ pullsAsItself }) => pullsAsItself !== null);
  // Of several namespaces nobody said which: that one of them pulls as itself leaves it open who pulls.
  if (spaces.size > 1 && itself !== undefined) return { ...itself, namespace: null };
  return possible[0] ?? null;
}
