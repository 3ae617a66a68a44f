/**
 * Writes every golden anew (what the reporters write, what the formats find) and shows what changed, to be read by eye before it is
 * committed. Words are handed on to vitest: `npm run record -- reporters`.
 */
import { spawnSync } from 'node:child_process';

const GOLDENS = ['__tests__/reporters/golden', '__tests__/formats', ':!*.ts'];
const TESTS = [
  '__tests__/reporters/reporters.test.ts',
  '__tests__/formats/fixtures.test.ts',
];

const words = process.argv.slice(2);
const recorded = run('npx', [
  'vitest',
  'run',
  '--reporter=dot',
  ...(words.length > 0 ? words : TESTS),
]);
const untracked = spawnSync(
  'git',
  ['ls-files', '--others', '--exclude-standard', ...GOLDENS],
  { encoding: 'utf8' },
).stdout;
run('git', ['--no-pager', 'diff', '--stat', '--patch', '--', ...GOLDENS]);
if (untracked !== '') console.log(`New:\n${untracked}`);
process.exitCode = recorded;

function run(program: string, given: readonly string[]): number {
  const env = { ...process.env, GOLDEN: 'record' };
  const { status } = spawnSync(program, given, { stdio: 'inherit', env });
  return status ?? 1;
}
