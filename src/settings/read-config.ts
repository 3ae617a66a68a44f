import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { SettingsError } from '../domain/settings-error.ts';
import type { ConfigFile, LocatedConfig } from './config-file.ts';
import { placesOf } from './config-places.ts';
import { type Config, configSchema } from './config-schema.ts';
import { issueText } from './issue-text.ts';
import { nearest } from './nearest.ts';

/** Reads and checks the config; everything that is wrong is said at once, each with file, line, column and the nearest key. */
export function readConfigFile(
  { file, text }: Pick<ConfigFile, 'file' | 'text'>,
  ruleIds: readonly string[],
): LocatedConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw new SettingsError(
      document.errors
        .map((error) => `${at(error.pos[0])}: not valid YAML: ${error.message}`)
        .join('\n'),
    );
  }
  const value = plainValue(document, file) ?? {};
  const place = (path: readonly PropertyKey[], key?: string): string =>
    at(offsetOf(document, path, key));
  const parsed = configSchema.safeParse(value);
  const problems = parsed.success
    ? ruleProblems(parsed.data, ruleIds, place)
    : parsed.error.issues.flatMap((issue) => issueLines(issue, place, value));
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
  return { config: parsed.data ?? {}, places: placesOf(document, file, lines) };
}

/** The config as plain data. An alias of nothing, or aliases without end, are the user's mistake. */
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new SettingsError(`${file}: not valid YAML: ${error.message}.`);
  }
}

type Place = (path: readonly PropertyKey[], key?: string) => string;

function issueLines(
  issue: z.core.$ZodIssue,
  place: Place,
  config: unknown,
): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) =>
        `${place(issue.path, key)}: unknown key "${key}"${nearest(key, keysAt(issue.path))}`,
    );
  }
  const name = issue.path.length === 0 ? 'the config' : issue.path.map(String).join('.');
  return [`${place(issue.path)}: ${name}: ${issueText(issue, config)}`];
}

/** The keys that may stand at a path of the config. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = configSchema;
  for (const step of path)
    schema =
      typeof step === 'number'
        ? elementOf(schema)
        : unwrap(shapeOf(schema)[String(step)]);
  return Object.keys(shapeOf(schema));
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  const unwrapped = unwrap(schema);
  const shape = (unwrapped as { shape?: Readonly<Record<string, unknown>> } | null)
    ?.shape;
  return shape ?? {};
}

function elementOf(schema: unknown): unknown {
  return (unwrap(schema) as { element?: unknown } | null)?.element;
}

function unwrap(schema: unknown): unknown {
  const inner = (schema as { unwrap?: () => unknown } | null)?.unwrap;
  return typeof inner === 'function' && !('element' in (schema as object))
    ? unwrap(inner.call(schema))
    : schema;
}

function ruleProblems(
  config: Config,
  ruleIds: readonly string[],
  place: Place,
): readonly string[] {
  const known = (rule: string, at: string): readonly string[] =>
    ruleIds.includes(rule)
      ? []
      : [`${at}: unknown rule "${rule}"${nearest(rule, ruleIds)}`];
  return [
    ...Object.keys(config.rules ?? {}).flatMap((rule) =>
      known(rule, place(['rules'], rule)),
    ),
    ...(config.ignore ?? []).flatMap(({ rule }, index) =>
      known(rule, place(['ignore', index, 'rule'])),
    ),
  ];
}

function offsetOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
  key?: string,
): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node =
      length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    if (key !== undefined && isMap(node)) {
      const pair = node.items.find(
        (one) => isScalar(one.key) && String(one.key.value) === key,
      );
      if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0] ?? 0;
    }
    return node.range?.[0] ?? 0;
  }
  return 0;
}
