import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commentPage } from '../../scripts/comment-page.ts';
import type { Report } from '../../src/domain/report.ts';
import { markdown } from '../../src/reporters/markdown.ts';
import { PLAIN } from '../../src/reporters/reporter.ts';
import { ruleCatalogue } from '../../src/rules/catalogue.ts';
import { programOnPath } from '../programs.ts';
import { describeThorough } from '../thorough.ts';
import { large, typical } from './shop.ts';

const DESKTOP = 1280;
const PHONE = 390;

describeThorough(['chromium'], 'the comment, in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: programOnPath('chromium') ?? '',
      args: ['--no-sandbox'],
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });

  /** How high it stands, and how far it runs out of its box. In pixels. */
  async function measured(
    report: Report,
    width: number,
  ): Promise<{ readonly height: number; readonly hidden: number }> {
    const text = markdown.render(report, {
      ...PLAIN,
      rules: ruleCatalogue,
      commit: '1804239180423918042391804239180423918042',
      commitUrl: 'https://github.com/o/r/commit/1804239180423918042391804239180423918042',
      label: 'images / check / prod',
      summaryUrl: 'https://github.com/o/r/actions/runs/1',
      bytesAtMost: 60_000,
      link: (file, line) => `https://github.com/o/r/blob/head/${file}#L${line}`,
    });
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'gar-height-')), 'page.html');
    writeFileSync(file, commentPage(text));
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(`file://${file}`);
    const height = (await page.locator('.box').boundingBox())?.height ?? 0;
    const hidden = await page
      .locator('.markdown-body > table')
      .evaluateAll((tables: readonly { scrollWidth: number; clientWidth: number }[]) =>
        Math.max(0, ...tables.map((one) => one.scrollWidth - one.clientWidth)),
      );
    await page.close();
    return { height, hidden };
  }

  it.each([DESKTOP, PHONE])(
    'tells of 20 images with seven findings in 1,000 pixels at %i',
    async (width) => {
      const report = await typical();
      expect(report.summary).toMatchObject({ images: 20, errors: 7 });
      const { height, hidden } = await measured(report, width);
      expect(height).toBeLessThanOrEqual(1000);
      expect(hidden).toBeLessThanOrEqual(1);
    },
    60_000,
  );

  it.each([DESKTOP, PHONE])(
    'tells of 400 images with 160 errors of three causes in 2,500 pixels at %i',
    async (width) => {
      const report = await large();
      expect(report.summary).toMatchObject({ references: 400, errors: 160 });
      expect(report.causes).toHaveLength(3);
      const { height, hidden } = await measured(report, width);
      expect(height).toBeLessThanOrEqual(2500);
      expect(hidden).toBeLessThanOrEqual(1);
    },
    60_000,
  );
});
