import type { ComputeClass, KubernetesServiceAccount } from '../domain/reference.ts';
import { neighboursOf } from '../formats/read-file.ts';
import { isLookedAt } from '../settings/looked-at.ts';
import type { Settings } from '../settings/settings.ts';
import type { TreeReader } from './read-tree.ts';
import type { Rendering } from './sources.ts';

/** The objects of a tree that decide who pulls, wherever they stand. */
export interface TreeObjects {
  readonly serviceAccounts: readonly KubernetesServiceAccount[];
  readonly computeClasses: readonly ComputeClass[];
}

/** The objects of each file that holds some. */
type ByFile = ReadonlyMap<string, TreeObjects>;

/** Reads them from every file, changed or not; where every read costs a request, nothing beyond what is read anyway. */
export async function readObjects(reader: TreeReader): Promise<TreeObjects> {
  return joined(await readByFile(reader, null));
}

/**
 * Those of the head and of the base. A file that did not change says at the base what it says at the head, unless what it is read beside did:
 * it is read once. Where the head is but a part of what is looked at, what changed around it is not known, and all of the base is read.
 */
export async function readBothObjects(
  head: TreeReader,
  base: TreeReader,
  changed: ReadonlySet<string>,
): Promise<{ readonly atHead: TreeObjects; readonly atBase: TreeObjects }> {
  const isPart = head.tree.around !== undefined || base.tree.around !== undefined;
  const isStale = (path: string): boolean =>
    isPart || changed.has(path) || neighboursOf(path).some((one) => changed.has(one));
  // Both at once: what costs requests is asked for together.
  const [atHead, read] = await Promise.all([
    readByFile(head, null),
    readByFile(base, isStale),
  ]);
  const kept = isPart ? [] : [...atHead].filter(([path]) => !isStale(path));
  const all = new Map([...kept, ...read].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { atHead: joined(atHead), atBase: joined(all) };
}

function joined(objects: ByFile): TreeObjects {
  const all = [...objects.values()];
  return {
    serviceAccounts: all.flatMap(({ serviceAccounts }) => serviceAccounts),
    computeClasses: all.flatMap(({ computeClasses }) => computeClasses),
  };
}

/** `null` for every file. */
async function readByFile(
  reader: TreeReader,
  isWanted: ((path: string) => boolean) | null,
): Promise<ByFile> {
  const whole = (await reader.tree.around?.()) ?? reader.tree;
  const objects = new Map<string, TreeObjects>();
  if (whole.reads === 'requests') return objects;
  const files = (await whole.files()).filter(reader.isCandidate);
  for (const path of isWanted === null ? files : files.filter(isWanted)) {
    const content = await whole.read(path);
    if (content.kind !== 'text' || !/ServiceAccount|ComputeClass/.test(content.text))
      continue;
    const reading = await (whole === reader.tree
      ? reader.read(path)
      : reader.readIn(whole, path));
    const { serviceAccounts, computeClasses } = reading;
    objects.set(path, { serviceAccounts, computeClasses });
  }
  return objects;
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
