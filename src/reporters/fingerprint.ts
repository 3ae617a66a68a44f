import { createHash } from 'node:crypto';
import type { Finding } from '../domain/report.ts';

/** Prints of findings: the same wherever a line moves; findings of one print in one file are counted, so that none hides another. */
export function fingerprints(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { rule, file, image, principal, repository } = finding;
    const parts = [rule, file, image, principal, repository];
    const print = createHash('sha256')
      .update(JSON.stringify(parts))
      .digest('hex')
      .slice(0, 16);
    const count = (seen.get(print) ?? 0) + 1;
    seen.set(print, count);
    return `${print}:${count}`;
  });
}
