import type { Rule } from './rule.ts';

export const manifestInvalid: Rule = {
  id: 'manifest-invalid',
  title: 'The file is not valid YAML or JSON, so what it references is unknown',
  severity: 'warning',
  on: 'document',
  *check({ problem, cause }) {
    if (cause === 'invalid')
      yield { message: `${problem.why} What it references is unknown.` };
  },
};
