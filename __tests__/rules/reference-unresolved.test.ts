import { describe, expect, it } from 'vitest';
import { referenceUnresolved as rule } from '../../src/rules/reference-unresolved.ts';
import { APP, found, messages, missing, OPEN, targetOf } from './cases.ts';

describe('reference-unresolved', () => {
  it('names the placeholder', () => {
    expect(messages(rule, targetOf(`${APP}:${'${TAG}'}`, null))[0]).toContain(
      '${TAG} is filled in by a build',
    );
  });

  it('speaks of a legal tag that looks like one only when it is absent', () => {
    expect(messages(rule, targetOf(`${APP}:REPLACE_ME`, missing('tag')))).toHaveLength(1);
    expect(messages(rule, targetOf(`${APP}:REPLACE_ME`, found()))).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:1`, missing('tag')))).toEqual([]);
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}:REPLACE_ME`, OPEN))).toEqual([]);
  });
});
