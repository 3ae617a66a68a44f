import type { DocumentRule } from './rule.ts';

const UNREAD = 'The file was not read, so what it references is unknown';

export const manifestInvalid: DocumentRule = {
  id: 'manifest-invalid',
  title: 'The file is not valid YAML or JSON, so what it references is unknown',
  severity: 'warning',
  on: 'document',
  leaves: 'open',
  *check({ problem, cause }) {
    if (cause !== 'invalid') return;
    const message = `${problem.why} What it references is unknown.`;
    yield problem.cause === 'unread' ? { title: UNREAD, message } : { message };
  },
};
