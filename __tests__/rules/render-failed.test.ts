import { describe, expect, it } from 'vitest';
import { renderFailed as rule } from '../../src/rules/render-failed.ts';
import { messages } from './cases.ts';

describe('render-failed', () => {
  it('hands on the last words of the tool', () => {
    const problem = {
      location: { file: 'k.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 },
      why: 'overlays/prod: no such file.',
    };
    expect(messages(rule, { problem, cause: 'render-failed' })[0]).toContain(
      'overlays/prod: no such file.',
    );
  });

  it('keeps quiet about a file that cannot be read', () => {
    const problem = {
      location: { file: 'k.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 },
      why: 'x',
    };
    expect(messages(rule, { problem, cause: 'invalid' })).toEqual([]);
  });
});
