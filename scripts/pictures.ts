import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { marked } from 'marked';
import { chromium } from 'playwright-core';
import type { Report } from '../src/domain/report.ts';
import { html } from '../src/reporters/html.ts';
import { markdown } from '../src/reporters/markdown.ts';
import { PLAIN } from '../src/reporters/reporter.ts';
import { ruleCatalogue } from '../src/rules/catalogue.ts';

/** The pictures of the README, made of the demo: the comment as GitHub shows it, and the HTML report with one image opened. */
const root = path.resolve(import.meta.dirname, '..');
const words =
  'dist/cli.js check examples --config examples/gar-preflight.yml --sandbox examples/world.yml --render never --format json';
const { stdout } = spawnSync(process.execPath, words.split(' '), {
  cwd: root,
  encoding: 'utf8',
});
const report = JSON.parse(stdout) as Report;
const context = {
  ...PLAIN,
  rules: ruleCatalogue,
  link: (file: string, line: number) => `https://github.com/o/r/blob/head/${file}#L${line}`,
};

const GITHUB_LIKE = `
body{margin:0;padding:20px;background:#fff;color:#1f2328;font:14px/1.5 -apple-system,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
.box{border:1px solid #d1d9e0;border-radius:6px;max-width:880px}.top{background:#f6f8fa;border-bottom:1px solid #d1d9e0;padding:8px 16px;color:#59636e;border-radius:6px 6px 0 0}
.top b{color:#1f2328}.text{padding:16px}table{border-collapse:collapse;display:block;overflow:auto;margin-bottom:16px}th,td{border:1px solid #d1d9e0;padding:6px 13px}tr:nth-child(2n){background:#f6f8fa}
code{background:#818b981f;border-radius:6px;padding:.2em .4em;font:85% ui-monospace,monospace}pre{background:#f6f8fa;border-radius:6px;padding:16px;overflow:auto}pre code{background:none;padding:0}
a{color:#0969da;text-decoration:none}h2,h3{border-bottom:1px solid #d1d9e0b3;padding-bottom:.3em}summary{cursor:pointer}`;

const folder = mkdtempSync(path.join(tmpdir(), 'gar-pictures-'));
const comment = path.join(folder, 'comment.html');
writeFileSync(
  comment,
  `<!doctype html><meta charset="utf-8"><style>${GITHUB_LIKE}</style><div class="box"><div class="top"><b>github-actions</b> bot commented</div><div class="text">${marked.parse(markdown.render(report, context), { gfm: true, async: false })}</div></div>`,
);
const page = path.join(folder, 'report.html');
writeFileSync(page, html.render(report, context));

mkdirSync(path.join(root, 'docs/images'), { recursive: true });
const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const window = await browser.newPage({ viewport: { width: 920, height: 900 } });
await window.goto(`file://${comment}`);
await window.screenshot({
  path: path.join(root, 'docs/images/comment.png'),
  clip: { x: 0, y: 0, width: 920, height: 900 },
});
await window.setViewportSize({ width: 1280, height: 900 });
await window.goto(`file://${page}`);
await window
  .locator('tr.row', { hasText: 'not-granted' })
  .first()
  .getByRole('button')
  .click();
await window.screenshot({ path: path.join(root, 'docs/images/report.png') });
await browser.close();
process.stdout.write(
  `docs/images: comment.png, report.png (${readFileSync(path.join(root, 'docs/images/report.png')).length} bytes)\n`,
);
