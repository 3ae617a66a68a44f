import { describe, expect, it } from 'vitest';
import { pullSecretUnneeded as rule } from '../../src/rules/pull-secret-unneeded.ts';
import {
  drafts,
  GRANTED,
  messages,
  NOT_GRANTED,
  pullCase,
  SECRET,
  UNKNOWN,
} from './cases.ts';

describe('pull-secret-unneeded', () => {
  it('stands at the entry', () => {
    expect(drafts(rule, ...pullCase(GRANTED, { pullSecrets: [SECRET] }))).toMatchObject([
      { location: SECRET.location },
    ]);
  });

  it('keeps quiet where the node may not pull, or nobody can tell', () => {
    expect(messages(rule, ...pullCase(NOT_GRANTED, { pullSecrets: [SECRET] }))).toEqual(
      [],
    );
    expect(messages(rule, ...pullCase(UNKNOWN, { pullSecrets: [SECRET] }))).toEqual([]);
    expect(messages(rule, ...pullCase(GRANTED))).toEqual([]);
  });
});
