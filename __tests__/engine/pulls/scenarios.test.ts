import { describe, expect, it } from 'vitest';
import { describeWith } from '../../programs.ts';
import { rows } from '../../thorough.ts';
import type { Scenario } from './scenario-parts.ts';
import { SCENARIOS } from './scenarios.ts';
import { tell } from './small-world.ts';

async function holds(one: Scenario, finds: readonly string[]): Promise<void> {
  const { rules, messages, access } = await tell(one);
  expect([...rules].sort(), messages.join('\n')).toEqual([...finds].sort());
  if (one.says !== undefined && finds.length > 0)
    expect(messages.join('\n')).toContain(one.says);
  if (one.access !== undefined && one.render !== 'never')
    expect([...access].sort()).toEqual([...one.access].sort());
}

for (const [clause, scenarios] of Object.entries(SCENARIOS)) {
  const rendered = scenarios.filter(({ render }) => render !== 'never');
  if (rendered.length > 0)
    describeWith(['kustomize', 'helm'], `${clause}, rendered`, () => {
      it.each(rendered.map((one) => [one.name, one] as const))('%s', (_, one) =>
        holds(one, one.finds),
      );
    });
  describe(`${clause}, as the files stand`, () => {
    it.each(rows(scenarios, 3).map((one) => [one.name, one] as const))('%s', (_, one) => {
      const { access: _seen, ...bare } = one;
      return holds({ ...bare, render: 'never' }, one.unrendered ?? one.finds);
    });
  });
}
