import {
  type DocumentProblem,
  type FileReading,
  type ImageReference,
  NOTHING_READ,
} from '../domain/reference.ts';
import { dockerfileReferences, isDockerfile } from './dockerfile.ts';
import { type Cursor, eachDocument, type ParsedDocument } from './document.ts';
import { type DocumentAt, type ReadContext, toReference } from './format.ts';
import { chartFiles, isValuesFile } from './helm-values.ts';
import { formats } from './index.ts';
import { objectsOf } from './kubernetes.ts';
import { isKustomizationFile } from './kustomize.ts';
import { mayHoldImages } from './may-hold-images.ts';
import { readComputeClass, readServiceAccount } from './service-accounts.ts';
import { isHcl, isTerraform, mayPull, terraformObjects } from './terraform.ts';
import { matchesAny, userRules } from './user-rules.ts';
import { mayWaive, waiverComments } from './waiver-comments.ts';

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
  if (extraFormats.includes('terraform') && isTerraform(path)) return true;
  return /\.(?:ya?ml|json)$/i.test(path) || /(?:^|\/)Kustomization$/.test(path);
}

/** Files that this one's meaning hangs on: the chart of a values file, the chart that a template stands in. */
export function neighboursOf(path: string): readonly string[] {
  return [...chartFiles(path), ...chartAround(path)];
}

/** Is there surely nothing in a file, unless somebody names it as values or in the config? Then it need not be read again. */
export function saysNothing(
  file: string,
  text: string,
  {
    imageRules,
    extraFormats,
    broken,
  }: Pick<ReadContext, 'imageRules' | 'extraFormats' | 'broken'>,
): boolean {
  if (extraFormats.length > 0 || imageRules.length > 0) return false;
  if (broken === 'everywhere' && isManifest(file, text)) return false;
  return !mayHoldImages(text, file, imageRules) && !mayWaive(text);
}

/** All that one file says. Pure: what it needs of other files is in `context`. */
export function readFile(file: string, text: string, context: ReadContext): FileReading {
  if (isDockerfile(file))
    return { ...NOTHING_READ, references: dockerfileReferences(file, text) };
  if (isChartTemplate(file, context)) return NOTHING_READ;
  const named = namedByRules(file, context);
  if (isHcl(file)) return readHcl(file, text, context, named);
  const isEach = context.broken === 'everywhere' && isManifest(file, text);
  const parts: PartReading[] = [];
  let mayHold = named;
  const wanted = (part: string): boolean => {
    mayHold = named || mayName(file, part, context);
    return mayHold || isEach;
  };
  for (const document of eachDocument(file, text, wanted)) {
    const part = readDocument(file, document, context);
    // What is odd matters only where it may be about an image.
    parts.push(mayHold ? part : { ...part, notes: [] });
  }
  const broken = parts.flatMap(({ broken: one }) => one.slice(0, 1));
  const says = broken.length > 0 && (named || isManifest(file, text));
  return together(
    parts,
    says ? broken.map((one) => inItsWords(one, file, text)) : [],
    waiverComments(file, text),
  );
}

function mayName(file: string, part: string, { imageRules }: ReadContext): boolean {
  return isTerraform(file) ? mayPull(part) : mayHoldImages(part, file, imageRules);
}

/** A file of HCL is one document, and has comments of its own. */
function readHcl(
  file: string,
  text: string,
  context: ReadContext,
  named: boolean,
): FileReading {
  if (context.hcl === undefined) throw new Error(`Nothing was loaded to read ${file}.`);
  if (!named && !mayPull(text)) return NOTHING_READ;
  const document = context.hcl(file, text);
  return together(
    [readDocument(file, document, context)],
    document.problems,
    waiverComments(file, text, () => document.comments),
  );
}

function together(
  parts: readonly PartReading[],
  broken: readonly DocumentProblem[],
  waivers: FileReading['waivers'],
): FileReading {
  const found = parts.flatMap((part) => part.found);
  return {
    references: found.flatMap((one) => ('image' in one ? [one] : [])),
    serviceAccounts: parts.flatMap(({ serviceAccounts }) => serviceAccounts),
    computeClasses: parts.flatMap(({ computeClasses }) => computeClasses),
    problems: [
      ...broken,
      ...parts.flatMap(({ notes }) => notes),
      ...found.flatMap((one) => ('why' in one ? [one] : [])),
    ],
    waivers,
  };
}

