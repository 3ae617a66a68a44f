import { jsonText } from './escape.ts';
import type { Reporter } from './reporter.ts';

/** The report as contract §3 has it. */
export const json: Reporter = {
  id: 'json',
  title: 'the whole report, for programs',
  render: (report, { version }) =>
    jsonText(
      version === null ? report : { ...report, tool: { name: 'gar-preflight', version } },
    ),
};
