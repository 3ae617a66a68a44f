/**
 * A second evaluator, written from IAM's documentation alone, over policies as data: it never sees the texts that the first one reads.
 * `conditions` are tried out under every assignment of what is open; members are compared field by field.
 */
export type Truth = 'true' | 'false' | 'error';

/** A condition as a tree. `garbage` is what nobody can evaluate; `tag` and `host` are what the request brings. */
export type Condition =
  | { readonly is: 'past' | 'future' | 'name' | 'tag' | 'host' | 'garbage' }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | {
      readonly is: 'if';
      readonly test: Condition;
      readonly yes: Condition;
      readonly no: Condition;
    };

export type Member =
  | {
      readonly is:
        | 'everyone'
        | 'authenticated'
        | 'group'
        | 'domain'
        | 'project-editor'
        | 'user'
        | 'workforce';
    }
  | {
      readonly is: 'account' | 'deleted-account';
      readonly email: string;
      readonly letters: 'as-is' | 'capitals';
    }
  | {
      readonly is: 'accounts-below' | 'agents-below';
      readonly resource:
        | 'projects/111'
        | 'projects/222'
        | 'folders/2'
        | 'folders/3'
        | 'organizations/1';
    }
  | {
      readonly is:
        | 'ksa'
        | 'ksa-of-old'
        | 'ksa-namespace'
        | 'ksa-cluster'
        | 'ksa-pool'
        | 'ksa-uid'
        | 'ksa-attribute';
      readonly pool: 'p' | 'q';
      readonly namespace: 'shop' | 'other';
      readonly name: 'api' | 'other';
    };

export interface World {
  readonly puller: 'node' | 'ksa';
  /** Whether the node's place among folders and organization, or the Kubernetes service account's cluster, is known. */
  readonly place: 'known' | 'unknown';
  readonly levels: readonly (readonly Binding[] | 'sealed')[];
  readonly deny: readonly DenyRule[];
}
export interface Binding {
  readonly role: 'pulls' | 'does-not' | 'sealed';
  readonly members: readonly Member[];
  readonly condition: Condition | null;
}
export interface DenyRule {
  readonly denied: readonly Member[];
  readonly excepted: readonly Member[];
  readonly permissions: readonly boolean[];
  readonly spared: readonly boolean[];
  readonly condition: Condition | null;
}

type Worth = 'yes' | 'no' | 'open' | 'depends';

/** Deny, then a plain grant, then a conditional one, then anything that cannot be read, and only then no. */
export function judge(
  world: World,
): 'granted' | 'not-granted' | 'conditional' | 'unknown' {
  const denials = world.deny.map((rule) => denial(rule, world));
  if (denials.includes('yes')) return 'not-granted';
  const bindings = world.levels.flatMap((level) => (level === 'sealed' ? [] : level));
  const grants = bindings.flatMap(({ role, members, condition }) =>
    members.map((member) =>
      weakest([
        names(member, world),
        role === 'pulls' ? 'yes' : role === 'sealed' ? 'open' : 'no',
        condition === null ? 'yes' : worthOf(condition),
      ]),
    ),
  );
  if (grants.includes('yes')) {
    if (denials.includes('open')) return 'unknown';
    return denials.includes('depends') ? 'conditional' : 'granted';
  }
  if (grants.includes('depends')) return 'conditional';
  return grants.includes('open') || world.levels.includes('sealed')
    ? 'unknown'
    : 'not-granted';
}

function weakest(pieces: readonly Worth[]): Worth {
  const order: readonly Worth[] = ['no', 'open', 'depends'];
  return order.find((one) => pieces.includes(one)) ?? 'yes';
}

function denial(
  { denied, excepted, permissions, spared, condition }: DenyRule,
  world: World,
): Worth {
  if (!permissions.includes(true) || spared.includes(true)) return 'no';
  const hit = strongest(denied.map((member) => names(member, world)));
  const saved = strongest(excepted.map((member) => names(member, world)));
  return weakest([
    hit,
    saved === 'yes' ? 'no' : saved === 'no' ? 'yes' : 'open',
    condition === null ? 'yes' : worthOf(condition),
  ]);
}

function strongest(pieces: readonly Worth[]): Worth {
  if (pieces.includes('yes')) return 'yes';
  return pieces.includes('open') ? 'open' : 'no';
}

