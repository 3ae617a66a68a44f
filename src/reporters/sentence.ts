import {
  ELSEWHERE,
  type ImageState,
  type JudgedImage,
  type Report,
} from '../domain/report.ts';

/** How many images a run knows what of. */
interface Counts {
  readonly all: number;
  readonly of: Readonly<Record<ImageState, number>>;
  /** Of the skipped ones, those that another registry holds. */
  readonly elsewhere: number;
  /** And those whose text a build completes. */
  readonly filled: number;
  /** Of the silenced ones, those of which only a rule would tell that the config turns off. */
  readonly off: number;
  /** Places whose images are unknown: a file or a root that could not be read. */
  readonly unread: number;
  /** Changed lines that look like an image's, and that nobody understood. */
  readonly odd: number;
}

/** The whole report in one sentence: what was looked up, what was not, and why. Every channel says this one. */
export function headline(report: Report): string {
  const counts = countsOf(report);
  const { of, all } = counts;
  if (all === 0) return withoutImages(report, counts);
  const rest = [
    ...existing(counts),
    ...unverified(counts),
    ...silenced(counts),
    ...skipped(counts),
    ...unread(counts),
  ];
  if (of.broken > 0) {
    const lead = ofAll(of.broken, all, 'will not be pulled');
    return sentence(lead, [...pulled(counts, 'will be'), ...rest]);
  }
  if (of.unverified > 0) return notVerified(counts);
  if (of.pulled === all) return sentence(everyOne(all), unread(counts));
  if (of.pulled > 0) return sentence(ofAll(of.pulled, all, 'will be pulled'), rest);
  if (of.skipped === all) return nothingChecked(counts);
  const [first = '', ...more] = rest;
  return sentence(first, more);
}

/** What the report found, by severity: `1 error, 2 warnings`; empty where nothing. */
export function tally({ summary }: Report): string {
  const { errors, warnings, notices } = summary;
  return [plural(errors, 'error'), plural(warnings, 'warning'), plural(notices, 'notice')]
    .filter((word) => !word.startsWith('0 '))
    .join(', ');
}

/** `known` where something is surely wrong, `open` where something could not be established or stands out, else `fine`; `nothing` where nothing was looked up. */
export function mood(report: Report): 'known' | 'open' | 'fine' | 'nothing' {
  const { conclusion, causes } = report;
  const { of, all } = countsOf(report);
  const wrong = causes.some(
    ({ certainty, severity }) => severity === 'error' && certainty === 'known',
  );
  if (of.broken > 0 || wrong) return 'known';
  if (conclusion !== 'success') return 'open';
  const isSeen = of.pulled + of.exists > 0;
  return !isSeen && (all > 0 || report.findings.length > 0) ? 'nothing' : 'fine';
}

/** A number with its noun. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return count === 1 ? `1 ${noun}` : `${count} ${many}`;
}

function countsOf(report: Report): Counts {
  const of: Record<ImageState, number> = {
    broken: 0,
    pulled: 0,
    exists: 0,
    unverified: 0,
    skipped: 0,
    silenced: 0,
  };
  for (const { state } of report.images) of[state] += 1;
  const skippedOnes = report.images.filter(({ state }) => state === 'skipped');
  const elsewhere = skippedOnes.filter(({ note }) => note === ELSEWHERE);
  const filled = skippedOnes.filter(
    ({ note, repository }) =>
      note !== ELSEWHERE &&
      (repository !== null || /filled in by a build/.test(note ?? '')),
  );
  const unread = report.findings.filter(
    ({ rule }) => rule === 'manifest-invalid' || rule === 'render-failed',
  );
  return {
    all: report.images.length,
    of,
    elsewhere: elsewhere.length,
    filled: filled.length,
    off: report.images.filter((image) => isOff(image, report)).length,
    unread: unread.length,
    odd: report.findings.filter(({ rule }) => rule === 'change-unread').length,
  };
}

function isOff({ image, state, silenced }: JudgedImage, { waived }: Report): boolean {
  if (state !== 'silenced' || silenced === undefined) return false;
  return waived.every((one) => one.image !== image);
}

function withoutImages(report: Report, counts: Counts): string {
  const open = unread(counts);
  if (open.length > 0) return `No image was checked: ${open.join('; ')}.`;
  if (report.findings.length > 0) return `No image was checked: ${tally(report)}.`;
  if (report.scope !== 'all') return 'No image reference was added or changed.';
  const { files } = report.summary;
  if (files === 0) return 'No file that could reference an image was found.';
  return `No image reference was found in ${plural(files, 'file')}.`;
}

function everyOne(all: number): string {
  return all === 1 ? 'The image will be pulled' : `All ${all} images will be pulled`;
}

/** `6 of 20 images`, `the image`, `none`. */
function ofAll(count: number, all: number, what: string): string {
  if (all === 1) return `The image ${what}`;
  return `${count} of ${all} images ${what}`;
}

