import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Verdict } from '../../src/domain/facts.ts';
import { type Puller, serviceAccountPuller } from '../../src/domain/puller.ts';
import { accessSource } from '../../src/google/iam/access.ts';
import { connectTo, memosOf } from './connect.ts';

/** One row of the truth table: bindings at each level, what is denied to us, and what must come out. */
interface Case {
  readonly name: string;
  readonly repository?: readonly object[];
  readonly project?: readonly object[];
  readonly folder?: readonly object[];
  readonly organization?: readonly object[];
  readonly roles?: object;
  readonly 'organization-roles'?: object;
  readonly deny?: object;
  readonly 'folder-deny'?: object;
  readonly 'organization-deny'?: object;
  readonly denied?: readonly object[];
  readonly faults?: readonly object[];
  /** Another account than the usual node's, or the Kubernetes service account. */
  readonly puller?: string;
  readonly verdict: Verdict['verdict'];
  /** The reason: a part of one sentence that `reasons` finds. */
  readonly says: string;
}

/** All that a verdict gives as its reasons, a line each. */
function reasons(verdict: Verdict): readonly string[] {
  return [
    ...verdict.because.map(
      ({ role, resource, member }) => `${role} on ${resource} to ${member}`,
    ),
    ...(verdict.verdict === 'conditional' ? [verdict.why] : []),
    ...(verdict.verdict === 'unknown'
      ? verdict.unknowns.map(({ why, settle }) => `${why} ${settle}`)
      : []),
    ...(verdict.verdict === 'not-granted' && verdict.denied !== null
      ? [`denied by ${verdict.denied.rule} of ${verdict.denied.policy}`]
      : []),
    ...(verdict.verdict === 'not-granted' && verdict.denied === null
      ? [`nothing grants it: ${verdict.looked.join(', ')}`]
      : []),
    ...verdict.remarks,
  ];
}

const cases = parse(
  readFileSync(path.join(import.meta.dirname, 'access-cases.yaml'), 'utf8'),
) as readonly Case[];
const NODE = 'node@p.iam.gserviceaccount.com';
const REPOSITORY = { project: 'p', location: 'us', repository: 'r' };
const KSA: Puller = {
  identity: {
    kind: 'kubernetes-service-account',
    projectNumber: '111',
    workloadPool: 'p.svc.id.goog',
    namespace: 'shop',
    name: 'api',
    cluster: { project: 'p', location: 'us', cluster: 'c' },
  },
  principal:
    'principal://iam.googleapis.com/projects/111/locations/global/workloadIdentityPools/p.svc.id.goog/subject/ns/shop/sa/api',
  origin: { kind: 'option' },
  scopes: null,
  platforms: [],
};

describe('may they? The truth table, through the whole client', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const { sandbox, client } = await connectTo({
      caller: { denied: one.denied ?? [] },
      faults: one.faults ?? [],
      organizations: {
        1: {
          policy: one.organization ?? [],
          roles: one['organization-roles'] ?? {},
          deny: one['organization-deny'] ?? {},
        },
      },
      folders: {
        2: {
          parent: 'organizations/1',
          policy: one.folder ?? [],
          deny: one['folder-deny'] ?? {},
        },
      },
      projects: {
        p: {
          number: '111',
          parent: 'folders/2',
          policy: one.project ?? [],
          roles: one.roles ?? {},
          deny: one.deny ?? {},
          repositories: { 'us/r': { policy: one.repository ?? [] } },
        },
      },
    });
    try {
      const source = accessSource(client, memosOf(client), {
        permissionSource: 'policies',
        impersonation: 'never',
        now: () => new Date('2026-11-24T12:00:00Z'),
      });
      const puller =
        one.puller === 'ksa'
          ? KSA
          : serviceAccountPuller(one.puller ?? NODE, { kind: 'option' }, []);
      const verdict = await source.verdict(puller, REPOSITORY);
      expect(verdict.verdict, JSON.stringify(verdict)).toBe(one.verdict);
      expect(reasons(verdict).filter((line) => line.includes(one.says))).not.toEqual([]);
    } finally {
      await sandbox.close();
    }
  });
});

