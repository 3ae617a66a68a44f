import type { WaiverRule } from './rule.ts';

export const waiverInvalid: WaiverRule = {
  id: 'waiver-invalid',
  title:
    'An inline waiver that names no rule, or gives no reason, so it silences nothing',
  severity: 'warning',
  on: 'waiver',
  once: 'place',
  *check({ rule, reason, spelling }, ruleIds) {
    const form = 'Write it as "# gar-preflight: ignore RULE reason".';
    if (spelling === 'unknown')
      yield { message: `This comment silences nothing as it is written. ${form}` };
    else if (rule === '') yield { message: `It names no rule to ignore. ${form}` };
    else if (!ruleIds.includes(rule))
      yield { message: `There is no rule ${rule}. ${form}${near(rule, ruleIds)}` };
    else if (reason === '')
      yield { message: `It gives no reason for ignoring ${rule}. ${form}` };
  },
};

function near(rule: string, ruleIds: readonly string[]): string {
  const [first = ''] = rule.split('-');
  const like = ruleIds.filter((id) => id.startsWith(first) || id.endsWith(rule));
  return first === '' || like.length === 0 ? '' : ` Is it ${like.join(' or ')}?`;
}
