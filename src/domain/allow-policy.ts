/** One binding of an allow policy, as IAM has it. */
export interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  /** The condition's expression, or `null`. */
  readonly condition: string | null;
}

/** An allow policy and the resource that it is attached to (`projects/P`, `folders/N`, …). */
export interface AllowPolicy {
  readonly resource: string;
  readonly bindings: readonly Binding[];
}

/**
 * Reads an allow policy from IAM's JSON. A policy without an `etag`, or of another shape, is none (`null`): a truncated answer must
 * not look like a policy that grants nothing.
 */
export function parseAllowPolicy(resource: string, json: unknown): AllowPolicy | null {
  if (!isObject(json) || typeof json['etag'] !== 'string') return null;
  const listed = json['bindings'] ?? [];
  if (!Array.isArray(listed)) return null;
  const bindings: Binding[] = [];
  for (const one of listed) {
    if (!isObject(one) || typeof one['role'] !== 'string') return null;
    const members = one['members'] ?? [];
    if (!Array.isArray(members) || !members.every((member) => typeof member === 'string'))
      return null;
    bindings.push({
      role: one['role'],
      members,
      condition: conditionOf(one['condition']),
    });
  }
  return { resource, bindings };
}

/** A condition without an expression is not understood, and so never taken for none. */
function conditionOf(condition: unknown): string | null {
  if (condition === undefined || condition === null) return null;
  const expression = isObject(condition) ? condition['expression'] : undefined;
  return typeof expression === 'string' ? expression : '<unreadable>';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
