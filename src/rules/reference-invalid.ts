import type { TargetRule } from './rule.ts';

export const referenceInvalid: TargetRule = {
  id: 'reference-invalid',
  title:
    'Not a well-formed image reference, or an Artifact Registry path without repository or image',
  severity: 'error',
  breaks: 'the-pull',
  on: 'target',
  *check({ reference, incomplete }) {
    if (reference.parsed.kind === 'malformed') yield { message: reference.parsed.why };
    else if (incomplete !== null) yield { message: incomplete };
  },
};
