import { describe, expect, it } from 'vitest';
import { serviceAccountPuller } from '../../../src/domain/puller.ts';
import { accessSource } from '../../../src/google/iam/access.ts';
import { connectTo, fastClock, memosOf } from '../connect.ts';

const NODE = 'n@p.iam.gserviceaccount.com';
const AGENT = 'service-1@gcp-sa-artifactregistry.iam.gserviceaccount.com';
const at = (repository: string) => ({ project: 'p', location: 'us', repository });
const readers = (...emails: readonly string[]) => [
  {
    role: 'roles/artifactregistry.reader',
    members: emails.map((email) => `serviceAccount:${email}`),
  },
];

async function ask(impersonation: 'allowed' | 'never', policy = readers(NODE, AGENT)) {
  const repositories = {
    'us/up': { policy },
    'us/virtual': {
      mode: 'VIRTUAL',
      upstreams: [{ repository: 'projects/p/locations/us/repositories/up', priority: 1 }],
      policy,
    },
  };
  const world = {
    projects: {
      p: { number: '1', repositories, 'service-accounts': { [NODE]: {} } },
    },
  };
  const { sandbox, client } = await connectTo(world, {}, fastClock(20_000));
  const memos = memosOf(client);
  const access = accessSource(client, memos, {
    permissionSource: 'impersonation',
    impersonation,
    now: () => new Date('2026-11-24T12:00:00Z'),
  });
  const puller = (...scopes: readonly string[]) => ({
    ...serviceAccountPuller(NODE, { kind: 'option' as const }, []),
    scopes,
  });
  const [node, narrow, upstreams] = await Promise.all([
    access.verdict(puller(), at('up')),
    access.verdict(puller('https://www.googleapis.com/auth/logging.write'), at('up')),
    access.upstreams(at('virtual')),
  ]);
  await sandbox.close();
  const tokens = sandbox.served.filter(({ path }) => /:generateAccessToken$/.test(path));
  return {
    node,
    narrow,
    agent: upstreams[0]?.verdict,
    tokens: tokens.map((one) => one.path),
  };
}

describe('asking as the account itself', () => {
  it('is for accounts that one can act as: an agent of Google’s is read in the policies', async () => {
    const { node, agent, tokens } = await ask('allowed');
    expect([node.verdict, agent?.verdict]).toEqual(['granted', 'granted']);
    expect(node.remarks).toContain(`Asked as ${NODE} itself.`);
    expect(agent?.remarks.join()).not.toContain('itself');
    expect(tokens.length).toBeGreaterThan(0);
    expect(tokens.filter((one) => one.includes('gcp-sa-artifactregistry'))).toEqual([]);
  });

  it('is of these scopes or of those: what one pool was told is not the other’s', async () => {
    const { node, narrow } = await ask('allowed');
    expect(node.remarks).toEqual([`Asked as ${NODE} itself.`]);
    expect(narrow.verdict).toBe('granted');
    expect(narrow.remarks).not.toEqual([]);
  });

  it('is a no where the account itself is told no', async () => {
    const { node, agent } = await ask('allowed', []);
    expect([node.verdict, agent?.verdict]).toEqual(['not-granted', 'not-granted']);
  });

  it('is not done where a stranger would have it done', async () => {
    const { node, tokens } = await ask('never');
    expect(node.verdict).toBe('granted');
    expect(node.remarks.join()).toContain('no service account is acted as');
    expect(tokens).toEqual([]);
  });
});