function names(member: Member, { puller, place }: World): Worth {
  switch (member.is) {
    case 'everyone':
      return 'yes';
    case 'authenticated':
      return puller === 'node' ? 'yes' : 'open';
    case 'group':
    case 'domain':
    case 'project-editor':
      return 'open';
    case 'user':
    case 'workforce':
    case 'deleted-account':
    case 'agents-below':
      return 'no';
    case 'account':
      return puller === 'node' && member.email === 'node' ? 'yes' : 'no';
    case 'accounts-below': {
      if (puller === 'ksa') return 'no';
      if (place === 'unknown') return 'open';
      return ['projects/111', 'folders/2', 'organizations/1'].includes(member.resource)
        ? 'yes'
        : 'no';
    }
    default:
      return puller === 'ksa' && member.pool === 'p' ? namesAccount(member, place) : 'no';
  }
}

function namesAccount(
  { is, namespace, name }: Extract<Member, { pool: string }>,
  place: World['place'],
): Worth {
  if (is === 'ksa-pool') return 'yes';
  if (is === 'ksa-uid' || is === 'ksa-attribute') return 'open';
  // The cluster in these worlds is its own where the namespace says so.
  if (is === 'ksa-cluster')
    return place === 'unknown' ? 'open' : namespace === 'shop' ? 'yes' : 'no';
  if (namespace !== 'shop') return 'no';
  return is === 'ksa-namespace' || name === 'api' ? 'yes' : 'no';
}

/**
 * What a condition is worth, by trying all that its open leaves may be, each on its own: it depends on the tags where some of their
 * values make it hold whatever the garbage is.
 */
export function worthOf(condition: Condition): Worth {
  const leaves = countOpen(condition);
  const byTags = new Map<string, Truth[]>();
  for (const values of assignments(leaves)) {
    const tags = values.filter((_, index) => leaves[index] === 'tag').join();
    byTags.set(tags, [...(byTags.get(tags) ?? []), run(condition, [...values])]);
  }
  const results = [...byTags.values()];
  if (results.flat().every((one) => one === 'true')) return 'yes';
  if (results.some((group) => group.every((one) => one === 'true'))) return 'depends';
  return results.flat().includes('true') ? 'open' : 'no';
}

/** The open leaves, in the order in which they are met. */
function countOpen(condition: Condition): readonly ('tag' | 'garbage')[] {
  switch (condition.is) {
    case 'tag':
    case 'host':
      return ['tag'];
    case 'garbage':
      return ['garbage'];
    case 'not':
      return countOpen(condition.of);
    case 'and':
    case 'or':
      return [...countOpen(condition.left), ...countOpen(condition.right)];
    case 'if':
      return [condition.test, condition.yes, condition.no].flatMap(countOpen);
    default:
      return [];
  }
}

function assignments(
  leaves: readonly ('tag' | 'garbage')[],
): readonly (readonly Truth[])[] {
  let all: readonly (readonly Truth[])[] = [[]];
  for (const leaf of leaves) {
    const values: readonly Truth[] =
      leaf === 'tag' ? ['true', 'false'] : ['true', 'false', 'error'];
    all = all.flatMap((before) => values.map((value) => [...before, value]));
  }
  return all;
}

/** CEL: an error gives way only to what decides an `&&` or an `||` without it. Every leaf takes its value, whether it is needed or not. */
function run(condition: Condition, values: Truth[]): Truth {
  switch (condition.is) {
    case 'past':
      return 'false';
    case 'future':
      return 'true';
    case 'name':
      return 'error';
    case 'tag':
    case 'host':
    case 'garbage':
      return values.shift() ?? 'error';
    case 'not': {
      const inner = run(condition.of, values);
      return inner === 'error' ? 'error' : inner === 'true' ? 'false' : 'true';
    }
    case 'and':
    case 'or': {
      const sides = [run(condition.left, values), run(condition.right, values)];
      const decisive: Truth = condition.is === 'and' ? 'false' : 'true';
      if (sides.includes(decisive)) return decisive;
      return sides.includes('error')
        ? 'error'
        : condition.is === 'and'
          ? 'true'
          : 'false';
    }
    case 'if': {
      const [test, yes, no] = [condition.test, condition.yes, condition.no].map((one) =>
        run(one, values),
      );
      return (test === 'error' ? 'error' : test === 'true' ? yes : no) ?? 'error';
    }
  }
}
