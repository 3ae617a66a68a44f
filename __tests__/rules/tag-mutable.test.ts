import { describe, expect, it } from 'vitest';
import { tagMutable as rule } from '../../src/rules/tag-mutable.ts';
import { APP, messages, OPEN, targetOf } from './cases.ts';

describe('tag-mutable', () => {
  it('speaks of latest, and of no tag', () => {
    expect(messages(rule, targetOf(`${APP}:latest`, null))).toHaveLength(1);
    expect(messages(rule, targetOf(APP, null))).toHaveLength(1);
  });

  it('keeps quiet about a version, a digest, a placeholder, and what is no image', () => {
    expect(messages(rule, targetOf(`${APP}:1`, OPEN))).toEqual([]);
    expect(
      messages(rule, targetOf(`${APP}:latest@sha256:${'1'.repeat(64)}`, null)),
    ).toEqual([]);
    expect(messages(rule, targetOf('$(IMAGE)', null))).toEqual([]);
    expect(messages(rule, targetOf('nginx:latest', null))).toEqual([]);
    expect(
      messages(
        rule,
        targetOf('us-docker.pkg.dev/p/r', null, {
          incomplete: { why: 'x', replacement: null },
        }),
      ),
    ).toEqual([]);
  });
});
