/** The files whose mutants are hunted, each with the tests that hunt them. */
export const TESTS: Readonly<Record<string, readonly string[]>> = {
  'src/domain/condition.ts': [
    '__tests__/domain/condition.test.ts',
    '__tests__/domain/second-evaluator.test.ts',
  ],
  'src/domain/evaluate-access.ts': [
    '__tests__/domain/second-evaluator.test.ts',
    '__tests__/google/access.test.ts',
  ],
  'src/domain/image-name.ts': ['__tests__/domain/image-name.test.ts'],
  'src/domain/cleanup-policy.ts': ['__tests__/domain/cleanup-policy.test.ts'],
};
