/** What begins so is read as JSON first, whose strings may hold what YAML refuses. */
export function isJson(text: string): boolean {
  return /^\uFEFF?\s*\{/.test(text);
}

/** Does a text hold several objects of JSON one after the other? kubectl reads them all. */
export function isJsonStream(text: string): boolean {
  return isJson(text) && /\}\s*\{/.test(text) && jsonObjects(text).length > 1;
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Where each object stands; the last goes on to the end of the text. Where something else stands between them, it is all one. */
export function jsonObjects(text: string): readonly Part[] {
  const parts: Part[] = [];
  let start = 0;
  let depth = 0;
  for (const { 0: sign, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]|[^\s{}"]/g)) {
    if (sign === '{') depth += 1;
    else if (sign === '}') depth -= 1;
    else if (depth === 0) return [{ start: 0, end: text.length }];
    if (depth !== 0 || sign !== '}') continue;
    parts.push({ start, end: index + 1 });
    start = index + 1;
  }
  const last = parts.at(-1);
  if (last === undefined || depth !== 0) return [{ start: 0, end: text.length }];
  return [...parts.slice(0, -1), { start: last.start, end: text.length }];
}