/** What one document says; nothing of the document itself is kept. */
interface PartReading {
  readonly found: readonly Read[];
  readonly serviceAccounts: FileReading['serviceAccounts'];
  readonly computeClasses: FileReading['computeClasses'];
  readonly broken: readonly DocumentProblem[];
  readonly notes: readonly DocumentProblem[];
}

function readDocument(
  file: string,
  { root, problems, notes, isCut }: ParsedDocument,
  context: ReadContext,
): PartReading {
  const objects = problems.length === 0 ? objectsOf(root) : [];
  const made = isTerraform(file) ? objects.flatMap(terraformObjects) : [];
  const found = objects.flatMap((one) => readObject(file, one, context));
  const cut: readonly DocumentProblem[] = isCut()
    ? [{ location: root.location, why: CUT, cause: 'unread' }]
    : [];
  return {
    found: [...found, ...cut],
    serviceAccounts: [...objects, ...made].flatMap(
      (one) => readServiceAccount(one) ?? [],
    ),
    computeClasses: [...objects, ...made].flatMap((one) => readComputeClass(one) ?? []),
    broken: problems,
    notes,
  };
}

const CUT = 'Read in part: it has more than 200,000 aliases.';

/** A file that is no manifest may be broken as it likes: an editor's settings with comments, a build's template. */
function isManifest(file: string, text: string): boolean {
  if (file === STANDARD_INPUT || isKustomizationFile(file) || isValuesFile(file))
    return true;
  // Where one of the two is what is broken, the other and a manifest's own fields tell.
  const said = ['apiVersion', 'kind'].filter((key) => hasKey(text, key));
  if (said.length !== 1) return said.length === 2;
  return ['metadata', 'spec', 'containers'].some((key) => hasKey(text, key));
}

function hasKey(text: string, key: string): boolean {
  return new RegExp(`(?:^|[\\s{,])["']?${key}["']?\\s*:`, 'm').test(text);
}

/** JSON that is broken is said to be JSON. */
function inItsWords(
  problem: DocumentProblem,
  file: string,
  text: string,
): DocumentProblem {
  if (!/\.json$/i.test(file)) return problem;
  try {
    JSON.parse(text);
    return problem;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ...problem, why: `Not valid JSON: ${error.message.split('\n')[0]}.` };
  }
}

/** Does a rule of the config name this file, or any kind? What is named is read, whatever words stand in it. */
function namedByRules(
  file: string,
  { imageRules, valuesRules, isValues, below }: ReadContext,
): boolean {
  const named = `${below ?? ''}${file}`;
  if (isValues(file) || valuesRules.some(({ files }) => matchesAny(files, named)))
    return true;
  return imageRules.some(({ files }) => matchesAny(files, named));
}

type Read = ImageReference | DocumentProblem;

/** The config's rules add to what the format finds; one place is one reference. */
function readObject(file: string, root: Cursor, context: ReadContext): readonly Read[] {
  const document: DocumentAt = {
    file,
    root,
    apiVersion: root.at('apiVersion').text ?? '',
    kind: root.at('kind').text ?? '',
    context,
  };
  const [first] = formats.filter((one) => one !== userRules && one.reads(document));
  const readers = [
    ...(userRules.reads(document) ? [userRules] : []),
    ...(first === undefined ? [] : [first]),
  ];
  const places = new Set<string>();
  return readers.flatMap((format) =>
    [...format.references(document)].flatMap((found): readonly Read[] => {
      const { location, problem } = found;
      const place = `${location.line}:${location.column}:${found.image}`;
      if (places.has(place) && format !== userRules && readers.length > 1) return [];
      if (format === userRules) places.add(place);
      if (problem !== undefined) return [{ location, why: problem }];
      return [toReference(found, format, root)];
    }),
  );
}

function chartAround(path: string): readonly string[] {
  const match = /^((?:.*?\/)?)templates\//.exec(path);
  return match === null ? [] : [`${match[1] ?? ''}Chart.yaml`];
}

function isChartTemplate(path: string, { neighbour }: ReadContext): boolean {
  return chartAround(path).some((chart) => neighbour(chart) !== null);
}
