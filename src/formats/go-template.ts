/** Templates are hidden in characters that mean nothing to YAML, one for one, so that places stay as they are. */
const HIDDEN = 0xe000;
const HIDDEN_AT_MOST = 0xf8ff;

/** Hides `{{ … }}` that stands outside quotes, and takes a line that is nothing but a template for a comment. */
export function hideTemplates(source: string): string {
  if (!source.includes('{{')) return source;
  return source
    .split('\n')
    .map((line) => (line.includes('{{') ? hideInLine(line) : line))
    .join('\n');
}

/** What was hidden, as it was written. */
export function showTemplates(text: string): string {
  return text.replace(/[\uE000-\uF8FF]/g, (character) =>
    String.fromCharCode(character.charCodeAt(0) - HIDDEN),
  );
}

function hideInLine(line: string): string {
  if (/^\s*\{\{.*\}\}\s*$/.test(line)) {
    const indent = line.length - line.trimStart().length;
    return `${line.slice(0, indent)}#${hide(line.slice(indent + 1).trimEnd())}`;
  }
  return line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\{\{.*?\}\}/g, (part) =>
    part.startsWith('{{') ? hide(part) : part,
  );
}

function hide(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.charCodeAt(0) + HIDDEN;
      return character.length === 1 && code <= HIDDEN_AT_MOST
        ? String.fromCharCode(code)
        : '\uE020'.repeat(character.length);
    })
    .join('');
}
