import { readArtifactImage } from '../domain/artifact-image.ts';
import { parseImageName } from '../domain/image-name.ts';
import { putTogether } from '../domain/image-parts.ts';
import type { Cursor } from './document.ts';
import { type Found, wholeImage } from './format.ts';
import { podBeside } from './pod-beside.ts';
import { HUB_KEYS, type Hub, isWord, sharedHub, tagBeside } from './values-hub.ts';
import { ownKeys, VALUES_SHAPES, type ValuesShape } from './values-shapes.ts';

/** The images of a values mapping, wherever it stands (a values file, an Argo CD Application, a HelmRelease). */
export function* valuesImages(
  values: Cursor,
  appVersion: string | null,
  dependencies: readonly string[] = [],
): Iterable<Found> {
  const registry =
    values.at('global', 'imageRegistry').text ??
    values.at('global', 'registry').text ??
    '';
  const hub = sharedHub(values);
  const places = new Set<string>();
  for (const { key, value } of values.entries()) {
    // A dependency falls back to its own chart's version, not to this one's.
    const own = dependencies.includes(key) ? null : appVersion;
    for (const found of entry(
      key,
      value,
      values,
      { registry, appVersion: own, hub },
      0,
    )) {
      const place = JSON.stringify([found.location, found.image]);
      if (!places.has(place)) yield found;
      places.add(place);
    }
  }
  const own = shaped(values, false, { registry: '', appVersion, hub });
  for (const found of withPod(own, values)) {
    if (!places.has(JSON.stringify([found.location, found.image]))) yield found;
  }
}

/** The image that a mapping spells in parts, `{repository, tag}` and its like; nothing where it spells none. */
export function* splitImage(place: Cursor): Iterable<Found> {
  for (const { workload: _, ...found } of shaped(place, true, {
    registry: '',
    appVersion: null,
    hub: null,
  }))
    yield found;
}

interface Defaults {
  readonly registry: string;
  readonly appVersion: string | null;
  /** Where the images stand that say a name alone, as Istio's charts have it: `global: {hub, tag}`. */
  readonly hub: Hub | null;
}

const DEPTH_AT_MOST = 32;

/** `image`, `sidecarImage`, `image_name` …: what stands there is one. */
function isImageKey(key: string): boolean {
  return /image$/i.test(key);
}

function* entry(
  key: string,
  value: Cursor,
  parent: Cursor,
  defaults: Defaults,
  depth: number,
): Iterable<Found> {
  if (depth > DEPTH_AT_MOST) return;
  if (value.type === 'string')
    yield* withPod(inText(key, value, parent, defaults), parent);
  else if (value.type === 'list')
    for (const item of value.items())
      yield* entry(key === 'images' ? 'image' : '', item, value, defaults, depth + 1);
  else if (value.type === 'mapping') yield* mapping(key, value, parent, defaults, depth);
}

/** What stands beside an image says where its Pod lands. */
function* withPod(
  images: Iterable<Found>,
  ...beside: readonly Cursor[]
): Iterable<Found> {
  for (const found of images) yield { ...found, pod: podBeside(...beside) };
}

function* inText(
  key: string,
  value: Cursor,
  parent: Cursor,
  defaults: Defaults,
): Iterable<Found> {
  const text = value.text ?? '';
  if (isImageKey(key) && looksLikeName(text))
    yield* named(value, parent, ownKeys(key), defaults, key);
  else if (key === 'image' && defaults.hub !== null && isWord(text))
    yield* named(value, parent, HUB_KEYS, defaults, key);
  else if (isWholeArtifact(text)) yield* wholeImage(value, { workload: null });
}

function* mapping(
  key: string,
  value: Cursor,
  parent: Cursor,
  defaults: Defaults,
  depth: number,
): Iterable<Found> {
  // `images: {repository, tag}` is a prefix that templates share; `images: {api: {repository, tag}}` are images.
  const isGroup = key === 'images' && value.at('repository').type === 'nothing';
  const own = key === 'images' ? [] : shaped(value, isImageKey(key), defaults);
  const found = [...withPod(own, value, parent)];
  yield* found;
  const taken = new Set(found.map(({ location }) => JSON.stringify(location)));
  for (const { key: inner, value: child } of value.entries()) {
    if (found.length > 0 && isPart(inner)) continue;
    const as = isGroup && !isImageKey(inner) ? 'image' : inner;
    for (const one of entry(as, child, value, defaults, depth + 1))
      if (!taken.has(JSON.stringify(one.location))) yield one;
  }
}

const PART_KEYS = new Set(
  VALUES_SHAPES.flatMap(({ name, registry, tag, digest }) => [
    name,
    ...registry,
    ...tag,
    ...digest,
  ]),
);

function isPart(key: string): boolean {
  return PART_KEYS.has(key);
}

/** The image that a mapping itself spells, by the first shape that fits. */
function* shaped(value: Cursor, isImage: boolean, defaults: Defaults): Iterable<Found> {
  const shape = VALUES_SHAPES.find((one) => fits(one, value, isImage));
  if (shape === undefined) return;
  const name = value.at(shape.name);
  const key = isImage ? 'image' : shape.name;
  yield* named(
    name,
    value,
    shape,
    isImage ? defaults : { ...defaults, registry: '' },
    key,
  );
}

