import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import type { Report } from '../src/domain/report.ts';
import { html } from '../src/reporters/html.ts';
import { markdown } from '../src/reporters/markdown.ts';
import { PLAIN } from '../src/reporters/reporter.ts';
import { ruleCatalogue } from '../src/rules/catalogue.ts';
import { annotationPage } from './annotation-page.ts';
import { commentPage } from './comment-page.ts';

/** The pictures of the README, made of the demo: the comment and an annotation as GitHub shows them, and the HTML report with one image opened. */
const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'gar-pictures-'));
const report = demo();
const context = {
  ...PLAIN,
  rules: ruleCatalogue,
  commit: '1804239180423918042391804239180423918042',
  commitUrl: 'https://github.com/o/r/commit/1804239180423918042391804239180423918042',
  summaryUrl: 'https://github.com/o/r/actions/runs/1',
  date: '2026-11-28T10:00:00Z',
  version: '0.1.0',
  link: (file: string, line: number) =>
    `https://github.com/o/r/blob/head/${file}#L${line}`,
};
mkdirSync(path.join(root, 'docs/images'), { recursive: true });
const browser = await chromium.launch({
  executablePath: process.argv[2] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const comment = commentPage(markdown.render(report, context));
await picture(browser, 'comment', comment, { width: 860, box: '.box' });
await picture(browser, 'comment-phone', comment, { width: 390, box: '.box' });
const first = report.findings.find(({ severity }) => severity === 'error');
if (first === undefined) throw new Error('the demo finds an error');
const source = readFileSync(path.join(root, first.file), 'utf8');
await picture(browser, 'annotation', annotationPage(first, source), {
  width: 920,
  box: '.file',
});
await page(browser, html.render(report, context));
await browser.close();

function demo(): Report {
  const words =
    'dist/cli.js check examples --config examples/gar-preflight.yml --sandbox examples/world.yml --render never --format json';
  const { stdout } = spawnSync(process.execPath, words.split(' '), {
    cwd: root,
    encoding: 'utf8',
  });
  return JSON.parse(stdout) as Report;
}

/** One box of a page, with a margin. */
async function picture(
  window: Browser,
  name: string,
  text: string,
  { width, box }: { readonly width: number; readonly box: string },
): Promise<void> {
  const file = path.join(folder, `${name}.html`);
  writeFileSync(file, text);
  const view = await window.newPage({ viewport: { width, height: 900 } });
  await view.goto(`file://${file}`);
  const height = ((await view.locator(box).boundingBox())?.height ?? 0) + 24;
  await view.screenshot({
    path: path.join(root, `docs/images/${name}.png`),
    clip: { x: 0, y: 0, width, height },
    fullPage: true,
  });
  process.stdout.write(`docs/images/${name}.png: ${width} × ${height}\n`);
}

/** The HTML report, with an image opened that may not be pulled. */
async function page(window: Browser, text: string): Promise<void> {
  const file = path.join(folder, 'report.html');
  writeFileSync(file, text);
  const view = await window.newPage({ viewport: { width: 1280, height: 1100 } });
  await view.goto(`file://${file}`);
  const denied = view.locator('tr.row', { hasText: 'not-granted' }).first();
  await denied.getByRole('button').click();
  await denied.scrollIntoViewIfNeeded();
  await view.screenshot({ path: path.join(root, 'docs/images/report.png') });
}
