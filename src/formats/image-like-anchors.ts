import type { ImageLike } from '../domain/image-like.ts';

/** `tag: *tag` changes where `&tag` stands: what looks like an image by an alias, at its anchor. */
export function anchorsOf(
  likes: readonly ImageLike[],
  lines: readonly string[],
): readonly ImageLike[] {
  return likes.flatMap((one) => {
    const name = aliasAt(one, lines);
    if (name === null) return [];
    const mark = `&${name} `;
    const { file, line } = one.location;
    const at = lines.findLastIndex((text, index) => index < line && text.includes(mark));
    const text = lines[at];
    if (text === undefined) return [];
    const column = [...text.slice(0, text.indexOf(mark) + mark.length)].length + 1;
    const endColumn = column + [...one.text].length;
    const location = { file, line: at + 1, column, endLine: at + 1, endColumn };
    return [{ ...one, location }];
  });
}

/** The alias that it stands as; `null` where it stands as itself. */
function aliasAt({ location }: ImageLike, lines: readonly string[]): string | null {
  const line = [...(lines[location.line - 1] ?? '')].slice(location.column - 1);
  return /^\*([^\s,[\]{}]+)/.exec(line.join(''))?.[1] ?? null;
}
