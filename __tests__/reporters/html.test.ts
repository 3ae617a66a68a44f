import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Report, Unjudged } from '../../src/domain/report.ts';
import { judgeReport } from '../../src/engine/judge-report.ts';
import { html } from '../../src/reporters/html.ts';
import { PLAIN } from '../../src/reporters/reporter.ts';
import { ruleCatalogue } from '../../src/rules/catalogue.ts';
import { programOnPath } from '../programs.ts';
import { describeThorough } from '../thorough.ts';

function report(name: string): Report {
  const file = path.join(import.meta.dirname, 'reports', `${name}.json`);
  return judgeReport(JSON.parse(readFileSync(file, 'utf8')) as Unjudged);
}

const CONTEXT = {
  ...PLAIN,
  rules: ruleCatalogue,
  commit: '1804239180423918042391804239180423918042',
  date: '2026-11-28T03:20:00Z',
  version: '1.2.3',
};

/** The mixed report, grown to an audit's size. */
function audit(count: number): Report {
  const mixed = report('mixed');
  const images = Array.from({ length: count }, (_, index) => {
    const one = mixed.images[index % mixed.images.length];
    if (one === undefined) throw new Error('the mixed report has images');
    return index < mixed.images.length ? one : { ...one, image: `${one.image}-${index}` };
  });
  return { ...mixed, images };
}

describeThorough(['chromium'], 'the HTML report, in a browser', () => {
  let browser: Browser;
  let page: Page;
  let folder: string;
  const requests: string[] = [];
  const problems: string[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'gar-html-'));
    browser = await chromium.launch({
      executablePath: programOnPath('chromium') ?? '',
      args: ['--no-sandbox'],
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    requests.length = 0;
    problems.length = 0;
  });
  const open = async (one: Report): Promise<void> => {
    const file = path.join(folder, 'report.html');
    writeFileSync(file, html.render(one, CONTEXT));
    page = await browser.newPage();
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => {
      problems.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(`file://${file}`);
  };
  const visible = (): Promise<number> => page.locator('tr.row:not([hidden])').count();

  it('shows two thousand images, filtered by typing and sorted by a column, and asks nobody for anything', async () => {
    await open(audit(2000));
    expect(await visible()).toBe(2000);
    await page.keyboard.press('/');
    await page.keyboard.type('-1999');
    expect(await visible()).toBe(1);
    expect(await page.locator('#shown').textContent()).toBe('1 of 2000');
    await page.keyboard.press('Escape');
    expect(await visible()).toBe(2000);
    await page.getByRole('button', { name: 'Exists' }).click();
    const states = await page.locator('tr.row td:nth-child(2)').allTextContents();
    expect(states).toEqual([...states].sort());
    expect(requests).toHaveLength(1);
    expect(problems).toEqual([]);
  }, 60_000);

  it('opens an image into why, from the keyboard, with the path broken where it breaks', async () => {
    await open(report('mixed'));
    const denied = page.locator('tr.row', { hasText: 'not-granted' }).first();
    await denied.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await denied.getByRole('button').getAttribute('aria-expanded')).toBe('true');
    const why = page.locator('tr.why:not([hidden])');
    expect(await why.count()).toBe(1);
    expect(await why.locator('li.broken').count()).toBeGreaterThan(0);
    expect(await why.textContent()).toContain('add-iam-policy-binding');
  }, 60_000);

  it('is dark where the reader is, and prints without its filter', async () => {
    await open(report('mixed'));
    const background = (): Promise<string> =>
      page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).not.toBe(light);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.bar').isVisible()).toBe(false);
  }, 60_000);

  it('says of what, when and by what it was made, and for whom', async () => {
    await open(report('mixed'));
    const text = await page.locator('main').textContent();
    expect(text).toContain('1804239');
    expect(text).toContain('2026-11-28T03:20:00Z');
    expect(text).toContain('version 1.2.3');
    expect(text).toContain('Environments: production');
  }, 60_000);

  it('keeps its heads in sight, and prints every row, whatever is filtered', async () => {
    await open(audit(300));
    await page.evaluate('window.scrollTo(0, 4000)');
    const head = await page.locator('#images thead th').first().boundingBox();
    expect(head?.y).toBeGreaterThanOrEqual(0);
    expect(head?.y).toBeLessThan(120);
    await page.keyboard.press('/');
    await page.keyboard.type('-299');
    expect(await visible()).toBe(1);
    await page.emulateMedia({ media: 'print' });
    const shown = await page
      .locator('tr.row')
      .evaluateAll(
        (rows: readonly { offsetHeight: number }[]) =>
          rows.filter(({ offsetHeight }) => offsetHeight > 0).length,
      );
    expect(shown).toBe(300);
  }, 60_000);

  it('shows what strangers wrote, and runs none of it', async () => {
    await open(report('hostile'));
    expect(
      await page.locator('main img, main iframe, main script, main style').count(),
    ).toBe(0);
    expect(problems).toEqual([]);
    expect(requests).toHaveLength(1);
  }, 60_000);
});
