import { describe, expect, it } from 'vitest';
import { referenceInvalid as rule } from '../../src/rules/reference-invalid.ts';
import { APP, messages, OPEN, targetOf } from './cases.ts';

describe('reference-invalid', () => {
  it('says what is wrong with the text', () => {
    expect(messages(rule, targetOf(`${APP}:a b`, null))).toEqual([
      'An image name holds no white space.',
    ]);
    expect(
      messages(rule, targetOf('us-docker.pkg.dev/p/r', null, { incomplete: 'No image.' })),
    ).toEqual(['No image.']);
  });

  it('keeps quiet about a name, and about a placeholder', () => {
    expect(messages(rule, targetOf(`${APP}:1`, null))).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:${'${TAG}'}`, null))).toEqual([]);
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}:1`, OPEN))).toEqual([]);
  });
});
