import { parseImageName } from '../domain/image-name.ts';
import { takeApart } from '../domain/image-parts.ts';
import type { ImageReference } from '../domain/reference.ts';
import { type SourceLocation, topOf } from '../domain/source-location.ts';
import type { Cursor } from '../formats/document.ts';
import type { Leaf } from './plain-values.ts';
import type { Traced } from './trace-kustomize.ts';

/** What a chart's images are traced by. */
export interface HelmTrail {
  /** The images as rendered with marked values, in the same order; empty where that changed what is rendered. */
  readonly marked: readonly string[];
  /** The scalars that were marked, by the number in their mark. */
  readonly candidates: readonly Leaf[];
  /** A template that helm names as a file of the tree; `null` where it stands in none. */
  readonly fileOf: (template: string | null) => string | null;
  /** Of a template in a packed chart, what a person edits to change it. */
  readonly dependencyAt: (template: string | null) => Cursor | null;
  /** Template files and their text. */
  readonly templates: ReadonlyMap<string, string>;
  /** Where it is said when all else fails. */
  readonly fallback: string;
}

/** A text that reads as a version, a name and a tag alike, and that nobody writes. */
export function markOf(index: number): string {
  return `0.0.0-gpmark${index}x`;
}

/** Finds the values scalar or the template line that a person edits to change the version of a rendered image. */
export function traceHelm(
  rendered: ImageReference,
  template: string | null,
  index: number,
  trail: HelmTrail,
): Traced {
  const marked = trail.marked[index];
  const values =
    marked === undefined ? byText(rendered, trail) : byMark(rendered, marked, trail);
  return values ?? inTemplate(rendered, template, trail);
}

/** The scalar whose mark stands in the digest, else in the tag, else in the name where the image has no more than that. */
function byMark(
  rendered: ImageReference,
  marked: string,
  { candidates }: HelmTrail,
): Traced | null {
  const { name, tag, digest } = takeApart(marked);
  const whole = candidateIn(marked, candidates);
  if (whole !== null && whole.text === rendered.image) return at(whole, 'image');
  const parts = [
    ['digest', digest],
    ['tag', tag],
    ['name', digest === null && tag === null ? name : null],
  ] as const;
  for (const [part, text] of parts) {
    if (text === null || text === '') continue;
    const leaf = candidateIn(text, candidates);
    // The version is written where no mark reached: in the template.
    return leaf === null ? null : at(leaf, part);
  }
  return null;
}

function candidateIn(text: string, candidates: readonly Leaf[]): Leaf | null {
  const numbers = [...text.matchAll(/0\.0\.0-gpmark(\d+)x/g)].map((match) =>
    Number(match[1]),
  );
  return candidates[numbers.at(-1) ?? -1] ?? null;
}

function byText(rendered: ImageReference, { candidates }: HelmTrail): Traced | null {
  const whole = candidates.filter(({ text }) => text === rendered.image);
  if (whole.length === 1 && whole[0] !== undefined) return at(whole[0], 'image');
  const parsed = rendered.parsed.kind === 'name' ? rendered.parsed.name : null;
  const version = parsed?.digest ?? parsed?.tag ?? null;
  const same = candidates.filter(({ text }) => text === version);
  if (same.length !== 1 || same[0] === undefined) return null;
  return at(same[0], parsed?.digest === version ? 'digest' : 'tag');
}

function at({ location }: Leaf, part: Traced['part']): Traced {
  return { location, part, source: 'helm' };
}

/** The template's line that writes the image: the one with its text, or with its version, or the only one that writes any. */
function inTemplate(
  rendered: ImageReference,
  template: string | null,
  { fileOf, dependencyAt, templates, fallback }: HelmTrail,
): Traced {
  const dependency = dependencyAt(template);
  if (dependency !== null)
    return { location: dependency.location, part: 'name', source: 'helm' };
  const file = fileOf(template) ?? fallback;
  const lines = (templates.get(file) ?? '').split('\n');
  const parsed = parseImageName(rendered.image);
  const version = parsed.kind === 'name' ? (parsed.name.digest ?? parsed.name.tag) : null;
  const writes = lines.flatMap((line, index) =>
    WRITES_IMAGE.test(line) ? [{ line, index }] : [],
  );
  const best =
    writes.find(({ line }) => line.includes(rendered.image)) ??
    writes.find(({ line }) => version !== null && line.includes(version)) ??
    writes[0];
  if (best === undefined) return { location: topOf(file), part: 'tag', source: 'helm' };
  return {
    location: valueSpan(file, best.line, best.index, rendered.image),
    part: 'image',
    source: 'helm',
  };
}

/** `image:` as a key, of a block or of a flow mapping. */
const WRITES_IMAGE = /(?:^\s*-?\s*|[{,]\s*)["']?image["']?\s*:/;

function valueSpan(
  file: string,
  line: string,
  index: number,
  image: string,
): SourceLocation {
  const [start, length] = spanIn(line, image);
  const column = [...line.slice(0, start)].length + 1;
  const endColumn = column + [...line.slice(start, start + length)].length;
  return { file, line: index + 1, column, endLine: index + 1, endColumn };
}

/** The image's own text; else what stands behind the key, as far as it goes. */
function spanIn(line: string, image: string): readonly [start: number, length: number] {
  const at = line.indexOf(image);
  if (at >= 0) return [at, image.length];
  const key = WRITES_IMAGE.exec(line);
  const from = key === null ? 0 : key.index + key[0].length;
  const [, before = '', value = ''] =
    /^(\s*)("[^"]*"|'[^']*'|[^\s,}](?:\{\{.*?\}\}|[^,}])*)/.exec(line.slice(from)) ?? [];
  const quoted = /^(["']).*\1$/.test(value) ? 1 : 0;
  const text = value.slice(quoted, value.length - quoted).trimEnd();
  return [from + before.length + quoted, text.length];
}
