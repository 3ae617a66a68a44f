import type { Cause, Finding, Report } from '../domain/report.ts';
import { code, listed, type Piece } from './pieces.ts';
import { plural } from './sentence.ts';
import { apart, type ShortNames } from './short-names.ts';

/** What a cause is about, in a few words: `subject`: `wrong` `about`; `mend`. */
export interface Complaint {
  /** Who or what: an image, a repository, an account; empty where there is but one. */
  readonly subject: readonly Piece[];
  /** What is wrong with it. */
  readonly wrong: string;
  /** What is to be read letter by letter behind that. */
  readonly about: readonly Piece[];
  /** What exists or is to be written instead, where that is one text. */
  readonly mend: readonly Piece[];
}

/** What a complaint is made from. */
export interface Telling {
  readonly report: Report;
  readonly names: ShortNames;
}

/** Rules in as few words as a table's cell has room for. */
const WORDS: Readonly<Record<string, string>> = {
  'tag-not-found': 'no such tag',
  'image-not-found': 'no such image',
  'digest-not-found': 'no such digest',
  'repository-not-found': 'no such repository',
  'location-unknown': 'no such location',
  'reader-missing': 'no access to',
  'reader-denied': 'access denied to',
  'reader-conditional': 'access only under a condition to',
  'reader-unverified': 'access not verified to',
  'service-account-not-found': 'does not exist',
  'service-account-disabled': 'is disabled',
  'target-unknown': 'nobody said who pulls',
  'digest-mismatch': 'the tag has moved on since',
  'tag-mutable': 'a tag that moves',
};

const SENTENCE_AT_MOST = 160;

/** A cause in the words that every channel shares. */
export function complaintOf(cause: Cause, telling: Telling): Complaint {
  const wrong = WORDS[cause.rule] ?? sentenceOf(cause);
  const mend = mendOf(cause, telling);
  if (cause.rule.startsWith('reader-'))
    return { subject: pullerOf(cause, telling), wrong, about: ofAccess(cause), mend };
  if (cause.rule.startsWith('service-account-') && cause.principal !== null)
    return { subject: [code(accountOf(cause.principal))], wrong, about: [], mend };
  if (cause.rule === 'repository-not-found' && cause.repository !== null)
    return {
      subject: [code(repositoryName(cause.repository))],
      wrong,
      about: counted(cause),
      mend,
    };
  if (cause.rule === 'location-unknown')
    return { subject: [code(locationOf(cause))], wrong, about: counted(cause), mend };
  return { subject: subjectOf(cause, telling), wrong, about: [], mend };
}

/** An account or a principal, by what a reader calls it. */
export function accountOf(principal: string): string {
  return principal
    .replace(/^serviceAccount:/, '')
    .replace(/^principal:\/\/.*\/subject\/ns\//, '')
    .replace(/^(.*)\/sa\/(.*)$/, '$1/$2');
}

/** `projects/P/locations/L/repositories/R` as `P/R`. */
export function repositoryName(resource: string): string {
  const parts = resource.split('/');
  return parts.length === 6 ? `${parts[1]}/${parts[5]}` : resource;
}

function sentenceOf({ message, title }: Cause): string {
  if (message === null) return lowered(title);
  const [first = message] = message.split(/(?<=[.!?]) (?=[A-Z])/);
  if (first.length > SENTENCE_AT_MOST) return lowered(title);
  const plainly = first.replace(/\.$/, '').replace(/^The image is /, '');
  return lowered(plainly);
}

/** A sentence as the second half of one. */
function lowered(text: string): string {
  const isName = /^(?:\S*[a-z]\S*[A-Z/@_]|[A-Z]{2}|[^A-Z])/.test(text);
  return isName ? text : `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** Who pulls, where more than one does; else the image, where it is one. */
function pullerOf(cause: Cause, telling: Telling): readonly Piece[] {
  const { principal, images } = cause;
  const all = new Set(telling.report.access.map((one) => one.principal));
  if (principal !== null && all.size > 1) return [code(accountOf(principal))];
  return images.length === 1 ? subjectOf(cause, telling) : [];
}

function ofAccess(cause: Cause): readonly Piece[] {
  if (cause.repository === null) return counted(cause);
  return [code(repositoryName(cause.repository)), ...counted(cause)];
}

function counted({ images }: Cause): readonly Piece[] {
  return images.length > 1 ? [` (${plural(images.length, 'image')})`] : [];
}

function locationOf({ images: [image = ''] }: Cause): string {
  const host = image.split('/')[0] ?? '';
  return host.replace(/-docker\.pkg\.dev$/, '');
}

function subjectOf(cause: Cause, { report, names }: Telling): readonly Piece[] {
  const first = report.findings[cause.findings[0] ?? -1];
  const [only] = cause.images;
  if (only === undefined) return [code(first?.file ?? cause.rule)];
  if (cause.images.length > 1) return listed(cause.images.map(names.short), 3);
  const known = report.images.find(({ image }) => image === only);
  const { name, version } = apart(names.short(only));
  const [was] = known?.before ?? [];
  const before = was === undefined ? '' : apart(was).version;
  return [
    code(name),
    ...(before === '' || before === version ? [] : [' ', code(before), ' →']),
    ...(version === '' ? [] : [' ', code(version)]),
  ];
}

/** What there is instead, as far as it differs from what is written; or how many such texts there are. */
function mendOf({ findings }: Cause, { report, names }: Telling): readonly Piece[] {
  const all = findings.flatMap((index) => report.findings[index] ?? []);
  const texts = new Set(all.flatMap(({ fix }) => fix.replacement ?? []));
  if (texts.size > 1) return [`${texts.size} fixes below`];
  const [first] = all;
  const [only] = texts;
  if (first === undefined || only === undefined) return [];
  return ['there is ', code(difference(first, only, names))];
}

/** The version, the location or the name: what of the replacement is not as it was written. */
function difference({ image }: Finding, replacement: string, names: ShortNames): string {
  const old = apart(image ?? '');
  const fresh = apart(replacement);
  if (old.name === fresh.name && fresh.version !== '') return fresh.version;
  const rest = (name: string): string => name.slice(name.indexOf('/'));
  if (rest(old.name) === rest(fresh.name))
    return (fresh.name.split('/')[0] ?? '').replace(/-docker\.pkg\.dev$/, '');
  return names.short(old.version === fresh.version ? fresh.name : replacement);
}
