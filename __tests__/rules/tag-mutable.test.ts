import { describe, expect, it } from 'vitest';
import { tagMutable as rule } from '../../src/rules/tag-mutable.ts';
import { APP, messages, OPEN, referenceCase } from './cases.ts';

describe('tag-mutable', () => {
  it('speaks of latest, and of no tag', () => {
    expect(messages(rule as never, referenceCase(`${APP}:latest`, null))).toHaveLength(1);
    expect(messages(rule as never, referenceCase(APP, null))).toHaveLength(1);
  });

  it('keeps quiet about a version, a digest, a placeholder, and what is no image', () => {
    expect(messages(rule as never, referenceCase(`${APP}:1`, OPEN))).toEqual([]);
    expect(
      messages(
        rule as never,
        referenceCase(`${APP}:latest@sha256:${'1'.repeat(64)}`, null),
      ),
    ).toEqual([]);
    expect(messages(rule as never, referenceCase('$(IMAGE)', null))).toEqual([]);
    expect(
      messages(
        rule as never,
        referenceCase('us-docker.pkg.dev/p/r', null, { incomplete: 'No image.' }),
      ),
    ).toEqual([]);
  });
});
