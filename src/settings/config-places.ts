import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter } from 'yaml';
import type { SourceLocation } from '../domain/source-location.ts';

/** Where every entry of a config stands, by its path: `environments[0].paths[1]`. */
export function placesOf(
  document: Document,
  file: string,
  lines: LineCounter,
): ReadonlyMap<string, SourceLocation> {
  const entries = entriesOf(document.contents, '');
  return new Map(
    entries.map(({ node, path }) => [path, locationOf(node, file, lines)] as const),
  );
}

interface Entry {
  readonly node: unknown;
  readonly path: string;
}

function entriesOf(node: unknown, path: string): readonly Entry[] {
  const inner = childrenOf(node, path).flatMap((one) => entriesOf(one.node, one.path));
  return [{ node, path }, ...inner];
}

function childrenOf(node: unknown, path: string): readonly Entry[] {
  if (isSeq(node))
    return node.items.map((item, index) => ({ node: item, path: `${path}[${index}]` }));
  if (!isMap(node)) return [];
  return node.items.map(({ key, value }) => ({
    node: value,
    path: path === '' ? String(key) : `${path}.${String(key)}`,
  }));
}

/** From its first character to its end on that line. */
function locationOf(node: unknown, file: string, lines: LineCounter): SourceLocation {
  const [start = 0, end = 0] = (isNode(node) ? node.range : null) ?? [];
  const { line, col: column } = lines.linePos(start);
  const last = lines.linePos(end);
  const endColumn = isScalar(node) && last.line === line ? last.col : column;
  return { file, line, column, endLine: line, endColumn };
}
