import { evaluateCel } from './cel.ts';
import { type DownloadFact, unknown } from './facts.ts';

/** The image that the rules are put to. */
export interface Download {
  readonly package: string;
  readonly digest: string;
  /** `null` where its tags could not be read. */
  readonly tags: readonly string[] | null;
  readonly tag: string | null;
}

/**
 * What a repository's download rules (Artifact Registry's JSON) say of an image. A package's own rule stands beside the
 * repository's; where an ALLOW of the one meets a DENY of the other, nobody documents which wins, so it stays open.
 */
export function evaluateDownload(
  rules: readonly Readonly<Record<string, unknown>>[],
  download: Download,
): DownloadFact {
  const matching = rules
    .filter((rule) => isDownload(rule['operation']) && speaksOf(rule, download))
    .map((rule) => ({ rule, holds: holds(rule, download) }));
  const undecided = matching.find(({ holds: held }) => held === 'undecidable');
  if (undecided !== undefined) {
    return open(
      `the condition of the download rule ${nameOf(undecided.rule)} cannot be decided here`,
    );
  }
  const denies = matching.filter(
    ({ rule, holds: held }) => isDeny(rule['action']) && held === 'yes',
  );
  const allows = matching.filter(
    ({ rule, holds: held }) => !isDeny(rule['action']) && held === 'yes',
  );
  const [deny] = denies;
  if (deny === undefined) return { kind: 'allowed', remark: null };
  const repositoryDenies = denies.every(({ rule }) => packageOf(rule) === '');
  if (repositoryDenies && allows.some(({ rule }) => packageOf(rule) !== '')) {
    return open(
      `the download rule ${nameOf(deny.rule)} denies the repository, and a rule of the package allows it`,
    );
  }
  return { kind: 'denied', rule: nameOf(deny.rule) };
}

const LONGEST_EXPRESSION = 4096;

function holds(
  rule: Readonly<Record<string, unknown>>,
  { package: name, digest, tags, tag }: Download,
): 'yes' | 'no' | 'undecidable' {
  const expression = expressionOf(rule);
  const isPlain = isDeny(rule['action']) || isAllow(rule['action']);
  if (!isPlain || expression === null) return 'undecidable';
  if (expression === '') return 'yes';
  if (tags === null && expression.includes('tag')) return 'undecidable';
  if (expression.length > LONGEST_EXPRESSION) return 'undecidable';
  try {
    const result: unknown = evaluateCel(expression, {
      pkg: {
        id: name,
        name,
        version: { id: digest, tags: [...(tags ?? [])] },
        tag: { id: tag ?? '' },
      },
    });
    if (typeof result !== 'boolean') return 'undecidable';
    return result ? 'yes' : 'no';
  } catch {
    return 'undecidable';
  }
}

/** The empty text where there is no condition, `null` where it is none that is understood. */
function expressionOf(rule: Readonly<Record<string, unknown>>): string | null {
  const condition = rule['condition'] ?? {};
  if (typeof condition !== 'object') return null;
  const expression: unknown = Reflect.get(condition, 'expression');
  if (expression === undefined) return '';
  return typeof expression === 'string' ? expression : null;
}

function speaksOf(
  rule: Readonly<Record<string, unknown>>,
  { package: name }: Download,
): boolean {
  const own = packageOf(rule);
  return own === '' || own === name;
}

/** The package that a rule speaks of, by its id or its whole name; empty for the whole repository. */
function packageOf(rule: Readonly<Record<string, unknown>>): string {
  const id = typeof rule['packageId'] === 'string' ? rule['packageId'] : '';
  const own = id.replace(/^.*\/packages\//s, '');
  try {
    return decodeURIComponent(own);
  } catch (error) {
    if (error instanceof URIError) return own;
    throw error;
  }
}

function isDeny(action: unknown): boolean {
  return action === 'DENY' || action === 2;
}

function isAllow(action: unknown): boolean {
  return action === 'ALLOW' || action === 1;
}

function isDownload(operation: unknown): boolean {
  return operation === 'DOWNLOAD' || operation === 1 || operation === undefined;
}

function nameOf(rule: Readonly<Record<string, unknown>>): string {
  return typeof rule['name'] === 'string'
    ? rule['name'].slice(rule['name'].lastIndexOf('/') + 1)
    : 'without a name';
}

function open(why: string): DownloadFact {
  return unknown(
    'undecidable',
    `Whether it may be downloaded is open: ${why}.`,
    'See gcloud artifacts rules list for the repository.',
  );
}
