import path from 'node:path';
import type { Report } from '../domain/report.ts';
import { jsonText } from '../reporters/escape.ts';
import { html } from '../reporters/html.ts';
import type { ReportContext } from '../reporters/reporter.ts';
import { sarif } from '../reporters/sarif.ts';
import { withPages } from './rule-pages.ts';
import type { RunKey, StepOf } from './run-key.ts';
import { refuseOutside, type Target, writeInside } from './write-inside.ts';

/** The files that a step asks for, found to be in their place. */
export interface ReportFiles {
  /** Absolute, of the JSON report. */
  readonly report: string;
  readonly write: (report: Report, context: ReportContext) => Promise<void>;
}

/** Where the inputs say that files are to be; refused before anything is sent. */
export async function planFiles(
  { environment, input }: StepOf,
  key: RunKey,
  docs: URL,
): Promise<ReportFiles> {
  const workspace = environment['GITHUB_WORKSPACE'] ?? '';
  const temporary = environment['RUNNER_TEMP'] ?? workspace;
  const folders = [workspace, temporary].filter((one) => one !== '');
  const placed = (name: string): Target | null => {
    const given = input(name);
    if (given === '') return null;
    const file = path.resolve(workspace === '' ? '.' : workspace, given);
    return { input: name, file };
  };
  const own = path.join(temporary, `gar-preflight-report-${key.id}.json`);
  const targets = {
    report: placed('report') ?? { input: 'report', file: path.resolve(own) },
    sarif: placed('sarif'),
    html: placed('html'),
  };
  for (const target of Object.values(targets))
    if (target !== null) await refuseOutside(folders, target);
  const put = async (target: Target | null, text: () => string) => {
    if (target !== null) await writeInside(folders, target, text());
  };
  return {
    report: targets.report.file,
    write: async (report, context) => {
      await put(targets.report, () => jsonText(report));
      await put(targets.sarif, () => {
        const rules = withPages(context.rules, docs);
        return sarif.render(report, { ...context, rules });
      });
      await put(targets.html, () => html.render(report, context));
    },
  };
}
