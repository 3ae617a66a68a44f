import { describe, expect, it } from 'vitest';
import { manifestInvalid as rule } from '../../src/rules/manifest-invalid.ts';
import { messages } from './cases.ts';

describe('manifest-invalid', () => {
  it('says why the file cannot be read', () => {
    const problem = {
      location: { file: 'a.yaml', line: 3, column: 1, endLine: 3, endColumn: 2 },
      why: 'Not valid YAML: x.',
    };
    expect(messages(rule, { problem, cause: 'invalid' })).toEqual([
      'Not valid YAML: x. What it references is unknown.',
    ]);
  });

  it('keeps quiet about what could not be rendered: that is another rule', () => {
    const problem = {
      location: { file: 'a.yaml', line: 3, column: 1, endLine: 3, endColumn: 2 },
      why: 'x',
    };
    expect(messages(rule, { problem, cause: 'render-failed' })).toEqual([]);
  });
});
