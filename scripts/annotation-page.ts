import type { Finding } from '../src/domain/report.ts';
import { mending } from '../src/reporters/mending.ts';

const STYLE = `
body{margin:0;padding:12px;background:#fff;color:#1f2328;font:14px/1.5 -apple-system,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
.file{border:1px solid #d1d9e0;border-radius:6px;max-width:900px;overflow:hidden}
.head{background:#f6f8fa;border-bottom:1px solid #d1d9e0;padding:8px 12px;font:12px ui-monospace,monospace}
.line{display:flex;font:12px/20px ui-monospace,monospace;white-space:pre}
.line b{width:52px;padding-right:12px;text-align:right;color:#59636e;font-weight:400;background:#fff}
.added{background:#dafbe1}.added b{background:#aceebb}
.note{margin:8px 12px 12px;border:1px solid #d1d9e0;border-left:3px solid #cf222e;border-radius:6px;padding:10px 14px}
.note .what{color:#cf222e;font-weight:600}.note .title{font-weight:600;margin:4px 0}
.note pre{margin:0;white-space:pre-wrap;font:12px/1.6 ui-monospace,monospace;overflow-wrap:anywhere}`;

const AROUND = 3;

/** A page that shows a finding as GitHub annotates the line of a pull request's file. */
export function annotationPage(finding: Finding, source: string): string {
  const lines = source.split('\n');
  const { file, line, rule, title, message } = finding;
  const row = (number: number): string =>
    `<div class="line${number === line ? ' added' : ''}"><b>${number}</b>${number === line ? '+' : ' '} ${escaped(lines[number - 1] ?? '')}</div>`;
  const before = Array.from({ length: AROUND + 1 }, (_, index) =>
    row(line - AROUND + index),
  );
  const after = Array.from({ length: 2 }, (_, index) => row(line + 1 + index));
  const note = [message, ...mending(finding)].map(escaped).join('\n');
  return [
    `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>`,
    `<div class="file"><div class="head">${escaped(file)}</div>`,
    ...before,
    `<div class="note"><div class="what">❌ Check failure on line ${line} in ${escaped(file)}</div>`,
    `<div class="title">${escaped(`${rule}: ${title}`)}</div><pre>${note}</pre></div>`,
    ...after,
    '</div>',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
