import { describe, expect, it } from 'vitest';
import { CLUSTER, deployment, NODE, type Small, tell } from './small-world.ts';

const DAY = 86_400_000;
/** So many days from now, to the second, as conditions write it. */
const at = (days: number): string =>
  `${new Date(Date.now() + days * DAY).toISOString().slice(0, 19)}Z`;
const day = (days: number): string => at(days).slice(0, 10);
const until = (days: number): string => `request.time < timestamp("${at(days)}")`;

/** The repository is read under these conditions, each a binding of its own; empty for none. */
function under(...conditions: readonly string[]): Small {
  const policy = conditions.map((condition) => ({
    role: 'roles/artifactregistry.reader',
    members: [`serviceAccount:${NODE}`],
    ...(condition === '' ? {} : { condition }),
  }));
  return {
    files: { 'a.yaml': deployment('', undefined, 'api', 'shop') },
    project: { repositories: { 'us/r': { policy, images: { app: [{ tags: ['1'] }] } } } },
  };
}

const CONDITIONAL = ['reader-conditional a.yaml:7'];
const MISSING = ['reader-missing a.yaml:7'];

describe('a grant that time ends, through the whole client', () => {
  it.each([
    ['within seven days', [until(3)], 'node granted', CONDITIONAL, `until ${day(3)}`],
    ['later than that', [until(30)], 'node granted', [], ''],
    ['within seven days, beside one that stays', [until(3), ''], 'node granted', [], ''],
    [
      'within seven days, beside one that ends later',
      [until(3), until(30)],
      'node granted',
      [],
      '',
    ],
    [
      'twice within seven days: the last counts',
      [until(2), until(5)],
      'node granted',
      CONDITIONAL,
      `until ${day(5)}`,
    ],
    [
      'by a duration',
      [`request.time < timestamp("${at(-1)}") + duration("172800s")`],
      'node granted',
      CONDITIONAL,
      `until ${day(1)}`,
    ],
    [
      'and tags decide too',
      [`${until(3)} && resource.matchTag("1/env", "prod")`],
      'node conditional',
      CONDITIONAL,
      'depends on tags',
    ],
    ['in the past', [until(-3)], 'node not-granted', MISSING, `ended on ${day(-3)}`],
    [
      'and it has not begun',
      [`request.time > timestamp("${at(9)}")`],
      'node not-granted',
      MISSING,
      `begins on ${day(9)}`,
    ],
    [
      'at some hours',
      [
        'request.time.getHours("Europe/Berlin") >= 9 && request.time.getHours("Europe/Berlin") < 17',
      ],
      'node conditional',
      CONDITIONAL,
      'at some hours or days only',
    ],
    [
      'on some days of the week',
      ['request.time.getDayOfWeek("UTC") in [1, 2, 3, 4, 5]'],
      'node conditional',
      CONDITIONAL,
      '',
    ],
    [
      'at hours at which it never holds',
      ['request.time.getHours() > 23'],
      'node not-granted',
      MISSING,
      '',
    ],
    ['at every hour there is', ['request.time.getHours() >= 0'], 'node granted', [], ''],
  ] as const)('%s', async (_, conditions, verdict, finds, says) => {
    const { rules, access, messages } = await tell(under(...conditions));
    expect(access).toEqual([verdict]);
    expect(rules).toEqual(finds);
    expect(messages.join('\n')).toContain(says);
  });
});

describe('impersonation says what it did', () => {
  const words = ['--cluster', CLUSTER, '--permission-source', 'impersonation'];

  it('where the account may', async () => {
    const { rules, report } = await tell({ ...under(''), words });
    expect(rules).toEqual([]);
    expect(report.access[0]?.notes).toEqual([`Asked as ${NODE} itself.`]);
  });

  it('where it may not, before anything else', async () => {
    const { rules, messages } = await tell({ ...under(), words });
    expect(rules).toEqual(MISSING);
    expect(messages[0]).toMatch(
      /may not download from \S+: a token for it was made, and asked with that the repository says that it does not hold artifactregistry\.repositories\.downloadArtifacts\. /,
    );
  });

  it('where no token may be made', async () => {
    const caller = { denied: [{ permission: 'iam.serviceAccounts.getAccessToken' }] };
    const { rules, messages } = await tell({ ...under(), words, caller });
    expect(rules).toEqual(['reader-unverified a.yaml:7']);
    expect(messages[0]).toContain('iam.serviceAccounts.getAccessToken');
    expect(messages[0]).toContain(`Asked as ${NODE} itself.`);
  });
});
