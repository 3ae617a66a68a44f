import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Ancestry, type Coverage, covers } from '../../src/domain/member.ts';
import type { PullerIdentity } from '../../src/domain/puller.ts';

interface Row {
  readonly member: string;
  readonly who: keyof typeof WHO;
  readonly above?: null;
  readonly is: 'yes' | 'no' | 'open';
  readonly says?: string | null;
  readonly settle?: string;
}

const ROWS: readonly Row[] = parse(
  readFileSync(path.join(import.meta.dirname, 'members.yaml'), 'utf8'),
);

const POD = {
  kind: 'kubernetes-service-account' as const,
  projectNumber: '7',
  workloadPool: 'p.svc.id.goog',
  namespace: 'shop',
  name: 'web',
  cluster: { project: 'p', location: 'us', cluster: 'c' },
};
const account = (email: string) => ({ kind: 'google-service-account' as const, email });
const WHO = {
  node: account('node@p.iam.gserviceaccount.com'),
  agent: account('service-7@gcp-sa-artifactregistry.iam.gserviceaccount.com'),
  pod: POD,
  'lost pod': { ...POD, projectNumber: null },
  'adrift pod': { ...POD, cluster: null },
  unnamed: { kind: 'unnamed' as const, who: 'the nodes of a cluster' },
} satisfies Readonly<Record<string, PullerIdentity>>;

function told(coverage: Coverage): string | null {
  if (coverage.covers === 'yes') return null;
  return coverage.covers === 'no' ? coverage.remark : coverage.why;
}

describe('does a member cover the puller', () => {
  it.each(ROWS.map((row) => [row.who, row.member, row.is, row] as const))(
    '%s by %s: %s',
    (who, member, is, row) => {
      const ancestry: Ancestry =
        row.above === null
          ? { projectNumber: null, ancestors: null }
          : {
              projectNumber: '7',
              ancestors: ['projects/7', 'folders/5', 'organizations/1'],
            };
      const coverage = covers(member, WHO[who], ancestry);
      expect(coverage.covers).toBe(is === 'open' ? 'unknown' : is);
      const said = told(coverage);
      if (is !== 'open' && row.says == null) expect(said).toBeNull();
      else expect(said).toContain(row.says ?? '');
      const settle = coverage.covers === 'unknown' ? coverage.settle : '';
      expect(settle).toContain(row.settle ?? '');
      expect(settle === '').toBe(is !== 'open');
    },
  );
});
