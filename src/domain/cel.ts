import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';

/** Comprehensions inside each other multiply their lists. */
const NESTED_AT_MOST = 2;
const MACROS: ReadonlySet<string> = new Set([
  'all',
  'exists',
  'exists_one',
  'filter',
  'map',
]);

/** Characters of a pattern, and what it may grow to: RE2 takes time in the product of it and the text. */
const PATTERN_AT_MOST = 1000;
const PROGRAM_AT_MOST = 10_000;

/** CEL's own regular expressions are RE2's, and end in bounded time; the library's are the engine's, which backtrack. */
const MATCHES = 'matchesByRe2';
let made: Environment | null = null;

/** Made where the first condition is met: most runs meet none. */
function environment(): Environment {
  made ??= new Environment({ unlistedVariablesAreDyn: true })
    .registerFunction(`string.${MATCHES}(string): bool`, isMatch)
    .registerFunction('matches(string, string): bool', isMatch);
  return made;
}

/**
 * What a CEL expression comes to. Throws where it cannot be evaluated, and before anything is evaluated where that might take
 * time without bound: lists inside lists, and a pattern that grows beyond measure when it is met.
 */
export function evaluateCel(
  expression: string,
  context?: Readonly<Record<string, unknown>>,
): unknown {
  const evaluate = environment().parse(expression);
  prepare(evaluate.ast, 0);
  return evaluate(context);
}

/** Refuses what is unbounded, and hands every match to RE2. */
function prepare(node: unknown, depth: number): void {
  if (Array.isArray(node)) {
    for (const one of node) prepare(one, depth);
    return;
  }
  if (!isNode(node)) return;
  const name = calledName(node);
  if (node.op === 'rcall' && name === 'matches') node.args[0] = MATCHES;
  const inner = depth + (name !== null && MACROS.has(name) ? 1 : 0);
  if (inner > NESTED_AT_MOST) throw new Error('comprehensions inside each other');
  prepare(node.args, inner);
}

function isNode(value: unknown): value is ASTNode {
  return value !== null && typeof value === 'object' && 'op' in value && 'args' in value;
}

function calledName({ op, args }: ASTNode): string | null {
  if (op !== 'rcall' && op !== 'call') return null;
  const [name] = args as readonly unknown[];
  return typeof name === 'string' ? name : null;
}

/** Does a text hold what a pattern says? Throws for a pattern that is none of RE2's, or too large. */
function isMatch(text: string, pattern: string): boolean {
  if (pattern.length > PATTERN_AT_MOST) throw new Error('a pattern that is too long');
  const compiled = RE2JS.compile(pattern);
  if (compiled.programSize() > PROGRAM_AT_MOST)
    throw new Error('a pattern that repeats too much');
  return compiled.test(text);
}
