import { type ASTNode, evaluate, parse } from '@marcbachmann/cel-js';
import { isLinear } from './linear-pattern.ts';

/** Comprehensions inside each other multiply their lists. */
const NESTED_AT_MOST = 2;
const MACROS: ReadonlySet<string> = new Set([
  'all',
  'exists',
  'exists_one',
  'filter',
  'map',
]);

/**
 * What a CEL expression comes to. Throws where it cannot be evaluated, and before anything is evaluated where that might take
 * time without bound: a pattern that backtracks, lists inside lists.
 */
export function evaluateCel(
  expression: string,
  context?: Readonly<Record<string, unknown>>,
): unknown {
  refuseUnbounded(parse(expression).ast, 0);
  return evaluate(expression, context);
}

function refuseUnbounded(node: unknown, depth: number): void {
  if (Array.isArray(node)) {
    for (const one of node) refuseUnbounded(one, depth);
    return;
  }
  if (!isNode(node)) return;
  const name = calledName(node);
  if (name === 'matches' && !patternsOf(node).every(isLinear))
    throw new Error('a pattern that cannot be matched in bounded time');
  const inner = depth + (name !== null && MACROS.has(name) ? 1 : 0);
  if (inner > NESTED_AT_MOST) throw new Error('comprehensions inside each other');
  refuseUnbounded(node.args, inner);
}

function isNode(value: unknown): value is ASTNode {
  return value !== null && typeof value === 'object' && 'op' in value && 'args' in value;
}

function calledName({ op, args }: ASTNode): string | null {
  if (op !== 'rcall' && op !== 'call') return null;
  const [name] = args as readonly unknown[];
  return typeof name === 'string' ? name : null;
}

/** The pattern of `text.matches(pattern)` or `matches(text, pattern)`; one that is not written out is none that is known. */
function patternsOf({ args }: ASTNode): readonly (string | null)[] {
  const given = (args as readonly unknown[]).at(-1);
  const pattern: unknown = Array.isArray(given) ? given.at(-1) : null;
  const text = isNode(pattern) && pattern.op === 'value' ? pattern.args : null;
  return [typeof text === 'string' ? text : null];
}