function notVerified(counts: Counts): string {
  const { all, of } = counts;
  const which = all === 1 ? 'the image' : `${of.unverified} of ${all} images`;
  return sentence(`Could not verify ${which}`, [
    ...pulled(counts, 'will be pulled'),
    ...existing(counts),
    ...silenced(counts),
    ...skipped(counts),
    ...unread(counts),
  ]);
}

function nothingChecked(counts: Counts): string {
  const { all, elsewhere, filled } = counts;
  const many = all === 1 ? 'the image is' : `the ${all} images are`;
  const lead = 'Nothing was checked';
  if (elsewhere === all)
    return sentence(`${lead}: ${many} not in Artifact Registry`, unread(counts));
  if (filled === all)
    return sentence(`${lead}: ${many} filled in by a build`, unread(counts));
  return sentence(lead, [...skipped(counts), ...unread(counts)]);
}

function pulled({ of }: Counts, words: string): readonly string[] {
  return of.pulled === 0 ? [] : [`${of.pulled} ${words}`];
}

function existing({ of, all }: Counts): readonly string[] {
  if (of.exists === 0) return [];
  const verb = of.exists === 1 ? 'exists' : 'exist';
  const which = all === 1 ? 'the image' : `${of.exists}`;
  return [`${which} ${verb}, and who pulls was not said`];
}

function unverified({ of }: Counts): readonly string[] {
  if (of.unverified === 0) return [];
  return [`${of.unverified} could not be verified`];
}

/** What is known to be wrong, or is open, and nobody wants to hear of. */
function silenced({ of, off, all }: Counts): readonly string[] {
  const waived = of.silenced - off;
  return [
    ...(waived === 0 ? [] : [`${these(waived, all)} waived`]),
    ...(off === 0 ? [] : [`${these(off, all)} silenced by rules that are off`]),
  ];
}

function these(count: number, all: number): string {
  if (all === 1) return 'the image is';
  return count === 1 ? '1 is' : `${count} are`;
}

/** `3 are not in Artifact Registry and were not checked`. */
function skipped({ of, elsewhere, filled }: Counts): readonly string[] {
  return [
    ...notChecked(elsewhere, 'not in Artifact Registry'),
    ...notChecked(filled, 'filled in by a build'),
    ...notChecked(of.skipped - elsewhere - filled, 'no image that can be looked up'),
  ];
}

function notChecked(count: number, why: string): readonly string[] {
  if (count === 0) return [];
  const [be, was] = count === 1 ? ['is', 'was'] : ['are', 'were'];
  return [`${count} ${be} ${why} and ${was} not checked`];
}

function unread({ unread: places, odd }: Counts): readonly string[] {
  const lines = plural(odd, 'changed line');
  const look = odd === 1 ? 'looks' : 'look';
  const were = odd === 1 ? 'was' : 'were';
  return [
    ...(places === 0
      ? []
      : [`what ${plural(places, 'file')} would run could not be read`]),
    ...(odd === 0 ? [] : [`${lines} ${look} like an image's and ${were} not understood`]),
  ];
}

function sentence(lead: string, rest: readonly string[]): string {
  const text = [lead, ...rest].join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
