import { describe, expect, it } from 'vitest';
import { readerConditional as rule } from '../../src/rules/reader-conditional.ts';
import { CONDITIONAL, GRANTED, messages, pullCase, UNKNOWN } from './cases.ts';

describe('reader-conditional', () => {
  it('shows the condition', () => {
    expect(messages(rule, ...pullCase(CONDITIONAL))[0]).toContain(
      'resource.matchTag("a/b", "c")',
    );
  });

  it('keeps quiet where it is granted, and never takes an unknown for a no', () => {
    expect(messages(rule, ...pullCase(GRANTED))).toEqual([]);
    expect(messages(rule, ...pullCase(UNKNOWN))).toEqual([]);
  });
});
