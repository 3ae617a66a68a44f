import { putTogether } from '../domain/image-parts.ts';
import { type Cursor, parseDocuments } from './document.ts';
import type { DocumentAt, Format, Found, ReadContext } from './format.ts';
import { matchesAny } from './user-rules.ts';
import { valuesImages } from './values-images.ts';

const VALUES = /(?:^|\/)(?:values(?:[-._][^/]*)?|[^/]*[-._]values)\.ya?ml$/i;

/** Does a file's name say that it holds values? A schema of them does not. */
export function isValuesFile(file: string): boolean {
  return VALUES.test(file) && !/(?:^|\/)values\.schema\.ya?ml$/i.test(file);
}

/** Helm values files: `image: {registry, repository, tag, digest}` and its common shapes. */
export const helmValues: Format = {
  id: 'helm-values',
  title:
    '`values*.yaml`, beside a chart or away from it: `image: {registry, repository, tag|version, digest}` and `image: NAME`',
  source: 'helm',
  reads: ({ file, kind, context }) =>
    kind === '' &&
    (isValuesFile(file) || context.isValues(file) || imageOf(file, context) !== null),
  *references(document) {
    const named = imageOf(document.file, document.context);
    if (named !== null) yield* lonelyTag(document.root, named);
    const chart = chartOf(document.file, document.context.neighbour);
    yield* valuesImages(
      document.root,
      chart?.appVersion ?? null,
      chart?.dependencies ?? [],
    );
  },
};

/** The image that the config names for a file. */
function imageOf(file: string, { valuesRules, below }: ReadContext): string | null {
  const named = `${below ?? ''}${file}`;
  const rule = valuesRules.find(
    (one) => one.image !== null && matchesAny(one.files, named),
  );
  return rule?.image ?? null;
}

/** Where a file that holds a tag alone holds it. */
const LONELY = [
  ['image', 'digest'],
  ['digest'],
  ['image', 'tag'],
  ['image_tag'],
  ['imageTag'],
  ['tag'],
  ['version'],
] as const;

function* lonelyTag(root: Cursor, name: string): Iterable<Found> {
  for (const keys of LONELY) {
    const place = root.at(...keys);
    const text = place.type === 'null' ? null : place.written;
    if (text === null || text === '') continue;
    const isDigest = /^sha256:/.test(text);
    const part = isDigest ? 'digest' : 'tag';
    yield {
      image: putTogether(isDigest ? { name, digest: text } : { name, tag: text }),
      location: place.location,
      path: place.path,
      part,
      workload: null,
    };
    return;
  }
}

interface Chart {
  readonly name: string | null;
  readonly appVersion: string | null;
  /** The keys under which the values of its dependencies stand. */
  readonly dependencies: readonly string[];
}

/** Folders whose `Chart.yaml` a values file may go with: its own, and those above it. */
export function chartFiles(file: string): readonly string[] {
  if (!isValuesFile(file)) return [];
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
    const [document] = parseDocuments(path, text, () => true);
    return document === undefined ? NO_CHART : readChart(document.root);
  }
  return null;
}

const NO_CHART: Chart = { name: null, appVersion: null, dependencies: [] };

function readChart(root: Cursor): Chart {
  const dependencies = root
    .at('dependencies')
    .items()
    .flatMap((one) => one.at('alias').written ?? one.at('name').written ?? []);
  const { written: name } = root.at('name');
  const appVersion = root.at('appVersion');
  return {
    name,
    appVersion: appVersion.type === 'null' ? null : appVersion.written,
    dependencies,
  };
}
