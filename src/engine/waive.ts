import type { InlineWaiver } from '../domain/reference.ts';
import type { Finding, WaivedFinding } from '../domain/report.ts';
import type { Settings } from '../settings/settings.ts';
import { findWaiver } from '../settings/waivers.ts';

/** What still counts, and what a waiver silences. */
export interface Waived {
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
}

/** Parts what the config and the manifests' comments silence from what still counts. */
export function waive(
  findings: readonly Finding[],
  settings: Settings,
  inline: readonly InlineWaiver[],
  now: Date,
): Waived {
  const counted: Finding[] = [];
  const waived: WaivedFinding[] = [];
  for (const finding of findings) {
    const waiver = waiverOf(finding, settings, inline, now);
    if (waiver === null) counted.push(finding);
    else waived.push({ ...finding, ...waiver });
  }
  return { findings: counted, waived };
}

function waiverOf(
  finding: Finding,
  settings: Settings,
  inline: readonly InlineWaiver[],
  now: Date,
): { readonly reason: string; readonly expires: string | null } | null {
  const comment = inline.find(
    (one) =>
      one.file === finding.file &&
      one.line === finding.line &&
      one.rule === finding.rule &&
      one.reason !== '',
  );
  if (comment !== undefined) return { reason: comment.reason, expires: null };
  const waiver = findWaiver(settings, finding, now);
  return waiver === null ? null : { reason: waiver.reason, expires: waiver.expires };
}
