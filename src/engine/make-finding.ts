import type { Finding, Severity } from '../domain/report.ts';
import { type SourceLocation, topOf } from '../domain/source-location.ts';
import type { Target } from '../domain/target.ts';
import type { Draft, Rule } from '../rules/rule.ts';
import { proposeEdit } from './propose-edit.ts';

/** What a rule said, and of what. */
export interface Said {
  readonly draft: Draft;
  /** Where its case stands; `null` for the run. */
  readonly place: SourceLocation | null;
  readonly target: Target | null;
}

/** What a rule said, as the contract has it. */
export function makeFinding(rule: Rule, severity: Severity, said: Said): Finding {
  const { draft } = said;
  const reference = said.target?.reference ?? null;
  const place = draft.location ?? said.place ?? reference?.location ?? topOf('.');
  const { file, line, column, endLine, endColumn } = place;
  const replacement = draft.fix?.replacement ?? null;
  const atReference = draft.location === undefined && reference !== null;
  const edit =
    replacement === null || !atReference ? null : proposeEdit(reference, replacement);
  const terraform = draft.fix?.terraform;
  return {
    rule: rule.id,
    severity,
    title: draft.title ?? rule.title,
    message: draft.message,
    file,
    line,
    column,
    endLine,
    endColumn,
    image: draft.image ?? reference?.image ?? null,
    principal: draft.principal ?? null,
    repository: draft.repository ?? null,
    fix: {
      command: draft.fix?.command ?? null,
      replacement,
      ...(terraform === undefined ? {} : { terraform }),
    },
    ...(edit === null ? {} : { edit }),
    ...(reference === null || reference.roots.length === 0
      ? {}
      : { roots: reference.roots }),
  };
}
