import type { ImageState, ReportImage, Unjudged } from './report.ts';

/** What rules say of themselves, as far as an image's state hangs on it: sets of their ids. */
export interface RuleKinds {
  /** What they find is certain to break the pull, whatever severity the config gives it. */
  readonly breaking: ReadonlySet<string>;
  /** They say that something could not be established. */
  readonly open: ReadonlySet<string>;
  /** They stand once a puller, at its first image, and mean all that it pulls. */
  readonly oncePuller: ReadonlySet<string>;
  /** They say the same of everything in a repository, for one puller. */
  readonly byRepository: ReadonlySet<string>;
}

/** The state of every image of a report. */
export function imageStates(
  evidence: Unjudged,
  kinds: RuleKinds,
): ReadonlyMap<string, ImageState> {
  const said = rulesByImage(evidence.findings, evidence.access, kinds);
  const waived = rulesByImage(evidence.waived, evidence.access, kinds);
  const verdicts = verdictsByImage(evidence);
  return new Map(
    evidence.images.map((image) => [
      image.image,
      stateOf(image, {
        said: said.get(image.image) ?? [],
        quiet: [...(waived.get(image.image) ?? []), ...(image.silenced ?? [])],
        verdicts: verdicts.get(image.image) ?? [],
        kinds,
      }),
    ]),
  );
}

interface Known {
  readonly said: readonly string[];
  /** Waived, or said by a rule that is off. */
  readonly quiet: readonly string[];
  readonly verdicts: readonly string[];
  readonly kinds: RuleKinds;
}

function stateOf({ existence }: ReportImage, known: Known): ImageState {
  const { said, quiet, verdicts, kinds } = known;
  if (said.some((rule) => kinds.breaking.has(rule))) return 'broken';
  if (quiet.some((rule) => kinds.breaking.has(rule))) return 'silenced';
  if (existence === 'missing') return 'silenced';
  if (said.some((rule) => kinds.open.has(rule))) return 'unverified';
  if (existence === 'skipped' || existence === 'unknown')
    return existence === 'skipped' ? 'skipped' : 'unverified';
  if (quiet.some((rule) => kinds.open.has(rule))) return 'silenced';
  if (verdicts.length === 0) return 'exists';
  if (verdicts.includes('granted')) return 'pulled';
  return verdicts.includes('not-granted') ? 'silenced' : 'unverified';
}

/** The rules that speak of each image, those of its pullers included. */
export function rulesByImage(
  findings: Unjudged['findings'],
  access: Unjudged['access'],
  { oncePuller }: RuleKinds,
): ReadonlyMap<string, readonly string[]> {
  const rules = new Map<string, string[]>();
  const add = (image: string, rule: string): void => {
    const list = rules.get(image);
    if (list === undefined) rules.set(image, [rule]);
    else list.push(rule);
  };
  for (const { rule, image, principal } of findings) {
    if (image !== null) add(image, rule);
    if (!oncePuller.has(rule)) continue;
    const pulls = access.filter((one) => one.principal === principal);
    for (const one of pulls.flatMap(({ images }) => images)) add(one, rule);
  }
  return rules;
}

function verdictsByImage({ access }: Unjudged): ReadonlyMap<string, readonly string[]> {
  const verdicts = new Map<string, string[]>();
  for (const { images, verdict } of access) {
    for (const image of images) {
      const list = verdicts.get(image);
      if (list === undefined) verdicts.set(image, [verdict]);
      else list.push(verdict);
    }
  }
  return verdicts;
}
