import { describe, expect, it } from 'vitest';
import { referenceInvalid as rule } from '../../src/rules/reference-invalid.ts';
import { APP, artifact, drafts, messages, OPEN, targetOf } from './cases.ts';

describe('reference-invalid', () => {
  it('says what is wrong with the text', () => {
    expect(messages(rule, targetOf(`${APP}:a b`, null))).toEqual([
      'An image name holds no white space, and this has a space in the middle.',
    ]);
    const incomplete = { why: 'No image.', replacement: null };
    expect(
      messages(rule, targetOf('us-docker.pkg.dev/p/r', null, { incomplete })),
    ).toEqual(['No image.']);
  });

  it('proposes the right host', () => {
    const replacement = `${APP}:1`;
    const incomplete = { why: 'A dot for a hyphen.', replacement };
    const target = targetOf('us.docker.pkg.dev/p/r/a', null, { incomplete });
    expect(drafts(rule, target)).toMatchObject([{ fix: { replacement } }]);
  });

  it('proposes small letters only where they are known to exist', () => {
    const inSmall = artifact(`${APP}:RC1`);
    const text = `${APP.replace('/api', '/API')}:RC1`;
    const exists = targetOf(text, null, { inSmall, existsInSmall: 'exists' });
    expect(drafts(rule, exists)).toMatchObject([{ fix: { replacement: `${APP}:RC1` } }]);
    const open = targetOf(text, null, { inSmall, existsInSmall: 'not-known' });
    expect(messages(rule, open)).toEqual([]);
  });

  it('keeps quiet about a name, and about a placeholder', () => {
    expect(messages(rule, targetOf(`${APP}:1`, null))).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:${'${TAG}'}`, null))).toEqual([]);
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}:1`, OPEN))).toEqual([]);
  });
});
