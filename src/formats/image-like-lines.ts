import { type ImageLike, looksLike, wordsOf } from '../domain/image-like.ts';
import type { SourceLocation } from '../domain/source-location.ts';
import { GOOGLE } from '../domain/telling-name.ts';

/** A text without any of these holds nothing that looks like an image. */
export function mayHold(text: string): boolean {
  return (
    /image|tag|version|sha256:|pkg\.dev|gcr\.io|elements|substitute|replacements|datasource=docker/i.test(
      text,
    ) ||
    /[a-z0-9]\/[^\s:]+[:@][\w$]|[a-z0-9]:(?:v?\d|latest|stable)|\.(?:io|com|aws)\/\w/i.test(
      text,
    )
  );
}

/** What looks like an image in lines that no parser takes apart. */
export function inLines(
  file: string,
  lines: readonly string[],
  first: number,
): readonly ImageLike[] {
  const document = { first, last: first + lines.length - 1 };
  const settings = SETTINGS.test(file);
  return lines.flatMap((line, index) => {
    if (/^\s*(?:#|\/\/|--|;|\*|<!--)/.test(line) || !mayHold(line)) return [];
    return inLine(line, settings).map((found) => {
      const location = spanIn(file, first + index, line, found.text);
      return { ...found, location, path: null, kind: null, document };
    });
  });
}

/** `1.2.3 # {"$imagepolicy": "ns:web:tag"}`, and what stands below `# renovate: datasource=docker`: a bot says what it is. */
export function inMarkedLines(
  file: string,
  lines: readonly string[],
): readonly ImageLike[] {
  const document = { first: 1, last: lines.length };
  return lines.flatMap((line, index) => {
    const policy = POLICY.exec(line);
    const above = RENOVATE.test(lines[index - 1] ?? '');
    const [, key = '', text = ''] =
      policy === null && !above ? [] : (VALUE.exec(line) ?? []);
    if (text === '') return [];
    const what = policy?.[1] === 'tag' || !text.includes('/') ? 'tag' : 'image';
    const location = spanIn(file, index + 1, line, text);
    return [{ what, text, key, location, path: null, kind: null, document }];
  });
}

const POLICY = /#.*\$imagepolicy"?\s*:\s*"[^":]*:[^":]*(?::(\w+))?"/;
const RENOVATE = /^\s*#\s*renovate:.*\bdatasource=docker\b/;
const VALUE = /^\s*(?:-\s+)?["']?([\w./-]+)["']?\s*[:=]\s*["']?([^\s"'#{[&*]+)["']?/;

/** Files in which `KEY = VALUE` is a setting; in others only what names one of Google's registries counts. */
const SETTINGS =
  /\.(?:env|properties|tfvars|tf|hcl|toml|ini|cfg|conf|jsonnet|libsonnet|cue|k|tpl|gotmpl|j2|ya?ml|json)(?:\.[\w-]+)?$|(?:^|\/)\.env[\w.-]*$/i;

type Found = Pick<ImageLike, 'what' | 'text' | 'key'>;

function inLine(line: string, settings: boolean): readonly Found[] {
  const google = GOOGLE.exec(line)?.[0];
  if (google !== undefined) return [{ what: 'image', text: google, key: '' }];
  if (!settings || line.length > LINE_AT_MOST) return [];
  const filled = FILLED.exec(line);
  if (filled !== null) return inTemplate(filled[1], filled[2]);
  const pair = PAIR.exec(line);
  if (pair !== null) return found(pair[1], pair[2]);
  return [...line.matchAll(QUOTED)].flatMap(([, key, , text]) => found(key, text));
}

const LINE_AT_MOST = 2000;
/** `KEY = VALUE` alone on its line, in whatever language. */
const PAIR =
  /^\s*(?:-\s+)?(?:export\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*[:=]+\s*["']?([^\s"',]+)["']?\s*,?\s*(?:[#].*)?$/;
/** `image: "{{ … }}:1.2.3"`: a template fills in the name, and the version stands here. */
const FILLED =
  /^\s*(?:-\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*:\s*["']?(\S*\{\{.*\}\}[^\s{}"']*[:@]\w[\w.:-]*)["']?\s*(?:#.*)?$/;
/** `{ KEY = "VALUE" }`, `KEY: ["VALUE"]`, and texts without a key. */
const QUOTED = /(?:([A-Za-z_][\w.-]*)["']?\s*[:=]+\s*\[?\s*)?(["'])([^"'\s]+)\2/g;

function found(key = '', text = ''): readonly Found[] {
  const what = looksLike(text, { key, above: '', beside: [] });
  return what === null ? [] : [{ what, text, key }];
}

function inTemplate(key = '', text = ''): readonly Found[] {
  return wordsOf(key).includes('image') ? [{ what: 'image', text, key }] : [];
}

function spanIn(file: string, line: number, text: string, part: string): SourceLocation {
  const start = [...text.slice(0, Math.max(0, text.indexOf(part)))].length + 1;
  const endColumn = start + [...part].length;
  return { file, line, column: start, endLine: line, endColumn };
}