function fits(
  { name, registry, tag, digest, where }: ValuesShape,
  value: Cursor,
  isImage: boolean,
): boolean {
  const text = value.at(name).text ?? '';
  if (text === '' || /\s/.test(withoutTemplates(text)) || /^[a-z]+:\/\//.test(text))
    return false;
  const has = (keys: readonly string[]): boolean =>
    keys.some((key) => value.at(key).type !== 'nothing');
  const parts = has(registry) || has(tag) || has(digest);
  if (where === 'image-key') {
    if (!isImage) return false;
    const pulled = name === 'repository' && value.at('pullPolicy').type !== 'nothing';
    return parts || pulled || isComplete(text);
  }
  return parts && (has(registry) || isComplete(text));
}

/** Has it a host, so that it is nothing but an image's name? */
function isComplete(text: string): boolean {
  const parsed = parseImageName(text);
  return parsed.kind === 'name' && parsed.name.host !== null;
}

function withoutTemplates(text: string): string {
  return text.replace(/\{\{.*?\}\}/g, '');
}

function looksLikeName(written: string): boolean {
  const text = withoutTemplates(written);
  return /[/:]/.test(text) && !/\s/.test(text) && !/^[a-z]+:\/\//.test(text);
}

/** A whole name in Artifact Registry, with a tag or a digest: under whatever key it stands, it is one. */
function isWholeArtifact(text: string): boolean {
  if (!/(?:pkg\.dev|gcr\.io)\//.test(text) || /\s/.test(text)) return false;
  const parsed = parseImageName(text);
  if (parsed.kind !== 'name') return false;
  const { tag, digest } = parsed.name;
  return (
    (tag !== null || digest !== null) && readArtifactImage(parsed.name).kind === 'image'
  );
}

/** A name with what stands beside it: registry, tag and digest. */
function* named(
  name: Cursor,
  beside: Cursor,
  keys: Pick<ValuesShape, 'registry' | 'tag' | 'digest'>,
  { registry, appVersion, hub: shared }: Defaults,
  key: string,
): Iterable<Found> {
  const text = name.text ?? '';
  const hub = keys.registry.includes('hub') && isWord(text) ? shared : null;
  const tag = tagBeside(beside, keys.tag, hub);
  if (standsAlone(text)) {
    yield* wholeImage(name, { workload: null });
    return;
  }
  const own = firstText(beside, keys.registry) || (hub?.registry ?? '');
  const prefix = isComplete(text) && own === '' ? '' : registry || own;
  const written = tag?.type === 'null' ? '' : (tag?.written ?? '');
  const digest = keys.digest
    .map((one) => beside.at(one))
    .find((one) => (one.text ?? '') !== '');
  const sum = digest?.text ?? '';
  const isUnsaid = written === '' && sum === '';
  const effective = isUnsaid ? defaultTag(key, appVersion) : written;
  const remark = openTag(tag, effective, sum);
  const located = placeOf(name, tag, written, digest, sum);
  yield {
    image: spell(prefix, text, effective, sum),
    location: located.cursor.location,
    part: located.part,
    path: located.cursor.path,
    workload: null,
    ...(remark === null
      ? {}
      : { parsed: { kind: 'templated', placeholder: 'the tag' }, remarks: [remark] }),
  };
}

/** What the main image of a chart has where nothing else is said. */
function defaultTag(key: string, appVersion: string | null): string {
  return /^image$/i.test(key) ? (appVersion ?? '') : '';
}

/** Does it say its version itself, or is it filled in, so that nothing beside it counts? */
function standsAlone(text: string): boolean {
  const parsed = parseImageName(text);
  if (parsed.kind === 'malformed') return false;
  // The whole may be filled in, or the version alone.
  if (parsed.kind === 'templated')
    return withoutTemplates(text) === '' || /:[^/]*$/.test(withoutTemplates(text));
  return parsed.name.tag !== null || parsed.name.digest !== null;
}

function firstText(beside: Cursor, keys: readonly string[]): string {
  return keys.map((key) => beside.at(key).text ?? '').find((text) => text !== '') ?? '';
}

function spell(registry: string, name: string, tag: string, digest: string): string {
  const host = registry.replace(/\/+$/, '');
  const sum = digest === '' || /^[a-z0-9]+:/.test(digest) ? digest : `sha256:${digest}`;
  // A digest in the tag's place is still a digest.
  if (/^sha256:/.test(tag)) return putTogether({ registry: host, name, digest: tag });
  return putTogether({ registry: host, name, tag, digest: sum });
}

function placeOf(
  name: Cursor,
  tag: Cursor | undefined,
  written: string,
  digest: Cursor | undefined,
  sum: string,
): { readonly part: 'digest' | 'tag' | 'name'; readonly cursor: Cursor } {
  if (sum !== '' && digest !== undefined) return { part: 'digest', cursor: digest };
  if (written !== '' && tag !== undefined) return { part: 'tag', cursor: tag };
  return { part: 'name', cursor: name };
}

/** Why the tag that will be pulled is not said here, or `null` where it is. */
function openTag(
  tag: Cursor | undefined,
  effective: string,
  digest: string,
): string | null {
  if (digest !== '') return null;
  if (effective === '') return 'It names no tag, so the chart decides which is pulled.';
  if (tag?.isPlain !== true || tag.type !== 'number') return null;
  const printed = goText(Number(effective));
  if (printed === effective) return null;
  return `Helm takes the unquoted ${effective} for a number and prints ${printed}; quote it.`;
}

/** A number as Go prints it: `1.10` is 1.1, and from a million on it has an exponent. */
function goText(number: number): string {
  if (Math.abs(number) < 1e6) return String(number);
  const [mantissa = '', exponent = ''] = number.toExponential().split('e+');
  return `${mantissa}e+${exponent.padStart(2, '0')}`;
}
