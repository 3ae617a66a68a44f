import { describe, expect, it } from 'vitest';
import { targetUnknown as rule } from '../../src/rules/target-unknown.ts';
import { APP, drafts, found, messages, targetOf } from './cases.ts';

describe('target-unknown', () => {
  const unsaid = targetOf(`${APP}:1`, found(), { saidWhoPulls: 'unsaid' });

  it('says of each place how many more there are; the engine lets one stand', () => {
    const said = drafts(rule, [unsaid, unsaid]);
    expect(said).toHaveLength(2);
    expect(said[0]?.message).toContain('and 1 more like it');
    expect(said[0]?.target).toBe(unsaid);
    expect(rule.once).toBe('run');
  });

  it('keeps quiet where everybody is known, and of what no repository is known', () => {
    expect(messages(rule, [targetOf(`${APP}:1`, found())])).toEqual([]);
    expect(
      messages(rule, [targetOf('nginx:1', null, { saidWhoPulls: 'unsaid' })]),
    ).toEqual([]);
  });
});
