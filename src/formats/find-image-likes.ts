import { type ImageLike, isPlainVersion, looksLike } from '../domain/image-like.ts';
import { type Cursor, type ParsedDocument, parseDocuments } from './document.ts';
import { anchorsOf } from './image-like-anchors.ts';
import { inLines, inMarkedLines, mayHold } from './image-like-lines.ts';
import { isNoDeployment } from './no-deployment.ts';

/** Everything in a file that looks like an image, its tag or its digest. */
export function findImageLikes(file: string, text: string): readonly ImageLike[] {
  if (isNoDeployment(file)) return [];
  const lines = text.split('\n');
  if (!isStructured(file)) return inLines(file, lines, 1);
  const documents = parseDocuments(file, text, mayHold);
  const read = documents.filter(isWhole).flatMap(({ root }) => inDocument(root, file));
  const all = [...read, ...anchorsOf(read, lines)];
  const known = new Set(all.map(({ location }) => location.line));
  // What is broken is no less there: its lines say what they can.
  const broken = documents.every(isWhole) ? [] : inLines(file, lines, 1);
  const rest = [...broken, ...inMarkedLines(file, lines)].filter(
    ({ location }) => !known.has(location.line),
  );
  return [...all, ...rest];
}

function isStructured(file: string): boolean {
  if (isTemplate(file)) return false;
  return /\.(?:ya?ml|json)$/i.test(file) || /(?:^|\/)Kustomization$/.test(file);
}

function isWhole({ problems }: ParsedDocument): boolean {
  return problems.length === 0;
}

function isTemplate(file: string): boolean {
  return /(?:^|\/)templates\//.test(file) || /\.(?:tpl|gotmpl|j2|tmpl)\.?/.test(file);
}

/** What is only watched, or only described, is pulled by nobody. */
const UNPULLED: ReadonlySet<string> = new Set([
  'CustomResourceDefinition',
  'ImageRepository',
  'ImagePolicy',
  'ImageUpdateAutomation',
  'ImageUpdater',
  'Warehouse',
  'Freight',
  'GitRepository',
]);
const NEVER: ReadonlySet<string> = new Set([
  'status',
  'openAPIV3Schema',
  'managedFields',
]);
/** What kustomize matches by; a block device; what Skaffold builds. */
const NO_PLACE =
  /^images\[\d+\]\.name$|(?:^|\.)rbd\.image$|(?:^|\.)build\.artifacts\[\d+\]\.image$|^(?:test|verify)\[/;
const DEPTH_AT_MOST = 64;

interface Place {
  readonly cursor: Cursor;
  readonly key: string;
  readonly above: string;
  readonly beside: readonly string[];
}

interface Document {
  readonly kind: string | null;
  readonly document: ImageLike['document'];
  readonly depth: number;
  /** Does a plain version at this path go into something that a template or a substitution fills in? */
  readonly carries: (path: string, key: string) => boolean;
}

function inDocument(root: Cursor, file: string): readonly ImageLike[] {
  const kind = root.at('kind').text;
  if (kind !== null && UNPULLED.has(kind)) return [];
  const { line, endLine } = root.location;
  const document = { first: line, last: endLine };
  const carries = carriesVersions(root, kind);
  const around = { kind, document, depth: 0, carries };
  const isChart = /(?:^|\/)Chart\.ya?ml$/.test(file);
  const key = isChart ? 'appVersion' : '';
  const cursor = isChart ? root.at(key) : root;
  return [...search({ cursor, key, above: '', beside: [] }, around)];
}

/** Of which versions it cannot be told here what they are of, and which somebody else puts into an image. */
function carriesVersions(root: Cursor, kind: string | null): Document['carries'] {
  const replaces = ['replacements', 'vars'].some((key) => root.at(key).type === 'list');
  return (path, key) => {
    if (/chart|cluster|kubernetes|k8s|revision|schema/i.test(key)) return false;
    if (kind === 'ApplicationSet') return /\.elements(?:Yaml\.)?\[\d+\]/.test(path);
    if (path.includes('postBuild.substitute.')) return true;
    return replaces && /\.literals\[\d+\]$/.test(path);
  };
}

function* search(place: Place, around: Document): Iterable<ImageLike> {
  const { cursor, key, above } = place;
  if (around.depth > DEPTH_AT_MOST || NEVER.has(key)) return;
  const inner = { ...around, depth: around.depth + 1 };
  if (cursor.type === 'list') {
    for (const item of cursor.items())
      yield* search({ cursor: item, key, above, beside: [] }, inner);
  } else if (cursor.type === 'mapping') {
    const entries = cursor.entries();
    const beside = entries.map((entry) => entry.key);
    for (const { key: own, value } of entries) {
      if (own.startsWith('argocd-image-updater.argoproj.io/')) continue;
      const named = own === 'value' ? namedBy(cursor, own) : own;
      yield* search({ cursor: value, key: named, above: key, beside }, inner);
    }
  } else yield* inScalar(place, inner);
}

/** `{name: image.tag, value: 1.2.3}` and `{op: replace, path: /spec/image, value: …}`: another field is the key. */
function namedBy(place: Cursor, own: string): string {
  const name = place.at('name').text ?? place.at('key').text;
  return name ?? place.at('path').text?.split('/').at(-1) ?? own;
}

function* inScalar(place: Place, around: Document): Iterable<ImageLike> {
  const { cursor, key } = place;
  const { written, location, path } = cursor;
  if (written === null || cursor.type === 'null' || NO_PLACE.test(path)) return;
  if (cursor.text?.includes('\n') === true) {
    yield* inText(place, around);
    return;
  }
  const what = whatItIs(written, place, around);
  if (what === null) return;
  const { kind, document } = around;
  yield { what, text: written, key, location, path, kind, document };
}

function whatItIs(
  written: string,
  place: Place,
  { carries }: Document,
): ImageLike['what'] | null {
  const { cursor, key } = place;
  // `IMAGE_TAG=1.2.3`, an entry of a generator or of a list of arguments.
  const [, name = key, value = written] =
    /^(?:--?)?([A-Za-z][\w.-]*)=(\S+)$/.exec(written) ?? [];
  const seen =
    looksLike(written, place) ?? looksLike(value, { key: name, above: '', beside: [] });
  if (seen !== null) return seen;
  // Whatever it says is what the chart's images are of by default.
  if (cursor.path === 'appVersion') return 'tag';
  return isPlainVersion(value) && carries(cursor.path, name) ? 'tag' : null;
}

/** The text of a block scalar may be a document of its own, or lines of anything. */
function* inText({ cursor, key, above }: Place, around: Document): Iterable<ImageLike> {
  const roots = cursor
    .inside()
    .filter(({ type }) => type === 'mapping' || type === 'list');
  const known = new Set<number>();
  const inside: Document = {
    ...around,
    carries: (path, own) => around.carries(`${cursor.path}.${path}`, own),
  };
  for (const root of roots) {
    for (const one of search({ cursor: root, key, above, beside: [] }, inside)) {
      known.add(one.location.line);
      yield one;
    }
  }
  const { path, location } = cursor;
  const { kind, document } = around;
  for (const one of inLines(location.file, linesOf(cursor), location.line))
    if (!known.has(one.location.line)) yield { ...one, path, kind, document };
}

/** One line of the text for each of the file; a text that is written in another way stands on one line. */
function linesOf({ text, location }: Cursor): readonly string[] {
  const lines = (text ?? '').replace(/\n+$/, '').split('\n');
  const asWritten = lines.length === location.endLine - location.line + 1;
  return asWritten ? lines : [lines.filter(mayHold).join(' ')];
}
