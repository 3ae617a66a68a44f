import type { FileReading, ImageReference } from '../domain/reference.ts';
import { dockerfileReferences, isDockerfile } from './dockerfile.ts';
import { type Cursor, parseDocuments } from './document.ts';
import { type DocumentAt, type ReadContext, toReference } from './format.ts';
import { chartFiles } from './helm-values.ts';
import { formats } from './index.ts';
import { objectsOf } from './kubernetes.ts';
import { readServiceAccount } from './service-accounts.ts';
import { waiverComments } from './waiver-comments.ts';

/** What the text of standard input is called. */
export const STANDARD_INPUT = '<stdin>';

/** Could a file of this name hold references? */
export function mayHoldReferences(
  path: string,
  { extraFormats }: Pick<ReadContext, 'extraFormats' | 'imageRules'>,
): boolean {
  if (path === STANDARD_INPUT) return true;
  if (/(?:^|\/)gha-creds-[0-9a-f]+\.json$/.test(path)) return false;
  if (/(?:^|\/)\.github\/(?:workflows|actions)\//.test(path)) return false;
  if (/(?:^|\/)(?:package-lock\.json|node_modules\/)/.test(path)) return false;
  if (extraFormats.includes('dockerfile') && isDockerfile(path)) return true;
  return /\.(?:ya?ml|json)$/i.test(path) || /(?:^|\/)Kustomization$/.test(path);
}

/** Files that this one's meaning hangs on: the chart of a values file, the chart that a template stands in. */
export function neighboursOf(path: string): readonly string[] {
  return [...chartFiles(path), ...chartAround(path)];
}

/** All that one file says. Pure: what it needs of other files is in `context`. */
export function readFile(file: string, text: string, context: ReadContext): FileReading {
  if (isDockerfile(file))
    return { ...NOTHING, references: dockerfileReferences(file, text) };
  if (isChartTemplate(file, context)) return NOTHING;
  const documents = parseDocuments(file, text, mayMatter);
  const sound = documents.filter(({ problems }) => problems.length === 0);
  const objects = sound.flatMap(({ root }) => objectsOf(root));
  return {
    references: objects.flatMap((root) => readObject(file, root, context)),
    serviceAccounts: objects.flatMap((root) => readServiceAccount(root) ?? []),
    problems: documents.flatMap(({ problems }) => problems.slice(0, 1)),
    waivers: waiverComments(file, text),
  };
}

const NOTHING: FileReading = {
  references: [],
  serviceAccounts: [],
  problems: [],
  waivers: [],
};

/** A byte search is a thousand times faster than parsing. */
function mayMatter(text: string): boolean {
  if (/image|newTag|newName|package|ServiceAccount|repository/i.test(text)) return true;
  return text.includes('apiVersion') && text.includes('kind');
}

function readObject(
  file: string,
  root: Cursor,
  context: ReadContext,
): readonly ImageReference[] {
  const document: DocumentAt = {
    file,
    root,
    apiVersion: root.at('apiVersion').text ?? '',
    kind: root.at('kind').text ?? '',
    context,
  };
  const format = formats.find((one) => one.reads(document));
  if (format === undefined) return [];
  return [...format.references(document)].map((found) => toReference(found, format, root));
}

function chartAround(path: string): readonly string[] {
  const match = /^(.*?)templates\//.exec(path);
  return match === null ? [] : [`${match[1] ?? ''}Chart.yaml`];
}

function isChartTemplate(path: string, { neighbour }: ReadContext): boolean {
  return chartAround(path).some((chart) => neighbour(chart) !== null);
}
