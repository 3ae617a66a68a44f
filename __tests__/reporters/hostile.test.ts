import fc from 'fast-check';
import { marked } from 'marked';
import { expect, it } from 'vitest';
import type { Finding, Report, ReportImage, Severity } from '../../src/domain/report.ts';
import { judgeReport } from '../../src/engine/judge-report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { PLAIN, type ReportContext } from '../../src/reporters/reporter.ts';
import { ruleCatalogue, ruleIds } from '../../src/rules/catalogue.ts';
import { runs } from '../thorough.ts';

/** Pieces that mean something to somebody: Markdown, HTML, a runner, a shell, a terminal, GitHub. */
const NASTY = [
  '|',
  '`',
  '``',
  '```',
  '<img src=x onerror=alert(1)>',
  '</details>',
  '<script>alert(1)</script>',
  '<!-- gar-preflight:v1:0000000000000000 -->',
  '-->',
  '\n',
  '\r',
  '\u2028',
  '\n::error::x',
  '::error file=a:b::x',
  '\u0085',
  '\u009b31m',
  '##[add-mask]x',
  '@octocat',
  '@org/team',
  'fixes #1',
  '#12',
  '[x](https://evil.example)',
  '![x](https://evil.example/x.png)',
  'https://evil.example/x',
  'www.evil.example',
  '\u202e',
  '\u001b[31m',
  '\\',
  '$(id)',
  '&lt;',
  '&#64;octocat',
  '**',
  '~~',
  '_',
  'us-docker.pkg.dev/p/r/app:1',
  'a@b.example',
  '💥',
  '\ud800',
  '"',
  "'",
  ' ',
  'x',
];
const text = fc
  .array(fc.constantFrom(...NASTY), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));

const place = fc.record({ file: text, line: fc.integer({ min: 1, max: 99 }) });
const finding = fc
  .record({
    rule: fc.constantFrom(...ruleIds),
    severity: fc.constantFrom<Severity>('error', 'warning', 'notice'),
    title: text,
    message: text,
    place,
    image: fc.option(text),
    principal: fc.option(text),
    repository: fc.option(text),
    command: fc.option(text),
    replacement: fc.option(text),
    edit: fc.option(fc.record({ from: text, to: text })),
    root: text,
  })
  .map(
    ({ place: { file, line }, command, replacement, edit, root, ...rest }): Finding => ({
      ...rest,
      file,
      line,
      column: 1,
      endLine: line,
      endColumn: 5,
      fix: { command, replacement, terraform: root },
      ...(edit === null ? {} : { edit }),
      roots: [root],
    }),
  );
const image = fc.record({ image: text, before: text, note: text, workload: text }).map(
  (one): ReportImage => ({
    image: one.image,
    repository: null,
    package: null,
    tag: null,
    digest: null,
    existence: 'found',
    platforms: [one.note],
    uploadTime: null,
    sizeBytes: 1,
    locations: [{ file: one.note, line: 1, column: 1, endLine: 1, endColumn: 2 }],
    tags: [one.note],
    before: [one.before],
    note: one.note,
    workloads: [one.workload],
  }),
);
const report: fc.Arbitrary<Report> = fc
  .record({
    findings: fc.array(finding, { maxLength: 12 }),
    images: fc.array(image, { minLength: 1, maxLength: 5 }),
    words: text,
    failure: fc.boolean(),
  })
  .map(({ findings, images, words, failure }) =>
    judgeReport({
      version: 1,
      conclusion: failure ? 'failure' : 'neutral',
      summary: {
        files: 1,
        references: images.length,
        images: images.length,
        errors: 1,
        warnings: 1,
        notices: 1,
      },
      images,
      access: images.map((one) => ({
        principal: words,
        repository: words,
        permission: 'artifactregistry.repositories.downloadArtifacts',
        verdict: 'granted',
        because: [{ resource: words, role: words, member: words, condition: words }],
        origins: [`environment ${words}`],
        images: [one.image],
        notes: [words],
      })),
      findings,
      waived: findings.map((one) => ({ ...one, reason: words, expires: null })),
      requests: {},
      remarks: [words],
    }),
  );

const context: ReportContext = {
  ...PLAIN,
  rules: ruleCatalogue,
  commit: 'a'.repeat(40),
  commitUrl: `https://github.com/o/r/commit/${'a'.repeat(40)}`,
  summaryUrl: 'https://github.com/o/r/actions/runs/1',
  label: '`|` @octocat <b>',
  bytesAtMost: 60_000,
  link: (file, line) =>
    `https://github.com/o/r/blob/head/${file.split('/').map(safely).join('/')}#L${line}`,
};

function safely(part: string): string {
  return encodeURIComponent(part.toWellFormed());
}

const render = (id: string, one: Report): string =>
  reporters.find((reporter) => reporter.id === id)?.render(one, context) ?? '';

const ELEMENTS = new Set(
  'h3 p a code pre table thead tbody tr th td details summary ul ol li br sub blockquote strong em'.split(
    ' ',
  ),
);

it('Markdown holds nothing of a manifest that GitHub would act on', () => {
  fc.assert(
    fc.property(report, (one) => {
      const body = render('markdown', one);
      const page = marked.parse(body, { gfm: true, async: false });
      const elements = [...page.matchAll(/<\/?([a-z0-9]+)/g)].map(
        ([, name = '']) => name,
      );
      expect(elements.filter((name) => !ELEMENTS.has(name))).toEqual([]);
      const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, to = '']) => to);
      expect(
        links.filter((to) => !/^(?:https:\/\/github\.com\/|mailto:)/.test(to)),
      ).toEqual([]);
      // Within a block of code GitHub makes no mentions, and a command is to be copied as it is.
      const outside = body.replace(/^(`{3,})\w*\n[\s\S]*?^\1$/gm, '');
      expect(outside).not.toMatch(/(^|[^\w.+-])@[a-z]/i);
      expect(outside).not.toContain('<!--');
      expect(body).not.toContain('##[');
      expect(page.split('<details>').length).toBe(page.split('</details>').length);
      for (const row of body.split('\n').filter((line) => line.startsWith('| ❌')))
        expect(row.replaceAll('\\|', '').split('|')).toHaveLength(3);
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(60_000);
    }),
    { numRuns: runs(300) },
  );
}, 60_000);

it('text, workflow commands and JUnit stay lines that nobody obeys', () => {
  fc.assert(
    fc.property(report, (one) => {
      for (const id of ['text', 'junit', 'sarif', 'json', 'codequality'])
        for (const line of render(id, one).split(/\r\n|\n|\r/)) {
          expect(line).not.toMatch(/^\s*::[a-z-]+(?: .*?)?::/);
          expect(line).not.toContain('##[');
          expect(line).not.toMatch(
            /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\u2028]/,
          );
        }
      const commands = render('github', one).split('\n');
      expect(
        commands.every(
          (line) => line === '' || /^::(?:error|warning|notice) /.test(line),
        ),
      ).toBe(true);
      expect(commands.join('')).not.toContain('##[');
      expect(render('text', one)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u2028]/);
    }),
    { numRuns: runs(300) },
  );
}, 60_000);

it('the HTML page holds no element and no attribute of a stranger', () => {
  fc.assert(
    fc.property(report, (one) => {
      const page = render('html', one);
      expect(page.match(/<script/g)).toHaveLength(1);
      expect(page).not.toMatch(/<img|<iframe|<!--/);
      const main = page.slice(page.indexOf('<main>'), page.indexOf('</main>'));
      expect(main.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
    }),
    { numRuns: runs(200) },
  );
}, 60_000);
