import { readFileSync } from 'node:fs';
import type { RuleInfo } from '../reporters/reporter.ts';

/** The rules with their pages, where the documentation stands beside the program: what an alert's reader sees without a click. */
export function withPages(rules: readonly RuleInfo[], docs: URL): readonly RuleInfo[] {
  return rules.map((rule) => {
    const help = pageOf(rule.id, docs);
    return help === null ? rule : { ...rule, help };
  });
}

function pageOf(id: string, docs: URL): string | null {
  try {
    return readFileSync(new URL(`rules/${id}.md`, docs), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
