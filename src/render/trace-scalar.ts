import { takeApart } from '../domain/image-parts.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { Tree } from '../domain/tree.ts';
import { type Cursor, parseDocuments } from '../formats/document.ts';
import type { Traced } from './trace-kustomize.ts';

/** A text in a file that a root reads. */
interface Scalar {
  readonly text: string;
  readonly location: SourceLocation;
  /** Does its key tell that it is a version? */
  readonly saysVersion: boolean;
}

/** Finds the one scalar that holds an image, or its version; `null` where none does, or several do. */
export type ScalarTrace = (image: string) => Traced | null;

/**
 * By the text of scalars alone: for what reaches an image by ways that nobody follows here, as a transformer in a file, a replacement, a
 * variable or a patch of a custom resource.
 */
export async function scalarTrace(
  files: readonly string[],
  tree: Tree,
): Promise<ScalarTrace> {
  const scalars = (await Promise.all(files.map((file) => scalarsOf(file, tree)))).flat();
  return (image) => {
    const { tag, digest } = takeApart(image);
    return (
      only(scalars, image, 'image') ??
      only(scalars, digest, 'digest') ??
      only(scalars, tag, 'tag')
    );
  };
}

async function scalarsOf(file: string, tree: Tree): Promise<readonly Scalar[]> {
  const isYaml = /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/i.test(file);
  if (!isYaml && !/\.(?:env|properties)$/.test(file)) return [];
  const content = await tree.read(file);
  if (content.kind !== 'text') return [];
  if (!isYaml) return linesOf(file, content.text);
  return parseDocuments(file, content.text, () => true).flatMap(({ root }) =>
    scalarsIn(root, 0),
  );
}

/** `NAME=text`, a line each. */
function linesOf(file: string, text: string): readonly Scalar[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const at = { file, line: index + 1, column: 1, endLine: index + 1 };
    return assigned(line, { ...at, endColumn: [...line].length + 1 });
  });
}

/** Of `NAME=text` the text: so generators of ConfigMaps have it. */
function assigned(text: string, location: SourceLocation): readonly Scalar[] {
  const [, before = '', value = ''] = /^(\s*[\w.-]+=)(\S+)$/.exec(text) ?? [];
  if (value === '') return [];
  const column = location.column + [...before].length;
  const saysVersion = SAYS_VERSION.test(before.slice(0, -1));
  return [{ text: value, location: { ...location, column }, saysVersion }];
}

const DEPTH_AT_MOST = 30;

function scalarsIn(place: Cursor, depth: number): readonly Scalar[] {
  if (depth > DEPTH_AT_MOST) return [];
  const { type, written: text } = place;
  if (type === 'mapping')
    return place.entries().flatMap(({ value }) => scalarsIn(value, depth + 1));
  if (type === 'list') return place.items().flatMap((one) => scalarsIn(one, depth + 1));
  if (text === null || type === 'null') return [];
  // A patch, or another document, may stand in the text of a scalar.
  if (text.includes('\n'))
    return place.inside().flatMap((one) => scalarsIn(one, depth + 1));
  const { location, path } = place;
  return [
    { text, location, saysVersion: SAYS_VERSION.test(path) },
    ...assigned(text, location),
  ];
}

/** Keys that tell that what they hold is a version. */
const SAYS_VERSION = /(?:tag|version|digest|image)\w*(?:\[\d+\])?$/i;

/** Where several scalars have the text, those whose key says what it is go before the rest. */
function only(
  scalars: readonly Scalar[],
  text: string | null,
  part: Traced['part'],
): Traced | null {
  if (text === null || text === '') return null;
  const same = scalars.filter((one) => one.text === text);
  const saying = same.filter(({ saysVersion }) => saysVersion);
  const [first, second] = saying.length > 0 ? saying : same;
  if (first === undefined || second !== undefined) return null;
  return { location: first.location, part, source: 'kustomize' };
}
