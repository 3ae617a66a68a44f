/** The files whose mutants are hunted, each with the tests that hunt them. */
export const TESTS: Readonly<Record<string, readonly string[]>> = {
  'src/domain/condition.ts': [
    '__tests__/domain/condition.test.ts',
    '__tests__/domain/second-evaluator.test.ts',
  ],
  'src/domain/evaluate-access.ts': [
    '__tests__/domain/evaluate-access.test.ts',
    '__tests__/domain/second-evaluator.test.ts',
    '__tests__/google/access.test.ts',
  ],
  'src/domain/image-name.ts': ['__tests__/domain/image-name.test.ts'],
  'src/domain/download-rule.ts': ['__tests__/domain/download-rule.test.ts'],
  'src/domain/node-scheduling.ts': ['__tests__/domain/node-scheduling.test.ts'],
  'src/domain/member.ts': ['__tests__/domain/member.test.ts'],
  'src/engine/say-once.ts': ['__tests__/engine/say-once.test.ts'],
  'src/domain/cleanup-policy.ts': ['__tests__/domain/cleanup-policy.test.ts'],
  'src/engine/select-changed.ts': ['__tests__/engine/select-changed.test.ts'],
  'src/github/comment.ts': ['__tests__/github/comment.test.ts'],
  'src/github/refusals.ts': ['__tests__/github/waiting.test.ts'],
  'src/google/images/existence.ts': [
    '__tests__/google/images/existence.test.ts',
    '__tests__/google/existence.test.ts',
    '__tests__/google/requests.test.ts',
  ],
  'src/google/images/behind.ts': ['__tests__/google/images/existence.test.ts'],
  'src/google/images/found-image.ts': ['__tests__/google/images/existence.test.ts'],
  'src/google/images/registry-api.ts': ['__tests__/google/images/registry-api.test.ts'],
  'src/google/images/wait.ts': ['__tests__/google/images/wait.test.ts'],
  'src/google/wire/answers.ts': [
    '__tests__/google/wire/answers.test.ts',
    '__tests__/google/wire/refusal.test.ts',
  ],
  'src/google/wire/refusal.ts': [
    '__tests__/google/wire/answers.test.ts',
    '__tests__/google/wire/refusal.test.ts',
  ],
  'src/render/trace-kustomize.ts': ['__tests__/render/trace-kustomize.test.ts'],
};
