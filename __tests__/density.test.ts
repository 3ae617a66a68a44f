import { describe, expect, it } from 'vitest';
import { files, source } from '../scripts/read-imports.ts';

describe('the sources', () => {
  it('keep lines short: 34 characters at the most, on average, without indentation', () => {
    const lines = files.flatMap((file) => linesOfCode(source(file)));
    const characters = lines.reduce((sum, line) => sum + line.length, 0);
    expect(characters / lines.length).toBeLessThanOrEqual(34);
  });
});

/** Lines that hold more than a comment, without what indents them. */
function linesOfCode(text: string): readonly string[] {
  return text
    .replace(/^\s*\/\*[\s\S]*?\*\//gm, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'));
}
