import { defineConfig } from 'vitest/config';

/** What Stryker runs: the tests that the command line names, and nothing else. */
export default defineConfig({
  test: {
    include: (process.env['MUTATE_TESTS'] ?? '').split('\n'),
    setupFiles: ['__tests__/setup.ts'],
    testTimeout: 30_000,
    runner: './scripts/mutate.runner.ts',
  },
});
