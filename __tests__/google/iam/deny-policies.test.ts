import { describe, expect, it } from 'vitest';
import { denyPolicyReader } from '../../../src/google/iam/deny-policies.ts';
import { connectTo, fastClock } from '../connect.ts';

const NAME = 'policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fp/denypolicies';
const RULE = {
  denyRule: {
    deniedPrincipals: ['principalSet://goog/public:all'],
    deniedPermissions: ['artifactregistry.googleapis.com/repositories.downloadArtifacts'],
  },
};
const json = (path: string, body: object): object => ({
  path,
  status: 200,
  'content-type': 'application/json',
  body: JSON.stringify(body),
});

async function read(faults: readonly object[], denied: readonly string[] = []) {
  const deny = {
    d: [
      {
        'denied-principals': RULE.denyRule.deniedPrincipals,
        'denied-permissions': RULE.denyRule.deniedPermissions,
      },
    ],
  };
  const { sandbox, client } = await connectTo(
    {
      projects: { p: { number: '1', deny } },
      caller: { denied: denied.map((permission) => ({ permission })) },
      faults,
    },
    {},
    fastClock(20_000),
  );
  const reader = denyPolicyReader(client);
  const [{ policies, remarks }] = await Promise.all([
    reader(['projects/p']),
    reader(['projects/p']),
  ]);
  await sandbox.close();
  const paths = sandbox.served.map(({ path }) => path);
  return { policies: policies.length, remarks, paths };
}

describe('the deny policies of a project', () => {
  it('are read one by one, each once', async () => {
    const { policies, remarks, paths } = await read([]);
    expect({ policies, remarks }).toEqual({ policies: 1, remarks: [] });
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('count for nothing where they may not be listed, which is said', async () => {
    const { policies, remarks } = await read([], ['iam.denypolicies.list']);
    expect(policies).toBe(0);
    expect(remarks).toEqual([expect.stringContaining('iam.denypolicies.list')]);
  });

  it.each([
    ['another policy than was asked for', { name: `${NAME}/other`, rules: [RULE] }],
    ['a policy without a name', { rules: [RULE] }],
    ['nothing', {}],
  ])('one that comes as %s is none, which is said', async (_, body) => {
    const { policies, remarks } = await read([json('/denypolicies/d$', body)]);
    expect(policies).toBe(0);
    expect(remarks).toEqual([expect.stringContaining('could not be read')]);
  });

  it.each([
    ['a name that leads elsewhere', `policies/x/denypolicies/../../../v1/projects/p`],
    ['a name with a query', `${NAME}/d?x=1`],
    ['no name', 7],
  ])('a list with %s is no list, and nothing is asked by it', async (_, name) => {
    const { policies, remarks, paths } = await read([
      json('/denypolicies$', { policies: [{ name }] }),
    ]);
    expect({ policies, asked: paths.length }).toEqual({ policies: 0, asked: 1 });
    expect(remarks).toEqual([expect.stringContaining('could not be read')]);
  });
});
