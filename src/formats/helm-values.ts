import { parseDocument } from 'yaml';
import { putTogether } from '../domain/image-parts.ts';
import type { Cursor } from './document.ts';
import { type DocumentAt, type Format, type Found, wholeImage } from './format.ts';

const VALUES = /(?:^|\/)(?:values(?:[-._][^/]*)?|[^/]*[-._]values)\.ya?ml$/i;

/** Helm values files: `image: {registry, repository, tag, digest}` and its common shapes. */
export const helmValues: Format = {
  id: 'helm-values',
  title:
    '`values*.yaml`, beside a chart or away from it: `image: {registry, repository, tag|version, digest}` and `image: NAME`',
  source: 'helm',
  reads: ({ file, kind }) => kind === '' && VALUES.test(file),
  *references(document) {
    const chart = chartOf(document.file, document.context.neighbour);
    yield* valuesImages(
      document.root,
      chart?.appVersion ?? null,
      chart?.dependencies ?? [],
    );
  },
};

/** The images of a values mapping, wherever it stands (a values file, an Argo CD Application, a HelmRelease). */
export function* valuesImages(
  values: Cursor,
  appVersion: string | null,
  dependencies: readonly string[] = [],
): Iterable<Found> {
  const registry = values.at('global', 'imageRegistry').text ?? '';
  for (const { key, value } of values.entries()) {
    // A dependency falls back to its own chart's version, not to this one's.
    const own = dependencies.includes(key) ? null : appVersion;
    yield* searchEntry(key, value, { registry, appVersion: own }, 0);
  }
}

interface Defaults {
  readonly registry: string;
  readonly appVersion: string | null;
}

const DEPTH_AT_MOST = 32;

function* search(place: Cursor, defaults: Defaults, depth: number): Iterable<Found> {
  if (depth > DEPTH_AT_MOST) return;
  if (place.type === 'list') {
    for (const item of place.items()) yield* search(item, defaults, depth + 1);
    return;
  }
  for (const { key, value } of place.entries())
    yield* searchEntry(key, value, defaults, depth);
}

/** A mapping is an image where its key says so: `images: {repository, tag}` is a prefix that templates share. */
function* searchEntry(
  key: string,
  value: Cursor,
  defaults: Defaults,
  depth: number,
): Iterable<Found> {
  if (/image$/i.test(key) && value.type === 'string') {
    if (looksLikeName(value.text ?? '')) yield* wholeImage(value, { workload: null });
  } else if (/image$/i.test(key) && isSplit(value)) yield* composed(value, defaults);
  else yield* search(value, defaults, depth + 1);
}

function looksLikeName(text: string): boolean {
  return /[/:]/.test(text) && !/\s/.test(text) && !/^[a-z]+:\/\//.test(text);
}

function isSplit(value: Cursor): boolean {
  const name = value.at('repository').text ?? value.at('name').text;
  if (name === null || name === '') return false;
  return value.at('repository').text !== null
    ? ['tag', 'digest', 'registry', 'pullPolicy', 'version'].some(
        (key) => value.at(key).type !== 'nothing',
      )
    : ['tag', 'digest'].some((key) => value.at(key).type !== 'nothing') &&
        value.at('registry').type !== 'nothing';
}

function* composed(value: Cursor, { registry, appVersion }: Defaults): Iterable<Found> {
  const repository =
    value.at('repository').text === null ? value.at('name') : value.at('repository');
  const name = repository.text ?? '';
  if (/^[a-z]+:\/\//.test(name)) return;
  const own = registry === '' ? (value.at('registry').text ?? '') : registry;
  const tag = value.at('tag').type === 'nothing' ? value.at('version') : value.at('tag');
  const written = tag.type === 'null' ? '' : (tag.written ?? '');
  const digest = value.at('digest').text ?? '';
  const effective = written === '' && digest === '' ? (appVersion ?? '') : written;
  const remark = openTag(tag, effective, digest);
  const located =
    digest !== ''
      ? { part: 'digest' as const, cursor: value.at('digest') }
      : written !== ''
        ? { part: 'tag' as const, cursor: tag }
        : { part: 'name' as const, cursor: repository };
  yield {
    image: putTogether({ registry: own, name, tag: effective, digest }),
    location: located.cursor.location,
    part: located.part,
    path: located.cursor.path,
    workload: null,
    ...(remark === null
      ? {}
      : { parsed: { kind: 'templated', placeholder: 'the tag' }, remarks: [remark] }),
  };
}

/** Why the tag that will be pulled is not said here, or `null` where it is. */
function openTag(tag: Cursor, effective: string, digest: string): string | null {
  if (digest !== '') return null;
  if (effective === '') return 'It names no tag, so the chart decides which is pulled.';
  if (!tag.isPlain || tag.type !== 'number' || goText(Number(effective)) === effective)
    return null;
  return `Helm takes the unquoted ${effective} for a number and prints ${goText(Number(effective))}; quote it.`;
}

/** A number as Go prints it: `1.10` is 1.1, and from a million on it has an exponent. */
function goText(number: number): string {
  if (Math.abs(number) < 1e6) return String(number);
  const [mantissa = '', exponent = ''] = number.toExponential().split('e+');
  return `${mantissa}e+${exponent.padStart(2, '0')}`;
}

interface Chart {
  readonly name: string | null;
  readonly appVersion: string | null;
  /** The keys under which the values of its dependencies stand. */
  readonly dependencies: readonly string[];
}

/** Folders whose `Chart.yaml` a values file may go with: its own, and those above it. */
export function chartFiles(file: string): readonly string[] {
  if (!VALUES.test(file)) return [];
  const folders = file.split('/').slice(0, -1);
  return folders
    .map((_, depth) => `${folders.slice(0, folders.length - depth).join('/')}/Chart.yaml`)
    .concat('Chart.yaml');
}

function chartOf(
  file: string,
  neighbour: DocumentAt['context']['neighbour'],
): Chart | null {
  for (const path of chartFiles(file)) {
    const text = neighbour(path);
    if (text === null) continue;
    const chart: unknown = parseDocument(text, { logLevel: 'silent' }).toJS({
      maxAliasCount: 10,
    });
    const field = (name: string): string | null => {
      const value =
        chart !== null && typeof chart === 'object' ? Reflect.get(chart, name) : null;
      return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
    };
    const listed: unknown =
      chart !== null && typeof chart === 'object' ? Reflect.get(chart, 'dependencies') : [];
    const dependencies = Array.isArray(listed)
      ? listed.map((one) => String(one?.alias ?? one?.name ?? ''))
      : [];
    return { name: field('name'), appVersion: field('appVersion'), dependencies };
  }
  return null;
}
