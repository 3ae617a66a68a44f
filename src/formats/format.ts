import { type ParsedImage, parseImageName } from '../domain/image-name.ts';
import type {
  Fetcher,
  ImageReference,
  PodContext,
  Workload,
} from '../domain/reference.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import type { Cursor } from './document.ts';
import type { HclReader } from './hcl.ts';

/** A kind of manifest that can be read. The id is also the file's name and the page's. */
export interface Format {
  readonly id: string;
  /** What it reads, in one line for the README's table. */
  readonly title: string;
  /** The word in `source` (contract §2). */
  readonly source: string;
  /** Is this document of this format? The first format of the list that says so reads it. */
  readonly reads: (document: DocumentAt) => boolean;
  readonly references: (document: DocumentAt) => Iterable<Found>;
}

/** One document and where it stands. */
export interface DocumentAt {
  readonly file: string;
  readonly root: Cursor;
  readonly apiVersion: string;
  readonly kind: string;
  readonly context: ReadContext;
}

/** What a format needs to know besides the document. */
export interface ReadContext {
  /** The config's `images`. */
  readonly imageRules: readonly ImageRule[];
  /** The config's `values`. */
  readonly valuesRules: readonly ValuesRule[];
  /** Does something in the tree give this file to a chart as its values, whatever its name is? */
  readonly isValues: (path: string) => boolean;
  /** Formats that are off unless asked for. */
  readonly extraFormats: readonly string[];
  /** Reads files of HCL; there where the file is one. */
  readonly hcl?: HclReader;
  /** What stands before a file's name in the globs: the working directory from the repository's root. */
  readonly below?: string;
  /** Which documents of a manifest are said to be broken: each, or (absent) those alone that may hold an image. */
  readonly broken?: 'everywhere';
  /** The text of a file that `neighboursOf` named, or `null`. */
  readonly neighbour: (path: string) => string | null;
}

/** Where a kind or a file that nobody else knows holds its images. */
export interface ImageRule {
  readonly kind: string | null;
  readonly apiVersion: string | null;
  readonly files: readonly string[];
  readonly paths: readonly string[];
}

/** A values file that holds the tag of an image and nothing else of it. */
export interface ValuesRule {
  readonly files: readonly string[];
  readonly image: string | null;
}

/** An image as a format found it; the reader adds what is the same for all. */
export interface Found {
  readonly image: string;
  readonly location: SourceLocation;
  readonly path: string | null;
  readonly part?: ImageReference['part'];
  readonly parsed?: ParsedImage;
  readonly workload?: Workload | null;
  readonly container?: string | null;
  readonly pod?: PodContext | null;
  readonly remarks?: readonly string[];
  /** Why there is no image where one belongs: then this is no reference, and is said at its place. */
  readonly problem?: string;
  /** Who fetches it; the node where absent. */
  readonly fetcher?: Fetcher;
}

/** The object itself as a workload; `null` where it says no kind. */
export function workloadOf(root: Cursor): Workload | null {
  const kind = root.at('kind').text;
  if (kind === null) return null;
  return {
    apiVersion: root.at('apiVersion').written,
    kind,
    namespace: root.at('metadata', 'namespace').written,
    name:
      root.at('metadata', 'name').written ?? root.at('metadata', 'generateName').written,
  };
}

/** An image that stands whole in one scalar; nothing where the scalar is empty, or no scalar at all. */
export function* wholeImage(
  cursor: Cursor,
  rest: Omit<Found, 'image' | 'location' | 'path'>,
): Iterable<Found> {
  const image = cursor.written;
  if (image === null || cursor.type === 'null') return;
  if (image.trim() === '') return;
  // A block scalar's line end is no part of what was written.
  const text = image.replace(/^[\r\n]+|[\r\n]+$/g, '');
  const base = { image: text, location: cursor.location, path: cursor.path, ...rest };
  if (cursor.type === 'template') {
    yield { ...base, parsed: { kind: 'templated', placeholder: text } };
    return;
  }
  if (cursor.type === 'number' || cursor.type === 'boolean') {
    yield {
      ...base,
      parsed: {
        kind: 'malformed',
        why: `Kubernetes reads ${text} as a ${cursor.type}, not as text; quote it.`,
      },
    };
    return;
  }
  yield { ...base, ...surrounded(image, text) };
}

/** A block scalar brings its line end along, and the API server takes no image with one. */
function surrounded(written: string, text: string): Pick<Found, 'parsed'> {
  if (written === text) return {};
  const why =
    'A block scalar ends in a line end, and Kubernetes refuses a Pod whose image does; write it on one line.';
  return { parsed: { kind: 'malformed', why } };
}

const NODE: Fetcher = { kind: 'node' };

/** The reference that the rest of the house knows. */
export function toReference(
  found: Found,
  { source }: Format,
  root: Cursor,
): ImageReference {
  return {
    image: found.image,
    parsed: found.parsed ?? parseImageName(found.image),
    location: found.location,
    part: found.part ?? 'image',
    source,
    workload: found.workload === undefined ? workloadOf(root) : found.workload,
    container: found.container ?? null,
    path: found.path,
    pod: found.pod ?? null,
    fetcher: found.fetcher ?? NODE,
    roots: [],
    remarks: found.remarks ?? [],
  };
}
