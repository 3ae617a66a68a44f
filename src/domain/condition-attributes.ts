import type { ASTNode } from '@marcbachmann/cel-js';

/** What a part of a condition reads, as far as that decides it for Artifact Registry. */
export type Attributes =
  /** Nothing but the time and constants. */
  | { readonly kind: 'time' }
  /** An attribute of the resource that Artifact Registry does not provide. */
  | { readonly kind: 'unavailable' }
  /** Tags, or what only the request itself brings. */
  | { readonly kind: 'open'; readonly why: string }
  /** A name or a function that IAM's conditions are not known to have, or that is not safe to run. */
  | { readonly kind: 'strange' };

const TAGS: ReadonlySet<string> = new Set([
  'matchTag',
  'matchTagId',
  'hasTagKey',
  'hasTagKeyId',
]);

/** Functions of CEL that end quickly on whatever they are given: no pattern matching, no loops. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['timestamp', 'duration', 'int', 'string', 'bool', 'double', 'size'],
  ...[
    'getFullYear',
    'getMonth',
    'getDate',
    'getDayOfMonth',
    'getDayOfWeek',
    'getDayOfYear',
  ],
  ...[
    'getHours',
    'getMinutes',
    'getSeconds',
    'getMilliseconds',
    'startsWith',
    'endsWith',
    'contains',
  ],
]);

/** Finds what a part reads; the attribute that decides most wins. */
export function readAttributes(part: ASTNode): Attributes {
  const found = [...attributes(part)];
  return (
    found.find(({ kind }) => kind === 'unavailable') ??
    found.find(({ kind }) => kind === 'strange') ??
    found.find(({ kind }) => kind === 'open') ?? { kind: 'time' }
  );
}

function* attributes(node: ASTNode): Iterable<Attributes> {
  const path = pathOf(node);
  if (path !== null) {
    yield judgePath(path);
    return;
  }
  switch (node.op) {
    case 'value':
      return;
    case 'rcall':
      yield* attributesOfMethod(...node.args);
      return;
    case 'call':
      if (!HARMLESS.has(node.args[0]) && node.args[0] !== 'has')
        yield { kind: 'strange' };
      yield* attributesOfAll(node.args[1]);
      return;
    default:
      yield* attributesOfAll(childrenOf(node.args));
  }
}

function* attributesOfMethod(
  name: string,
  receiver: ASTNode,
  words: readonly ASTNode[],
): Iterable<Attributes> {
  if (TAGS.has(name) && receiver.op === 'id' && receiver.args === 'resource') {
    yield { kind: 'open', why: 'it depends on tags of the resource' };
    return;
  }
  if (!HARMLESS.has(name) && pathOf(receiver)?.[0] !== 'api') yield { kind: 'strange' };
  yield* attributesOfAll([receiver, ...words]);
}

function* attributesOfAll(nodes: Iterable<ASTNode>): Iterable<Attributes> {
  for (const node of nodes) yield* attributes(node);
}

/** `["resource", "name"]` for `resource.name` and `resource["name"]`; `null` for what is no such path. */
function pathOf(node: ASTNode): readonly string[] | null {
  if (node.op === 'id') return [node.args];
  if (node.op === '.' || node.op === '.?') {
    const rest = pathOf(node.args[0]);
    return rest === null ? null : [...rest, node.args[1]];
  }
  if (node.op !== '[]' && node.op !== '[?]') return null;
  const [whole, key] = node.args;
  const rest = pathOf(whole);
  return rest === null || key.op !== 'value' ? null : [...rest, String(key.args)];
}

function judgePath([root = '', attribute = '']: readonly string[]): Attributes {
  if (root === 'resource' && ['name', 'type', 'service'].includes(attribute))
    return { kind: 'unavailable' };
  if (root === 'request' && attribute === 'time') return { kind: 'time' };
  if (root === 'request' && attribute !== '') return open(`${root}.${attribute}`);
  if (root === 'api') return open(root);
  if (['destination', 'origin'].includes(root) && attribute !== '')
    return open(`${root}.${attribute}`);
  return { kind: 'strange' };
}

function open(attribute: string): Attributes {
  return {
    kind: 'open',
    why: `it depends on ${attribute}, which only the request itself has`,
  };
}

/** The parts of any other node, whichever way it keeps them. */
function childrenOf(parts: unknown): readonly ASTNode[] {
  if (Array.isArray(parts)) return parts.flatMap((one) => childrenOf(one));
  return parts !== null && typeof parts === 'object' && 'op' in parts
    ? [parts as ASTNode]
    : [];
}
