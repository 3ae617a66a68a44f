import { readFileSync } from 'node:fs';
import { SettingsError } from '../domain/settings-error.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import type { Io } from './io.ts';

/** `gar-preflight rules [RULE]`: the catalogue, or one rule's page. */
export function runRules(id: string | undefined, io: Io): number {
  if (id === undefined) {
    io.stdout.write(catalogue());
    return 0;
  }
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) {
    throw new SettingsError(
      `rules: expected a rule's name, got "${id}". \`gar-preflight rules\` lists them.`,
    );
  }
  io.stdout.write(pageOf(rule, io) ?? explained(rule));
  return 0;
}

function catalogue(): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map(
      ({ id, severity, title }) =>
        `${id.padEnd(width)}  ${severity.padEnd(7)}  ${title}\n`,
    )
    .join('');
}

/** The page in `docs/rules/`, where the documentation stands beside the program. */
function pageOf({ id }: Rule, io: Io): string | null {
  try {
    return readFileSync(new URL(`rules/${id}.md`, io.docs), 'utf8');
  } catch {
    return null;
  }
}

function explained({ id, severity, title }: Rule): string {
  return [
    `# ${id}`,
    '',
    `${title}.`,
    '',
    `Severity: ${severity}. Change it in .github/gar-preflight.yml: rules: { ${id}: error | warning | notice | off }`,
    `To waive one finding, write on its line or alone above it: # gar-preflight: ignore ${id} REASON`,
    '',
  ].join('\n');
}
