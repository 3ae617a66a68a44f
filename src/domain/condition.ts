import { evaluate, parse } from '@marcbachmann/cel-js';

/** What a condition of a binding comes to. */
export type ConditionResult =
  | { readonly holds: 'yes' }
  | { readonly holds: 'no'; readonly why: string }
  /** It hangs on tags or on the request: it may hold. */
  | { readonly holds: 'depends'; readonly why: string }
  | { readonly holds: 'unknown'; readonly why: string };

const LONGEST = 12_000;

/**
 * Evaluates an IAM condition for a pull from Artifact Registry at an instant. Time is evaluated. `resource.name`, `.type` and `.service` are
 * not available there, and what uses them is never interpreted as granting (docs.cloud.google.com/iam/docs/conditions-attribute-reference):
 * it is evaluated as false wherever it stands, also below a `!`. Tags and what else the request brings are open.
 */
export function evaluateCondition(expression: string, now: Date): ConditionResult {
  if (expression.length > LONGEST)
    return { holds: 'unknown', why: 'its condition is too long to be evaluated' };
  if (!isParsable(expression)) return { holds: 'unknown', why: 'its condition cannot be read' };
  const bare = withoutStrings(expression);
  if (/\bresource\s*\.\s*(?:name|type|service)\b/.test(bare)) return judgeWithResource(expression, bare, now);
  return judge(expression, bare, now);
}

const RESOURCE =
  'it asks for resource attributes, which Artifact Registry does not provide, so that it never grants there';

function judge(expression: string, bare: string, now: Date): ConditionResult {
  if (/\b(?:matchTag|matchTagId|hasTagKey|hasTagKeyId)\s*\(/.test(bare))
    return eitherWay(expression, now, 'it depends on tags of the resource');
  const other = /\b(?:request|resource|api|destination|origin)\s*\.\s*(?!time\b)[\w.]+/.exec(bare);
  if (other !== null) return eitherWay(expression, now, `it depends on ${other[0]}`);
  return timed(expression, now);
}

/** Where the rest of an `||` may still grant on its own, that is what counts. */
function judgeWithResource(expression: string, bare: string, now: Date): ConditionResult {
  const parts = topLevel(expression, '||');
  if (parts.length > 1 && !/\?/.test(bare)) {
    const results = parts.map((part) => evaluateCondition(part, now));
    return (
      results.find(({ holds }) => holds === 'yes') ??
      results.find(({ holds }) => holds === 'depends') ??
      results.find(({ holds }) => holds === 'unknown') ?? { holds: 'no', why: RESOURCE }
    );
  }
  return { holds: 'no', why: RESOURCE };
}

/** What is open is decided where it makes no difference: by time alone. */
function eitherWay(expression: string, now: Date, why: string): ConditionResult {
  const parts = topLevel(expression, '&&');
  if (parts.length > 1) {
    const results = parts.map((part) => evaluateCondition(part, now));
    const no = results.find(({ holds }) => holds === 'no');
    if (no !== undefined) return no;
  }
  const either = topLevel(expression, '||');
  if (either.length > 1 && parts.length <= 1) {
    const yes = either.map((part) => evaluateCondition(part, now)).find(({ holds }) => holds === 'yes');
    if (yes !== undefined) return yes;
  }
  return { holds: 'depends', why };
}

function timed(expression: string, now: Date): ConditionResult {
  try {
    const result: unknown = evaluate(expression, { request: { time: now } });
    if (result === true) return { holds: 'yes' };
    if (result === false) return { holds: 'no', why: `its condition does not hold now: ${expression}` };
    return { holds: 'unknown', why: 'its condition is neither true nor false' };
  } catch {
    return { holds: 'unknown', why: 'its condition cannot be evaluated' };
  }
}

function isParsable(expression: string): boolean {
  try {
    parse(expression);
    return true;
  } catch {
    return false;
  }
}

/** The expression with its string literals emptied, so that words in them mean nothing. */
function withoutStrings(expression: string): string {
  return expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
}

/** Splits at an operator that stands outside parentheses, brackets and strings. A whole that is in parentheses is opened. */
function topLevel(expression: string, operator: '&&' | '||'): readonly string[] {
  const text = unwrapped(expression.trim());
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (literal) => '_'.repeat(literal.length));
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  let sawOr = false;
  for (let index = 0; index < bare.length; index += 1) {
    const character = bare[index] ?? '';
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth !== 0) continue;
    if (bare.startsWith('||', index)) sawOr = true;
    if (bare.startsWith(operator, index)) {
      parts.push(text.slice(start, index));
      start = index + 2;
      index += 1;
    }
  }
  parts.push(text.slice(start));
  // `a && b || c` is no conjunction at its top.
  return operator === '&&' && sawOr ? [expression] : parts;
}

function unwrapped(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (depth === 0 && index < text.length - 1) return text;
  }
  return unwrapped(text.slice(1, -1).trim());
}
