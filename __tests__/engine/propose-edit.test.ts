import { describe, expect, it } from 'vitest';
import { proposeEdit } from '../../src/engine/propose-edit.ts';
import { reference } from './references.ts';

const APP = 'us-docker.pkg.dev/p/r/app';

describe('the edit that makes a replacement', () => {
  it('writes the whole name where the scalar is the whole name', () => {
    expect(proposeEdit(reference(`${APP}:1`), `${APP}:2`)).toEqual({
      from: `${APP}:1`,
      to: `${APP}:2`,
    });
  });

  it('writes the tag where the scalar is the tag', () => {
    const one = { ...reference(`${APP}:1`), part: 'tag' as const };
    expect(proposeEdit(one, `${APP}:2`)).toEqual({ from: '1', to: '2' });
  });

  it('does not move an image by its tag', () => {
    const one = { ...reference(`${APP}:1`), part: 'tag' as const };
    expect(proposeEdit(one, 'us-docker.pkg.dev/p/other/app:1')).toBeNull();
  });

  it('writes the name where the scalar is the name, and the tag stays', () => {
    const one = { ...reference(`${APP}:1`), part: 'name' as const };
    expect(proposeEdit(one, 'us-docker.pkg.dev/p/r/apps:1')).toEqual({
      from: APP,
      to: 'us-docker.pkg.dev/p/r/apps',
    });
    expect(proposeEdit(one, `${APP}:2`)).toBeNull();
  });
});