describe('Policy Troubleshooter and impersonation', () => {
  const world = (more: object): object => ({
    organizations: { 1: {} },
    projects: {
      p: {
        number: '111',
        parent: 'organizations/1',
        'service-accounts': { [NODE]: {} },
        repositories: {
          'us/r': {
            policy: [
              {
                role: 'roles/artifactregistry.reader',
                members: ['group:nodes@example.com'],
              },
            ],
          },
        },
      },
    },
    ...more,
  });

  it('is asked where the policies leave it open', async () => {
    const troubleshooter = {
      [`${NODE} projects/p/locations/us/repositories/r`]: 'CAN_ACCESS',
    };
    const { sandbox, client } = await connectTo(world({ troubleshooter }));
    const source = accessSource(client, memosOf(client), {
      permissionSource: 'auto',
      impersonation: 'never',
      now: () => new Date(),
    });
    expect(
      (
        await source.verdict(
          serviceAccountPuller(NODE, { kind: 'option' }, []),
          REPOSITORY,
        )
      ).verdict,
    ).toBe('granted');
    await sandbox.close();
  });

  it('names the deny policy and the rule that it explains', async () => {
    const name =
      'policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fp/denypolicies/no-pulls';
    const denied = { denyAccessState: 'DENY_ACCESS_STATE_DENIED' };
    const spared = { denyAccessState: 'DENY_ACCESS_STATE_NOT_DENIED' };
    const body = JSON.stringify({
      overallAccessState: 'CANNOT_ACCESS',
      denyPolicyExplanation: {
        ...denied,
        explainedResources: [
          {
            explainedPolicies: [
              { ...denied, policy: { name }, ruleExplanations: [spared, denied] },
            ],
          },
        ],
      },
    });
    const answer = { status: 200, body, 'content-type': 'application/json' };
    const { sandbox, client } = await connectTo(
      world({ faults: [{ path: 'iam:troubleshoot', ...answer }] }),
    );
    const source = accessSource(client, memosOf(client), {
      permissionSource: 'auto',
      impersonation: 'never',
      now: () => new Date(),
    });
    const puller = serviceAccountPuller(NODE, { kind: 'option' }, []);
    expect(await source.verdict(puller, REPOSITORY)).toMatchObject({
      verdict: 'not-granted',
      denied: { policy: name, rule: 'rule 2' },
    });
    await sandbox.close();
  });

  it('leaves the verdict of the policies where it knows no better', async () => {
    const { sandbox, client } = await connectTo(world({}));
    const source = accessSource(client, memosOf(client), {
      permissionSource: 'auto',
      impersonation: 'never',
      now: () => new Date(),
    });
    const open = await source.verdict(
      serviceAccountPuller(NODE, { kind: 'option' }, []),
      REPOSITORY,
    );
    expect(open.verdict).toBe('unknown');
    expect(open.remarks).toContain(
      'Policy Troubleshooter could not tell: Policy Troubleshooter could not see every policy.',
    );
    await sandbox.close();
  });

  it('proves it as the account itself, when asked to', async () => {
    const granted = {
      p: {
        number: '111',
        'service-accounts': { [NODE]: {} },
        repositories: {
          'us/r': {
            policy: [
              {
                role: 'roles/artifactregistry.reader',
                members: [`serviceAccount:${NODE}`],
              },
            ],
          },
          'us/closed': {},
        },
      },
    };
    const { sandbox, client } = await connectTo({ projects: granted });
    const source = accessSource(client, memosOf(client), {
      permissionSource: 'impersonation',
      impersonation: 'allowed',
      now: () => new Date(),
    });
    const puller = serviceAccountPuller(NODE, { kind: 'option' }, []);
    expect((await source.verdict(puller, REPOSITORY)).verdict).toBe('granted');
    expect(
      (await source.verdict(puller, { ...REPOSITORY, repository: 'closed' })).verdict,
    ).toBe('not-granted');
    // The verdict is the policies': what the nodes' scopes let through is a finding of its own.
    const unscoped = {
      ...puller,
      scopes: ['https://www.googleapis.com/auth/logging.write'],
    };
    const asked = await source.verdict(unscoped, REPOSITORY);
    expect(asked.verdict).toBe('granted');
    expect(asked.remarks).toContain(
      "The nodes' own OAuth scopes did not let it be seen.",
    );
    await sandbox.close();
  });

  it('asks for the service agent of a virtual repository at its upstreams', async () => {
    const upstreams = [
      { repository: 'projects/p/locations/us/repositories/a' },
      { repository: 'projects/p/locations/us/repositories/b' },
    ];
    const agent =
      'serviceAccount:service-111@gcp-sa-artifactregistry.iam.gserviceaccount.com';
    const repositories = {
      'us/v': { mode: 'VIRTUAL', upstreams },
      'us/a': { policy: [{ role: 'roles/artifactregistry.reader', members: [agent] }] },
      'us/b': {},
    };
    const { sandbox, client } = await connectTo({
      projects: { p: { number: '111', repositories } },
    });
    const source = accessSource(client, memosOf(client), {
      permissionSource: 'policies',
      impersonation: 'never',
      now: () => new Date(),
    });
    const found = await source.upstreams({ ...REPOSITORY, repository: 'v' });
    expect(
      found.map(({ upstream, agent: one, verdict }) => [
        upstream.repository,
        one.principal,
        verdict.verdict,
      ]),
    ).toEqual([
      ['a', agent, 'granted'],
      ['b', agent, 'not-granted'],
    ]);
    await sandbox.close();
  });

  it('never takes a repository that is not there for one that is closed', async () => {
    const { sandbox, client } = await connectTo({
      projects: { p: { number: '111', 'service-accounts': { [NODE]: {} } } },
      faults: [
        {
          path: ':testIamPermissions',
          status: 404,
          body: '{"error":{"code":404,"message":"Repository not found.","status":"NOT_FOUND"}}',
          'content-type': 'application/json',
        },
      ],
    });
    const source = accessSource(client, memosOf(client), {
      permissionSource: 'impersonation',
      impersonation: 'allowed',
      now: () => new Date(),
    });
    const puller = serviceAccountPuller(NODE, { kind: 'option' }, []);
    expect((await source.verdict(puller, REPOSITORY)).verdict).toBe('unknown');
    await sandbox.close();
  });

  it('acts as nobody on a pull request from a fork', async () => {
    const { sandbox, client } = await connectTo(world({}));
    const source = accessSource(client, memosOf(client), {
      permissionSource: 'impersonation',
      impersonation: 'never',
      now: () => new Date(),
    });
    const said = await source.verdict(
      serviceAccountPuller(NODE, { kind: 'option' }, []),
      REPOSITORY,
    );
    expect(said.verdict).toBe('unknown');
    expect(said.remarks).toEqual([
      'On a pull request from a fork no service account is acted as.',
    ]);
    expect(client.counts().iamcredentials).toBe(0);
    await sandbox.close();
  });

  it('reads the policies instead, and says so, where Policy Troubleshooter is off', async () => {
    const off = world({});
    const { projects } = off as { projects: { p: object } };
    const { sandbox, client } = await connectTo({
      ...off,
      projects: { p: { ...projects.p, 'disabled-apis': ['policytroubleshooter'] } },
    });
    const source = accessSource(client, memosOf(client), {
      permissionSource: 'troubleshooter',
      impersonation: 'never',
      now: () => new Date(),
    });
    const said = await source.verdict(
      serviceAccountPuller(NODE, { kind: 'option' }, []),
      REPOSITORY,
    );
    expect(said.verdict).toBe('unknown');
    expect(said.remarks.join(' ')).toMatch(
      /^The policies were read instead: .*not enabled/,
    );
    await sandbox.close();
  });

  it('does not pass over the upstreams of a virtual repository whose agent it cannot name', async () => {
    const upstreams = [{ repository: 'projects/p/locations/us/repositories/a' }];
    const repositories = { 'us/v': { mode: 'VIRTUAL', upstreams }, 'us/a': {} };
    const { sandbox, client } = await connectTo({
      caller: { denied: [{ permission: 'resourcemanager.projects.get' }] },
      projects: { p: { number: '111', repositories } },
    });
    const source = accessSource(client, memosOf(client), {
      permissionSource: 'policies',
      impersonation: 'never',
      now: () => new Date(),
    });
    const [found] = await source.upstreams({ ...REPOSITORY, repository: 'v' });
    expect([found?.upstream.repository, found?.verdict.verdict]).toEqual([
      'a',
      'unknown',
    ]);
    expect(found?.agent.identity.kind).toBe('unnamed');
    await sandbox.close();
  });
});
