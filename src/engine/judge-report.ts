import { findCauses } from '../domain/causes.ts';
import { imageStates, type RuleKinds, rulesByImage } from '../domain/image-state.ts';
import type {
  Finding,
  Report,
  ReportAccess,
  ReportImage,
  Unjudged,
} from '../domain/report.ts';
import { rules } from '../rules/index.ts';
import { distinctSorted } from './group-by.ts';

/** Takes a report's findings together: what each image comes to, and what is behind them. The same for a report that was read or merged. */
export function judgeReport(report: Unjudged): Report {
  const states = imageStates(report, KINDS);
  const images = report.images.map((image) => ({
    ...image,
    state: states.get(image.image) ?? ('unverified' as const),
  }));
  return { ...report, images, causes: findCauses(report, KINDS) };
}

/** The images, with what the rules that are off would say of them. */
export function withSilenced(
  images: readonly ReportImage[],
  off: readonly Finding[],
  access: readonly ReportAccess[],
): readonly ReportImage[] {
  const telling = off.filter(
    ({ rule }) => KINDS.breaking.has(rule) || KINDS.open.has(rule),
  );
  const byImage = rulesByImage(telling, access, KINDS);
  return images.map((image) => {
    const rules = byImage.get(image.image) ?? [];
    return rules.length === 0 ? image : { ...image, silenced: distinctSorted(rules) };
  });
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
