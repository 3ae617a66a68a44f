import { findCauses } from '../domain/causes.ts';
import { imageStates, type RuleKinds } from '../domain/image-state.ts';
import type { Report, Unjudged } from '../domain/report.ts';
import { rules } from '../rules/index.ts';

/** Takes a report's findings together: what each image comes to, and what is behind them. The same for a report that was read or merged. */
export function judgeReport(report: Unjudged): Report {
  const states = imageStates(report, KINDS);
  const images = report.images.map((image) => ({
    ...image,
    state: states.get(image.image) ?? ('unverified' as const),
  }));
  return { ...report, images, causes: findCauses(report, KINDS) };
}

const KINDS: RuleKinds = {
  breaking: idsOf(({ breaks }) => breaks === 'the-pull'),
  open: idsOf(({ leaves }) => leaves === 'open'),
  oncePuller: idsOf(({ once }) => once === 'puller'),
  byRepository: idsOf(({ folds }) => folds !== undefined),
};

function idsOf(has: (rule: (typeof rules)[number]) => boolean): ReadonlySet<string> {
  return new Set(rules.filter(has).map(({ id }) => id));
}
