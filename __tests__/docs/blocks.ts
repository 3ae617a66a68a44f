import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** Every page that a reader is sent to. */
export function pages(): readonly string[] {
  const below = (folder: string): readonly string[] =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => path.posix.join(folder, file));
  const top = readdirSync(ROOT).filter((file) => file.endsWith('.md'));
  return [...top, ...below('docs'), ...below('terraform'), ...below('examples')].sort();
}

/** The blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  const lines = readFileSync(path.join(ROOT, page), 'utf8').split('\n');
  const blocks: Block[] = [];
  let open: { language: string; line: number; from: number } | null = null;
  for (const [index, line] of lines.entries()) {
    const fence = /^\s*```(\S*)\s*$/.exec(line);
    if (fence === null) continue;
    if (open === null)
      open = { language: fence[1] ?? '', line: index + 1, from: index + 1 };
    else {
      const text = lines.slice(open.from, index).join('\n');
      blocks.push({ page, line: open.line, language: open.language, text: `${text}\n` });
      open = null;
    }
  }
  if (open !== null) throw new Error(`${page}:${open.line}: the block is not closed`);
  return blocks;
}

/** A file's name in a block's first line: `# .github/workflows/x.yml`. */
export function nameOf({ text }: Block): string | null {
  return /^# (\S+\.\w+)$/m.exec(text.split('\n')[0] ?? '')?.[1] ?? null;
}

/** The words of each line that runs something, as far as no shell is needed to tell them. */
export function commandLines({ text }: Block): readonly string[] {
  return text
    .replaceAll(/<<'(\w+)'[^\n]*\n[\s\S]*?\n\1\n/g, '\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
