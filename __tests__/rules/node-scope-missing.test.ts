import { describe, expect, it } from 'vitest';
import { nodeScopeMissing as rule } from '../../src/rules/node-scope-missing.ts';
import { drafts, GRANTED, messages, pullCase, puller } from './cases.ts';

describe('node-scope-missing', () => {
  const cluster = { project: 'p', location: 'l', cluster: 'c' };
  const origin = {
    kind: 'node-pool' as const,
    cluster,
    pool: { name: 'batch', labels: {}, taints: [] },
  };

  it('names the pool and what it has', () => {
    const scopes = ['https://www.googleapis.com/auth/logging.write'];
    const one = pullCase(GRANTED, { puller: { ...puller, origin, scopes } });
    expect(messages(rule, ...one)[0]).toContain(
      'The nodes of the pool batch of projects/p/locations/l/clusters/c',
    );
    expect(
      messages(
        rule,
        ...pullCase(GRANTED, { puller: { ...puller, origin, scopes: [] } }),
      )[0],
    ).toContain('none at all');
  });

  it('has a remedy of its own for nodes that are made as they are needed', () => {
    const provisions = 'node-auto-provisioning' as const;
    const made = { ...origin, pool: { ...origin.pool, provisions } };
    const [draft] = drafts(
      rule,
      ...pullCase(GRANTED, { puller: { ...puller, origin: made, scopes: [] } }),
    );
    expect(draft?.message).toContain('node auto-provisioning');
    expect(draft?.fix?.command).toBe(
      'gcloud container clusters update c --project=p --location=l --enable-autoprovisioning --autoprovisioning-scopes=https://www.googleapis.com/auth/cloud-platform --autoprovisioning-service-account=gke-node@my-project.iam.gserviceaccount.com',
    );
  });

  it('keeps quiet where a scope reaches it', () => {
    for (const scope of [
      'devstorage.read_only',
      'cloud-platform',
      'cloud-platform.read-only',
    ]) {
      const scopes = [`https://www.googleapis.com/auth/${scope}`];
      expect(
        messages(rule, ...pullCase(GRANTED, { puller: { ...puller, origin, scopes } })),
      ).toEqual([]);
    }
  });

  it('never takes an unknown for a no', () => {
    expect(
      messages(
        rule,
        ...pullCase(GRANTED, { puller: { ...puller, origin, scopes: null } }),
      ),
    ).toEqual([]);
    expect(messages(rule, ...pullCase(GRANTED))).toEqual([]);
  });
});
