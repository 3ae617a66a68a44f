const LONGEST = 1000;
/** Each may start anywhere: so many cost the length of the text to this power at the most. */
const UNBOUNDED_AT_MOST = 3;

/**
 * Is it a regular expression that RE2 and this engine read alike, and that is matched here in time bounded by the text's length?
 * Repetition inside repetition, alternatives that are repeated, references back and looking around are not.
 */
export function isLinear(pattern: string | null): boolean {
  if (pattern === null || pattern.length > LONGEST) return false;
  const plain = pattern
    .replace(/\\[dDwWsSbBtnrfv]|\\[^A-Za-z0-9]/g, 'x')
    .replace(/\[\^?\]?[^\]\\[]*\]/g, 'x');
  if (/[\\[\]]/.test(plain)) return false;
  if (/\(\?(?!:)/.test(plain)) return false;
  const groups = plain.replaceAll('(?:', '(');
  return repeatsSoundly(groups) && unboundedIn(groups) <= UNBOUNDED_AT_MOST;
}

function unboundedIn(text: string): number {
  return (text.match(/[*+]|\{\d+,\}/g) ?? []).length;
}

/** From the inside out: a group that is repeated holds no repetition and no alternatives. */
function repeatsSoundly(text: string): boolean {
  let left = text;
  for (;;) {
    const group = /\(([^()]*)\)([*+?]|\{\d+(?:,\d*)?\})?/.exec(left);
    if (group === null) return !/[()]/.test(left);
    const [whole, inside = '', repeated] = group;
    const moves = /[*+?{|]/.test(inside);
    if (repeated !== undefined && repeated !== '?' && moves) return false;
    // What is taken out leaves its repetitions behind, so that a group around it is held to them.
    const mark = moves || repeated !== undefined ? 'x?' : 'x';
    left = left.slice(0, group.index) + mark + left.slice(group.index + whole.length);
  }
}
