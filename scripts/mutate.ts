/**
 * Breaks a file in every small way and sees whether its tests fail: `npm run mutate -- src/domain/condition.ts [TEST…]`. Without
 * tests it takes those that are named here, else the one that mirrors the file. One file and one worker at a time; the page that says
 * which mutants live is reports/mutation/mutation.html. Without a file: every file named here, one after the other.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TESTS } from './mutated-files.ts';

/** In per cent: a file whose mutants live more often fails. */
const AT_LEAST = 85;

const [named, ...tests] = process.argv.slice(2);
const files = named === undefined ? Object.keys(TESTS) : [named];
const scores = files.map((file) => [file, mutate(file, testsOf(file))] as const);
for (const [file, score] of scores) console.log(`${score.toFixed(1)} %  ${file}`);
process.exitCode = scores.every(([, score]) => score >= AT_LEAST) ? 0 : 1;

function testsOf(file: string): readonly string[] {
  if (tests.length > 0) return tests;
  const mirrored = file.replace(/^src\//, '__tests__/').replace(/\.ts$/, '.test.ts');
  return TESTS[file] ?? [mirrored];
}

function mutate(file: string, include: readonly string[]): number {
  for (const one of [file, ...include]) {
    if (!existsSync(one))
      throw new Error(`expected a file of this repository, got ${one}`);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-mutate-'));
  const config = path.join(folder, 'stryker.json');
  const report = path.join(folder, 'mutation.json');
  const settings = {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'scripts/mutate.vitest.ts', related: false },
    mutate: [file],
    // TypeScript 7 has no API of the kind that is asked for here.
    tsconfigFile: 'none.json',
    concurrency: 1,
    coverageAnalysis: 'perTest',
    ignoreStatic: false,
    timeoutMS: 10_000,
    ignorePatterns: ['dist', 'docs/images', 'bench', 'reports'],
    reporters: ['clear-text', 'html', 'json'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: report },
    allowEmpty: false,
  };
  writeFileSync(config, JSON.stringify(settings));
  const env = { ...process.env, MUTATE_TESTS: include.join('\n') };
  const { status } = spawnSync('npx', ['stryker', 'run', config], {
    stdio: 'inherit',
    env,
  });
  if (status !== 0) throw new Error(`stryker ended with ${status}`);
  return scoreOf(report);
}

interface MutationReport {
  readonly files: Readonly<
    Record<string, { readonly mutants: readonly { readonly status: string }[] }>
  >;
}

/** What is killed or loops forever, of all that compiles and is not set aside. In per cent. */
function scoreOf(report: string): number {
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as MutationReport;
  const all = Object.values(files).flatMap(({ mutants }) => mutants);
  const count = (...states: readonly string[]): number =>
    all.filter(({ status }) => states.includes(status)).length;
  const killed = count('Killed', 'Timeout');
  return (100 * killed) / Math.max(1, killed + count('Survived', 'NoCoverage'));
}
