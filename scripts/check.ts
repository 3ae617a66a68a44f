/**
 * All that CI holds a change to, but the peers that take root to install: what is missing on the PATH skips its tests by name. Ends
 * at once where something is wrong, the cheapest first.
 */
import { spawnSync } from 'node:child_process';

const STEPS: readonly (readonly [string, string])[] = [
  ['types', 'npm run --silent typecheck'],
  ['lint', 'npm run --silent lint'],
  ['workflows', '! command -v actionlint >/dev/null || actionlint'],
  ['docs, as they would be written', 'npm run --silent docs -- --check'],
  ['bundle', 'npm run --silent build'],
  ['tests', 'npm run --silent test:all'],
  ['demo', 'npm run --silent demo'],
];

for (const [name, command] of STEPS) {
  const started = performance.now();
  console.log(`== ${name}`);
  const quiet = name === 'demo';
  const { status } = spawnSync(command, {
    shell: true,
    stdio: ['inherit', quiet ? 'ignore' : 'inherit', 'inherit'],
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`   ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  if (status !== 0) process.exit(1);
}
console.log('All of it holds.');
