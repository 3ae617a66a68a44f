import type { ComputeClass, KubernetesServiceAccount } from '../domain/reference.ts';
import { isLookedAt } from '../settings/looked-at.ts';
import type { Settings } from '../settings/settings.ts';
import type { TreeReader } from './read-tree.ts';
import type { Rendering } from './sources.ts';

/** The objects of a tree that decide who pulls, wherever they stand. */
export interface TreeObjects {
  readonly serviceAccounts: readonly KubernetesServiceAccount[];
  readonly computeClasses: readonly ComputeClass[];
}

/** Reads them from every file, changed or not; where every read costs a request, nothing beyond what is read anyway. */
export async function readObjects(reader: TreeReader): Promise<TreeObjects> {
  const whole = (await reader.tree.around?.()) ?? reader.tree;
  const serviceAccounts: KubernetesServiceAccount[] = [];
  const computeClasses: ComputeClass[] = [];
  if (whole.reads === 'requests') return { serviceAccounts, computeClasses };
  for (const path of (await whole.files()).filter(reader.isCandidate)) {
    const content = await whole.read(path);
    if (content.kind !== 'text' || !/ServiceAccount|ComputeClass/.test(content.text))
      continue;
    const reading = await (whole === reader.tree
      ? reader.read(path)
      : reader.readIn(whole, path));
    serviceAccounts.push(...reading.serviceAccounts);
    computeClasses.push(...reading.computeClasses);
  }
  return { serviceAccounts, computeClasses };
}

/** What a rendering speaks for is as it is applied: with its namespace and its name. */
export function asApplied(
  { serviceAccounts, computeClasses }: TreeObjects,
  rendered: Rendering,
  covered: ReadonlySet<string>,
): TreeObjects {
  return {
    serviceAccounts: [
      ...serviceAccounts.filter(({ location }) => !covered.has(location.file)),
      ...rendered.serviceAccounts,
    ],
    computeClasses,
  };
}

/** The names of accounts that pull otherwise than at the base, and of compute classes whose nodes do. */
export function changedNames(head: TreeObjects, base: TreeObjects): ReadonlySet<string> {
  const said = ({
    serviceAccounts,
    computeClasses,
  }: TreeObjects): ReadonlyMap<string, string> =>
    new Map([
      ...serviceAccounts.map(
        (one) => [`${one.namespace}/${one.name}/${one.place}`, pullsAs(one)] as const,
      ),
      ...computeClasses.map(
        ({ name, serviceAccount }) => [`class/${name}`, serviceAccount ?? ''] as const,
      ),
    ]);
  const [now, before] = [said(head), said(base)];
  const keys = [...new Set([...now.keys(), ...before.keys()])];
  const changed = keys.filter((key) => (now.get(key) ?? '') !== (before.get(key) ?? ''));
  return new Set(changed.map((key) => key.split('/')[1] ?? ''));
}

/** What of an account decides who pulls; empty where nothing of it does. */
function pullsAs({
  pullsAsItself,
  googleServiceAccount,
  pullSecrets,
}: KubernetesServiceAccount): string {
  const secrets = pullSecrets.map(({ name }) => name);
  if (pullsAsItself === null && googleServiceAccount === null && secrets.length === 0)
    return '';
  return JSON.stringify([
    pullsAsItself !== null,
    googleServiceAccount?.email ?? null,
    secrets,
  ]);
}

/** The files whose workloads may run as one of the accounts. */
export async function filesThatName(
  names: ReadonlySet<string>,
  { tree, isCandidate }: TreeReader,
  settings: Settings,
): Promise<readonly string[]> {
  if (names.size === 0 || tree.reads === 'requests') return [];
  const files = (await tree.files()).filter(
    (file) => isCandidate(file) && isLookedAt(settings, file),
  );
  const named = await Promise.all(
    files.map(async (file) => {
      const content = await tree.read(file);
      if (content.kind !== 'text' || !content.text.includes('containers')) return false;
      const { text } = content;
      return [...names].some((name) => (name === 'default' ? true : text.includes(name)));
    }),
  );
  return files.filter((_, index) => named[index]);
}
