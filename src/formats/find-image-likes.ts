import { GOOGLE, type ImageLike, looksLike } from '../domain/image-like.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import { type Cursor, parseDocuments } from './document.ts';

/** Everything in a file that looks like an image, its tag or its digest. */
export function findImageLikes(file: string, text: string): readonly ImageLike[] {
  if (isNoDeployment(file)) return [];
  const structured =
    /\.(?:ya?ml|json)$/i.test(file) || /(?:^|\/)Kustomization$/.test(file);
  if (!structured || isTemplate(file)) return inLines(file, text.split('\n'), 1);
  return parseDocuments(file, text, mayHold).flatMap(({ root, problems }) =>
    problems.length > 0 ? [] : inDocument(root),
  );
}

/** A line without any of these holds nothing that looks like an image. */
export function mayHold(text: string): boolean {
  return /image|tag|version|sha256:|pkg\.dev|gcr\.io|[a-z0-9]\/[^\s:]+[:@][\w$]/i.test(
    text,
  );
}

/** Nothing deploys these: builds, tests, documentation, locks, editors' and bots' settings. */
function isNoDeployment(file: string): boolean {
  return (
    /(?:^|\/)\.(?:circleci|buildkite|gitlab|devcontainer|vscode|idea)\//.test(file) ||
    /(?:^|\/)node_modules\//.test(file) ||
    /(?:^|\/)\.github\/(?:workflows\/|actions\/|[^/]*$)/.test(file) ||
    /(?:^|\/)\.?(?:gitlab-ci|travis|drone|woodpecker|pre-commit-config|goreleaser|golangci|yamllint|markdownlint|codecov|dependabot|mergify|azure-pipelines|bitbucket-pipelines|appveyor|cloudbuild|mkdocs|docker-bake)[\w.-]*\.(?:ya?ml|json|toml)$/i.test(
      file,
    ) ||
    /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/.test(file) ||
    /(?:^|\/)(?:[\w.-]+\.)?(?:Dockerfile|Containerfile|Jenkinsfile)(?:\.[\w.-]+)?$/.test(
      file,
    ) ||
    /(?:^|\/)(?:package|tsconfig|renovate|composer|devcontainer)[\w.-]*\.json5?$/.test(
      file,
    ) ||
    /(?:^|\/)Chart\.ya?ml$|(?:^|\/)requirements\.ya?ml$|\.schema\.json$/.test(file) ||
    /\.(?:lock|sum|md|mdx|rst|adoc|html?|css|svg|png|jpe?g|gif|pdf|zip|gz|tgz)$/i.test(
      file,
    ) ||
    /(?:^|\/)(?:[\w.-]*[-_])?lock\.(?:ya?ml|json)$|pnpm-lock\.yaml$/.test(file) ||
    /(?:^|\/)(?:CHANGELOG|LICENSE|NOTICE|NOTES\.txt|OWNERS|CODEOWNERS)/.test(file)
  );
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
/** What kustomize matches by; a block device. */
const NO_PLACE = /^images\[\d+\]\.name$|(?:^|\.)rbd\.image$/;
const DEPTH_AT_MOST = 64;

interface Around {
  readonly kind: string | null;
  readonly document: ImageLike['document'];
  readonly depth: number;
}

function inDocument(root: Cursor): readonly ImageLike[] {
  const kind = root.at('kind').text;
  if (kind !== null && UNPULLED.has(kind)) return [];
  const { line, endLine } = root.location;
  const document = { first: line, last: endLine };
  return [...search(root, '', [], { kind, document, depth: 0 })];
}

function* search(
  place: Cursor,
  key: string,
  beside: readonly string[],
  around: Around,
): Iterable<ImageLike> {
  if (around.depth > DEPTH_AT_MOST || NEVER.has(key)) return;
  const inner = { ...around, depth: around.depth + 1 };
  if (place.type === 'list') {
    for (const item of place.items()) yield* search(item, key, [], inner);
  } else if (place.type === 'mapping') {
    const entries = place.entries();
    const keys = entries.map((entry) => entry.key);
    for (const { key: own, value } of entries) {
      if (own.startsWith('argocd-image-updater.argoproj.io/')) continue;
      yield* search(value, own === 'value' ? namedBy(place, own) : own, keys, inner);
    }
  } else yield* inScalar(place, key, beside, inner);
}

/** `{name: image.tag, value: 1.2.3}` and `{op: replace, path: /spec/image, value: …}`: another field is the key. */
function namedBy(place: Cursor, own: string): string {
  const name = place.at('name').text ?? place.at('key').text;
  return name ?? place.at('path').text?.split('/').at(-1) ?? own;
}

function* inScalar(
  place: Cursor,
  key: string,
  beside: readonly string[],
  around: Around,
): Iterable<ImageLike> {
  const written = place.written;
  if (written === null || place.type === 'null' || NO_PLACE.test(place.path)) return;
  if (place.text?.includes('\n') === true) {
    yield* inText(place, key, around);
    return;
  }
  // `IMAGE_TAG=1.2.3`, an entry of a generator or of a list of arguments.
  const pair = /^(?:--?)?([A-Za-z][\w.-]*)=(\S+)$/.exec(written);
  const what =
    looksLike(key, written, beside) ??
    (pair === null ? null : looksLike(pair[1] ?? '', pair[2] ?? '', []));
  if (what === null) return;
  const { location, path } = place;
  const { kind, document } = around;
  yield { what, text: written, key, location, path, kind, document };
}

/** The text of a block scalar may be a document of its own, or lines of anything. */
function* inText(place: Cursor, key: string, around: Around): Iterable<ImageLike> {
  const roots = place
    .inside()
    .filter(({ type }) => type === 'mapping' || type === 'list');
  if (roots.length > 0) {
    for (const root of roots) yield* search(root, key, [], around);
    return;
  }
  const { file, line } = place.location;
  for (const one of inLines(file, (place.text ?? '').split('\n'), line))
    yield { ...one, path: place.path, kind: around.kind, document: around.document };
}

/** Files in which `KEY = VALUE` is a setting; in others only what names one of Google's registries counts. */
const SETTINGS =
  /\.(?:env|properties|tfvars|tf|hcl|toml|ini|cfg|conf|jsonnet|libsonnet|cue|k|tpl|gotmpl|j2|ya?ml|json)(?:\.[\w-]+)?$|(?:^|\/)\.env[\w.-]*$/i;

function inLines(
  file: string,
  lines: readonly string[],
  first: number,
): readonly ImageLike[] {
  const document = { first, last: first + lines.length - 1 };
  const settings = SETTINGS.test(file);
  return lines.flatMap((line, index) => {
    if (/^\s*(?:#|\/\/|--|;|\*|<!--)/.test(line) || !mayHold(line)) return [];
    const found = inLine(line, settings);
    if (found === null) return [];
    const location = spanIn(file, first + index, line, found.text);
    return [{ ...found, location, path: null, kind: null, document }];
  });
}

function inLine(
  line: string,
  settings: boolean,
): Pick<ImageLike, 'what' | 'text' | 'key'> | null {
  const google = GOOGLE.exec(line)?.[0];
  if (google !== undefined) return { what: 'image', text: google, key: '' };
  const pair =
    /^\s*(?:-\s+)?(?:export\s+)?["']?([A-Za-z][\w.-]*)["']?\s*[:=]+\s*["']?([^\s"',]+)["']?\s*,?\s*(?:[#].*)?$/.exec(
      line,
    );
  if (!settings || pair === null) return null;
  const [, key = '', text = ''] = pair;
  const what = looksLike(key, text, []);
  return what === null ? null : { what, text, key };
}

function spanIn(file: string, line: number, text: string, part: string): SourceLocation {
  const start = [...text.slice(0, Math.max(0, text.indexOf(part)))].length + 1;
  const endColumn = start + [...part].length;
  return { file, line, column: start, endLine: line, endColumn };
}
