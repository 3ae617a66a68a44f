import { describe, expect, it } from 'vitest';
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
  SECRET,
  UNKNOWN,
} from './cases.ts';

describe('reader-missing', () => {
  it('gives the exact command, and the Terraform', () => {
    const [draft] = drafts(
      rule,
      pullCase(NOT_GRANTED, { pools: { granted: 3, total: 4 } }),
    );
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
    expect(messages(rule as never, pullCase(NOT_GRANTED, { upstream }))[0]).toContain(
      'projects/other/locations/us/repositories/up',
    );
  });

  it('keeps quiet beside a pull secret, for an account that is not there, and where it is denied', () => {
    expect(
      messages(rule as never, pullCase(NOT_GRANTED, { pullSecrets: [SECRET] })),
    ).toEqual([]);
    expect(
      messages(rule as never, pullCase(NOT_GRANTED, { account: { kind: 'not-found' } })),
    ).toEqual([]);
    expect(messages(rule as never, pullCase(DENIED))).toEqual([]);
    expect(messages(rule as never, pullCase(GRANTED))).toEqual([]);
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule as never, pullCase(UNKNOWN))).toEqual([]);
    expect(messages(rule as never, pullCase(CONDITIONAL))).toEqual([]);
  });
});
