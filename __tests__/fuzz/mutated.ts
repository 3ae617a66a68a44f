import fc from 'fast-check';

/** One edit of a text: what is cut where, and what is put there. `at` is a share of the length. */
interface Edit {
  readonly at: number;
  readonly cut: number;
  readonly put: string;
}

/** What breaks readers: openings without ends, odd characters, long runs. */
const ODD: readonly string[] = [
  ...['', '', '', ' ', '\n', '\t', '\r', '\r\n', '---\n', '...\n', '\uFEFF', '\0'],
  ...['{', '}', '[', ']', '{{', '}}', '"', "'", '`', '\\', '|', '>', '-', '- ', '? '],
  ...[':', ': ', '#', ' #', '&a ', '*a', '<<: *a', '!!str ', '!x ', '%YAML 1.1\n', '@'],
  ...['null', '~', 'true', '.inf', '0x1F', '1e999', '-0', '2026-01-01', '[]', '{}'],
  ...['__proto__', 'constructor', 'toString', '../', '/', '..', '*', '**', '%zz', '%00'],
  ...['\u001B[2J', '\u202E', '\u2028', 'é', '🦊', '\uD800', '::error::x', '##[error]x'],
  ...['{'.repeat(300), '['.repeat(300), 'a'.repeat(5000), '9'.repeat(400), '_', '.'],
  ...['@sha256:', '@md5:', ':5000/', '$(X)', '${X}', '<x>', 'LOCALHOST', '[::1]'],
];

/** Texts that were whole, with up to eight edits. */
export function mutated(seeds: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
    put: fc.oneof(fc.constantFrom(...ODD), fc.string({ maxLength: 4 })),
  });
  const edits = fc.array(edit, { maxLength: 8 });
  return fc
    .tuple(fc.constantFrom(...seeds), edits)
    .map(([text, wanted]) => wanted.reduce(edited, text));
}

function edited(text: string, { at, cut, put }: Edit): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + put + text.slice(start + cut);
}
