import type { RuleKinds } from './image-state.ts';
import { type Cause, type Finding, SEVERITY_RANK, type Unjudged } from './report.ts';

/** Findings with one cause, worst and largest first: what one edit or one command mends is one cause, however many places it has. */
export function findCauses(
  { findings, access }: Unjudged,
  kinds: RuleKinds,
): readonly Cause[] {
  const environments = environmentsOf(access);
  const fine = groupBy(findings, (one) => fineKey(one, kinds));
  const crowded = crowdedKeys(fine, findings);
  const groups = [...fine].map(([key, members]) => {
    const coarse = coarseKey(findings[members[0] ?? 0]);
    return [crowded.has(coarse) ? coarse : key, members] as const;
  });
  const merged = new Map<string, number[]>();
  for (const [key, members] of groups) {
    const known = merged.get(key);
    if (known === undefined) merged.set(key, [...members]);
    else known.push(...members);
  }
  return [...merged.values()]
    .flatMap((members) => causeOf(members, findings, environments))
    .map((cause) => ({ ...cause, certainty: certaintyOf(cause, kinds.open) }))
    .sort(byWeight);
}

/** So many causes of one rule in one repository are one cause: a release that was not pushed. */
const CROWD = 9;

function crowdedKeys(
  fine: ReadonlyMap<string, readonly number[]>,
  findings: readonly Finding[],
): ReadonlySet<string> {
  const causes = [...fine.values()].flatMap(
    (members) => findings[members[0] ?? -1] ?? [],
  );
  // What stands at no image has nothing in common but its rule.
  const ofImages = causes.filter(({ image }) => image !== null);
  const coarse = groupBy(ofImages, coarseKey);
  const crowds = [...coarse].filter(([, members]) => members.length >= CROWD);
  return new Set(crowds.map(([key]) => key));
}

/** What one edit or one command mends. */
function fineKey(finding: Finding, kinds: RuleKinds): string {
  const { rule, severity, principal, repository, message, image } = finding;
  if (kinds.byRepository.has(rule))
    return key([rule, severity, principal, repository ?? repositoryOf(image)]);
  const subject = subjectOf(finding);
  // What could not be verified for one reason is one thing, whatever the image.
  const shared = kinds.open.has(rule) && image !== null;
  return key([rule, severity, principal, shared ? null : subject, message]);
}

function subjectOf({ rule, image, file }: Finding): string | null {
  return rule === 'manifest-invalid' || rule === 'render-failed' ? file : image;
}

function coarseKey(finding: Finding | undefined): string {
  if (finding === undefined) return '';
  const { rule, severity, principal, repository, image } = finding;
  return key([rule, severity, principal, repository ?? repositoryOf(image)]);
}

/** The name up to its last part: what images of one repository share. */
function repositoryOf(image: string | null): string | null {
  return image === null ? null : image.split('/').slice(0, 3).join('/');
}

function key(parts: readonly (string | null)[]): string {
  return JSON.stringify(parts);
}

function groupBy(
  findings: readonly Finding[],
  of: (finding: Finding) => string,
): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, finding] of findings.entries()) {
    const at = of(finding);
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [index]);
    else group.push(index);
  }
  return groups;
}

function causeOf(
  members: readonly number[],
  findings: readonly Finding[],
  environments: Environments,
): readonly Omit<Cause, 'certainty'>[] {
  const sorted = members.toSorted((a, b) => a - b);
  const all = sorted.flatMap((index) => findings[index] ?? []);
  const [first] = all;
  if (first === undefined) return [];
  const { rule, severity, title, principal, repository } = first;
  const images = distinct(all.flatMap(({ image }) => image ?? []));
  return [
    {
      rule,
      severity,
      title,
      message: same(all.map(({ message }) => message)),
      images,
      principal: same(all.map((one) => one.principal)) ?? null,
      repository: repository ?? null,
      environments: environments(principal, images),
      commands: distinct(all.flatMap(({ fix }) => fix.command ?? [])),
      findings: sorted,
    },
  ];
}

function certaintyOf(
  { rule }: Pick<Cause, 'rule'>,
  open: ReadonlySet<string>,
): Cause['certainty'] {
  return open.has(rule) ? 'open' : 'known';
}

function same<T>(values: readonly T[]): T | null {
  const [first] = values;
  if (first === undefined) return null;
  return values.every((value) => value === first) ? first : null;
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

type Environments = (
  principal: string | null,
  images: readonly string[],
) => readonly string[];

/** The environments for which somebody pulls these images. */
function environmentsOf(access: Unjudged['access']): Environments {
  const named = access.map((one) => ({
    principal: one.principal,
    images: new Set(one.images),
    names: one.origins.flatMap(environmentName),
  }));
  return (principal, images) => {
    const pulls = named
      .filter((one) => principal === null || one.principal === principal)
      .filter((one) => images.some((image) => one.images.has(image)));
    return distinct(pulls.flatMap(({ names }) => names));
  };
}

function environmentName(origin: string): readonly string[] {
  const name = /^environment (.*)$/s.exec(origin)?.[1];
  return name === undefined ? [] : [name];
}

function byWeight(a: Cause, b: Cause): number {
  return (
    SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
    b.findings.length - a.findings.length ||
    (a.findings[0] ?? 0) - (b.findings[0] ?? 0)
  );
}
