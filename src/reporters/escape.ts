/** Characters that move a cursor, start a line, hide or turn text around: shown, never obeyed. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text from a manifest on one line of a terminal or a log: every control and bidi character is written out, and what a runner would
 * take for a workflow command (`##[` anywhere, `::name::` where a line may start) is broken.
 */
export function printable(text: string): string {
  return unobeyed(visible(text));
}

/** Text in which a runner sees no workflow command, old or new. */
export function unobeyed(text: string): string {
  return text
    .replaceAll('##[', '##\u200b[')
    .replace(/::(?=[a-z-]+(?: .*?)?::)/gi, ':\u200b:');
}

/** Text whose every character is seen; commands for a runner stay what they are. */
export function visible(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Text of several lines, each of them printable. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** JSON that starts no workflow command in a log and moves no cursor: the same values, what a reader would not see spelled as an escape. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
    .replaceAll('##[', '#\\u0023[')
    .replace(INVISIBLE, (character) =>
      character === '\n' ? '\n' : escapesOf(character),
    );
  return `${text}\n`;
}

/** A character as JSON spells it, in UTF-16. */
function escapesOf(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}

/** Cut to a length, in code points, with a sign that it was. */
export function capped(text: string, atMost: number): string {
  const characters = [...text];
  return characters.length <= atMost
    ? text
    : `${characters.slice(0, atMost - 1).join('')}…`;
}

/** Plain text in Markdown: nothing in it is markup, a mention, a link or a reference. */
export function markdownText(text: string, atMost = 2000): string {
  return capped(printable(text), atMost)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]{}()#+!|~]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/(?<![\w.+-])@/g, '@\u200b')
    .replace(/(https?|ftp|www)(?=[:.])/gi, '$1\u200b')
    .replace(/(^|\s)(fix(?:e[sd])?|close[sd]?|resolve[sd]?)(?=\s)/gi, '$1$2\u200b');
}

/** Text as inline code: in a fence longer than any inside. */
export function markdownCode(text: string, atMost = 300): string {
  const shown = unlinked(capped(printable(text), atMost));
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padded =
    shown.startsWith('`') || shown.endsWith('`') || shown === '' ? ` ${shown} ` : shown;
  // In a table `\\|` would be an escaped backslash and the cell's end.
  const inCell = padded.replace(/\\(?=\|)/g, '\\\u200b').replaceAll('|', '\\|');
  return `${fence}${inCell}${fence}`;
}

/** Even in code, mail and other readers make mentions and tags of text. An `@` behind a word is an address or a digest, to be copied as it is. */
function unlinked(text: string): string {
  return text
    .replace(/(?<![\w.+-])@(?=\w)/g, '@\u200b')
    .replace(/<(?=[a-z!/])/gi, '<\u200b')
    .replaceAll('-->', '--\u200b>');
}

/** Text in a block of code that nothing inside can end. */
export function markdownBlock(text: string, language: string): string {
  const shown = text.split('\n').map(printable).join('\n');
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${shown}\n${fence}`;
}
