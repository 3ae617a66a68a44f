import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/domain/facts.ts';
import type { Pull } from '../../src/domain/target.ts';
import { readerMissing as rule } from '../../src/rules/reader-missing.ts';
import {
  CONDITIONAL,
  DENIED,
  drafts,
  GRANTED,
  messages,
  NODE,
  NOT_GRANTED,
  pullCase,
  puller,
  SECRET,
  UNKNOWN,
} from './cases.ts';

describe('reader-missing', () => {
  it('gives the exact command, and the Terraform', () => {
    const pool = (name: string, verdict: Verdict): Pull => {
      const origin = {
        kind: 'node-pool' as const,
        cluster: { project: 'p', location: 'l', cluster: 'c' },
        pool: { name, labels: {}, taints: [] },
      };
      return pullCase(verdict, { puller: { ...puller, origin } })[0];
    };
    const refused = pool('d', NOT_GRANTED);
    const granted = ['a', 'b', 'c'].map((name) => pool(name, GRANTED));
    const [, target] = pullCase(NOT_GRANTED);
    const [draft] = drafts(rule, refused, { ...target, pulls: [...granted, refused] });
    expect(draft?.fix).toMatchObject({
      command: `gcloud artifacts repositories add-iam-policy-binding apps --project=my-project --location=us-central1 --member=serviceAccount:${NODE} --role=roles/artifactregistry.reader`,
    });
    expect(JSON.stringify(draft?.fix)).toContain(
      'google_artifact_registry_repository_iam_member',
    );
    expect(draft?.message).toContain('3 of 4 node pools can pull it.');
  });

  it('names the upstream of a virtual repository', () => {
    const upstream = { project: 'other', location: 'us', repository: 'up' };
    expect(
      messages(
        rule,
        ...pullCase(NOT_GRANTED, { part: 'agent', repository: upstream }),
      )[0],
    ).toContain('projects/other/locations/us/repositories/up');
  });

  it('keeps quiet beside a pull secret, for an account that is not there, and where it is denied', () => {
    expect(messages(rule, ...pullCase(NOT_GRANTED, { pullSecrets: [SECRET] }))).toEqual(
      [],
    );
    expect(
      messages(rule, ...pullCase(NOT_GRANTED, { account: { kind: 'not-found' } })),
    ).toEqual([]);
    expect(messages(rule, ...pullCase(DENIED))).toEqual([]);
    expect(messages(rule, ...pullCase(GRANTED))).toEqual([]);
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, ...pullCase(UNKNOWN))).toEqual([]);
    expect(messages(rule, ...pullCase(CONDITIONAL))).toEqual([]);
  });
});
