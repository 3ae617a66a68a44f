import type { KubernetesServiceAccount } from '../domain/reference.ts';
import { groupBy } from './group-by.ts';

/** Who asks for an account: a Pod, by what it and the place of its object say. */
interface Asked {
  /** As the Pod gives it; `null` stands for `default`. */
  readonly name: string | null;
  /** Where anybody says it. */
  readonly namespace: string | null;
  /** The file that makes its object: its own, or that of the root that renders it. */
  readonly place: string;
}

/** An account, or one of `several` that are as near and pull otherwise: nobody said which it is. */
export interface FoundAccount extends KubernetesServiceAccount {
  readonly of?: 'several';
}

/**
 * The Kubernetes service account that a Pod runs as. Several clusters and environments may each have one of its name and namespace: the
 * nearest in the tree is the Pod's own.
 */
export function findServiceAccount(
  { name, namespace, place }: Asked,
  accounts: readonly KubernetesServiceAccount[],
): FoundAccount | null {
  const named = namesOf(accounts).get(name ?? 'default') ?? [];
  const exact = named.filter((account) => account.namespace === namespace);
  const possible = named.filter(
    (account) => account.namespace === null || namespace === null,
  );
  const near = nearest(exact.length > 0 ? exact : possible, place);
  const [first = null] = near;
  const itself = near.find(({ pullsAsItself }) => pullsAsItself !== null);
  const isSettled = near.every(
    (account) =>
      (account.pullsAsItself !== null) === (first?.pullsAsItself != null) &&
      account.namespace === first?.namespace,
  );
  if (itself !== undefined && !isSettled) return { ...itself, of: 'several' };
  return first;
}

const INDEXES = new WeakMap<
  readonly KubernetesServiceAccount[],
  ReadonlyMap<string, readonly KubernetesServiceAccount[]>
>();

/** Accounts by name, once a list: every workload of a large tree asks. */
function namesOf(
  accounts: readonly KubernetesServiceAccount[],
): ReadonlyMap<string, readonly KubernetesServiceAccount[]> {
  const known = INDEXES.get(accounts) ?? groupBy(accounts, ({ name }) => name);
  INDEXES.set(accounts, known);
  return known;
}

/** Those that share most of a place's path; one of the same root or file before all. */
function nearest(
  accounts: readonly KubernetesServiceAccount[],
  place: string,
): readonly KubernetesServiceAccount[] {
  const same = accounts.filter((account) => account.place === place);
  if (same.length > 0) return same;
  const shares = accounts.map((account) => sharedFolders(account.place, place));
  const most = Math.max(...shares);
  return accounts.filter((_, index) => shares[index] === most);
}

/** How many folders two paths have in common, from the top; in one folder, one more. */
function sharedFolders(one: string, other: string): number {
  const [mine, theirs] = [foldersOf(one), foldersOf(other)];
  const apart = mine.findIndex((folder, index) => folder !== theirs[index]);
  if (apart !== -1) return apart;
  return mine.length === theirs.length ? mine.length + 1 : mine.length;
}

function foldersOf(path: string): readonly string[] {
  return path.split('/').slice(0, -1);
}
