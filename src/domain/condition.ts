import { type ASTNode, parse, serialize } from '@marcbachmann/cel-js';
import { evaluateCel } from './cel.ts';
import { readAttributes } from './condition-attributes.ts';

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
 * not available there, and the part that uses them is never interpreted as granting (docs.cloud.google.com/iam/docs/conditions-attribute-reference):
 * it is taken for CEL's error, which stays one below a `!` and gives way only to what decides an `||` or an `&&` without it. Tags and what
 * else the request brings are open: it depends on them where they alone can make it hold, whatever else in it cannot be read.
 */
export function evaluateCondition(expression: string, now: Date): ConditionResult {
  if (expression.length > LONGEST)
    return { holds: 'unknown', why: 'its condition is too long to be evaluated' };
  const reasons: Reasons = { depends: [], unknown: [] };
  try {
    return conclude(outcomesOf(parse(expression).ast, now, reasons), reasons, expression);
  } catch {
    return { holds: 'unknown', why: 'its condition cannot be read' };
  }
}

/** `never`: what is not available, and so grants neither as it stands nor denied. */
type Outcome = 'true' | 'false' | 'never';

/** What a part may come to with what cannot be read, in one state of the tags and of the request. */
type Range = readonly Outcome[];

interface Reasons {
  readonly depends: string[];
  readonly unknown: string[];
}

/** A range for each state of the tags and of the request that makes a difference. */
function outcomesOf(node: ASTNode, now: Date, reasons: Reasons): readonly Range[] {
  const inner = (child: ASTNode): readonly Range[] => outcomesOf(child, now, reasons);
  switch (node.op) {
    case '&&':
      return combine(inner(node.args[0]), inner(node.args[1]), 'false');
    case '||':
      return combine(inner(node.args[0]), inner(node.args[1]), 'true');
    case '!_':
      return distinct(inner(node.args).map((range) => range.map((one) => NEGATED[one])));
    case '?:':
      return choose(inner(node.args[0]), inner(node.args[1]), inner(node.args[2]));
    default:
      return [evaluatePart(node, now, reasons)].flatMap((one) =>
        one === 'either' ? EITHER : [one],
      );
  }
}

const NEGATED: Readonly<Record<Outcome, Outcome>> = {
  true: 'false',
  false: 'true',
  never: 'never',
};
const EITHER: readonly Range[] = [['true'], ['false']];
const NEVER: Range = ['never'];
const ANYTHING: Range = ['true', 'false', 'never'];

/** `&&` and `||`: one outcome decides them, whatever the other side is. */
function combine(
  left: readonly Range[],
  right: readonly Range[],
  decisive: 'true' | 'false',
): readonly Range[] {
  const join = (a: Outcome, b: Outcome): Outcome => {
    if (a === decisive || b === decisive) return decisive;
    return a === 'never' || b === 'never' ? 'never' : NEGATED[decisive];
  };
  return distinct(
    left.flatMap((one) =>
      right.map((other) => one.flatMap((a) => other.map((b) => join(a, b)))),
    ),
  );
}

function choose(
  test: readonly Range[],
  yes: readonly Range[],
  no: readonly Range[],
): readonly Range[] {
  const take = (range: Range, a: Range, b: Range): Range => {
    const branches = { true: a, false: b, never: NEVER };
    return range.flatMap((one) => branches[one]);
  };
  return distinct(
    test.flatMap((range) => yes.flatMap((a) => no.map((b) => take(range, a, b)))),
  );
}

/** There are no more than seven ranges, so that no condition grows beyond them. */
function distinct(ranges: readonly Range[]): readonly Range[] {
  const sets = ranges.map((range) => ANYTHING.filter((one) => range.includes(one)));
  return [...new Map(sets.map((set) => [set.join(), set])).values()];
}

/** What is no logic: decided by the attributes that it reads, and evaluated where these are the time alone. */
function evaluatePart(node: ASTNode, now: Date, reasons: Reasons): Range | 'either' {
  const reads = readAttributes(node);
  if (reads.kind === 'unavailable') return NEVER;
  if (reads.kind === 'open') {
    reasons.depends.push(reads.why);
    return 'either';
  }
  const result = reads.kind === 'time' ? evaluateSafely(node, now) : null;
  if (typeof result === 'boolean') return [result ? 'true' : 'false'];
  reasons.unknown.push(
    result === null
      ? 'its condition cannot be evaluated'
      : 'its condition is neither true nor false',
  );
  return ANYTHING;
}

/** `null` where it cannot be evaluated. */
function evaluateSafely(node: ASTNode, now: Date): unknown {
  try {
    return evaluateCel(serialize(node), { request: { time: now } }) ?? null;
  } catch {
    return null;
  }
}

function conclude(
  ranges: readonly Range[],
  { depends, unknown }: Reasons,
  expression: string,
): ConditionResult {
  const all = ranges.flat();
  if (all.every((one) => one === 'true')) return { holds: 'yes' };
  if (ranges.some((range) => range.every((one) => one === 'true')))
    return { holds: 'depends', why: depends[0] ?? 'it depends on the request' };
  if (all.includes('true'))
    return { holds: 'unknown', why: unknown[0] ?? 'its condition cannot be evaluated' };
  const why = all.includes('never')
    ? 'it asks for resource attributes, which Artifact Registry does not provide, so that it never grants there'
    : `its condition does not hold now: ${expression.slice(0, 300)}`;
  return { holds: 'no', why };
}
