import type { Node as Syntax } from 'web-tree-sitter';
import { hide } from './go-template.ts';
import type { MapNode, Node, PairNode, ScalarNode, ScalarStyle } from './nodes.ts';

/** Deeper than any module is written; what stands below is an expression like any other. */
const DEPTH_AT_MOST = 64;

/** The attributes and blocks of a body; blocks of one name are a list, their labels mappings around it. */
export function bodyNode(body: Syntax, depth = 0): MapNode {
  const pairs: PairNode[] = [];
  const blocks = new Map<string, Node[]>();
  const inner = body.type === 'config_file' ? childOf(body, 'body') : body;
  for (const child of inner?.namedChildren ?? []) {
    if (child.type === 'attribute') pairs.push(attributePair(child, depth));
    if (child.type !== 'block' || depth >= DEPTH_AT_MOST) continue;
    const [name] = child.namedChildren;
    if (name === undefined) continue;
    const before = blocks.get(name.text);
    const items = before ?? [];
    items.push(blockNode(child, depth));
    if (before !== undefined) continue;
    blocks.set(name.text, items);
    const value: Node = { kind: 'seq', ...spanOf(child), items };
    pairs.push({ key: name.text, keyNode: plain(name, name.text), value });
  }
  return { kind: 'map', ...spanOf(body), pairs };
}

function blockNode(block: Syntax, depth: number): Node {
  const labels = block.namedChildren
    .slice(1)
    .filter(({ type }) => type === 'identifier' || type === 'string_lit');
  const body = childOf(block, 'body');
  const empty: MapNode = { kind: 'map', ...spanOf(block), pairs: [] };
  const inner = body === undefined ? empty : bodyNode(body, depth + 1);
  return labels.reduceRight<Node>((value, label) => {
    const keyNode =
      label.type === 'identifier' ? plain(label, label.text) : quoted(label);
    const pairs = [{ key: keyNode.text, keyNode, value }];
    return { kind: 'map', ...spanOf(block), pairs };
  }, inner);
}

function attributePair(attribute: Syntax, depth: number): PairNode {
  const [name, value] = attribute.namedChildren;
  const key = name?.text ?? null;
  const keyNode = name === undefined ? null : plain(name, name.text);
  return { key, keyNode, value: value === undefined ? null : valueNode(value, depth) };
}

/** A literal as what it says; any other expression as a template. */
function valueNode(expression: Syntax, depth: number): Node {
  const inner = withoutParentheses(expression);
  const [only, ...more] = inner.namedChildren;
  const whole = only !== undefined && more.length === 0 && depth < DEPTH_AT_MOST;
  const literal = whole ? literalNode(only, depth) : null;
  return literal ?? plain(expression, hide(expression.text));
}

function withoutParentheses(expression: Syntax): Syntax {
  let at = expression;
  while (at.child(0)?.type === '(' && at.namedChildCount === 1)
    at = at.namedChild(0) ?? at;
  return at;
}

function literalNode(node: Syntax, depth: number): Node | null {
  const [inner] = node.namedChildren;
  if (node.type === 'literal_value') return scalarNode(inner ?? node);
  if (node.type === 'template_expr' && inner !== undefined) return templateNode(inner);
  if (node.type !== 'collection_value' || inner === undefined) return null;
  if (inner.type === 'tuple') {
    const items = inner.namedChildren
      .filter(({ type }) => type === 'expression')
      .map((item) => valueNode(item, depth + 1));
    return { kind: 'seq', ...spanOf(inner), items };
  }
  if (inner.type !== 'object') return null;
  const elements = inner.namedChildren.filter(({ type }) => type === 'object_elem');
  const pairs = elements.map((element) => elementPair(element, depth + 1));
  return { kind: 'map', ...spanOf(inner), pairs };
}

function elementPair(element: Syntax, depth: number): PairNode {
  const [left, right] = element.namedChildren;
  const keyNode = left === undefined ? null : keyOf(left);
  const value = right === undefined ? null : valueNode(right, depth);
  return { key: keyNode?.text ?? null, keyNode, value };
}

/** A bare word or a quoted text; a key that is computed is none. */
function keyOf(expression: Syntax): ScalarNode | null {
  const [only, ...more] = expression.namedChildren;
  if (only === undefined || more.length > 0 || expression.child(0)?.type === '(')
    return null;
  if (only.type === 'variable_expr') return plain(only, only.text);
  const [inner] = only.namedChildren;
  return only.type === 'literal_value' && inner?.type === 'string_lit'
    ? quoted(inner)
    : null;
}

function scalarNode(node: Syntax): ScalarNode {
  if (node.type === 'string_lit') return quoted(node);
  if (node.type === 'null_lit') return { ...plain(node, node.text), type: 'null' };
  // Terraform makes a text of a number or a boolean where a text is asked for.
  return plain(node, node.text);
}

/** A text with `${…}` in it keeps that as it is written; one that is steered by `%{…}` is a template as a whole. */
function templateNode(node: Syntax): Node {
  const steered = node.descendantsOfType('template_directive').length > 0;
  if (node.type === 'heredoc_template') return heredoc(node, steered);
  const { text } = quoted(node);
  return scalar(node, steered ? hide(text) : text, 'double');
}

function quoted(node: Syntax): ScalarNode {
  return scalar(node, unescaped(node.text.slice(1, -1)), 'double');
}

/** From the first character of its first line to the end of its last. */
function heredoc(node: Syntax, steered: boolean): ScalarNode {
  const { text } = node;
  const first = text.indexOf('\n') + 1;
  const last = Math.max(first, text.lastIndexOf('\n') + 1);
  const body = text.slice(first, last);
  const start = node.startIndex + first + (body.length - body.trimStart().length);
  const end = Math.max(start, node.startIndex + first + body.trimEnd().length);
  const written = text.startsWith('<<-') ? body.replace(/^[ \t]+/gm, '') : body;
  const base = scalar(node, steered ? hide(written) : written, 'literal');
  return { ...base, start, end };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(written: string): string {
  if (!/[\\$%]/.test(written)) return written;
  return written
    .replace(
      /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gs,
      (whole, short?: string, long?: string, one?: string) => {
        if (one !== undefined) return ESCAPES[one] ?? one;
        const code = Number.parseInt(short ?? long ?? '', 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      },
    )
    .replace(/([$%])\1\{/g, '$1{');
}

function plain(node: Syntax, text: string): ScalarNode {
  return scalar(node, text, 'plain');
}

function scalar(node: Syntax, text: string, style: ScalarStyle): ScalarNode {
  return { kind: 'scalar', type: 'string', text, style, ...spanOf(node) };
}

function spanOf({ startIndex, endIndex }: Syntax): {
  readonly start: number;
  readonly end: number;
} {
  return { start: startIndex, end: endIndex };
}

function childOf(node: Syntax, type: string): Syntax | undefined {
  return node.namedChildren.find((child) => child.type === type);
}
