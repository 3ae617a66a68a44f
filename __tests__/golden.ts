import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';

/** Set by `npm run record` alone. Everywhere else a golden is read, and one that is missing is a failure. */
const RECORDING = process.env['GOLDEN'] === 'record';

/** Holds a text against the file that says how it should be. */
export function expectGolden(file: string, text: string): void {
  if (RECORDING) {
    if (process.env['CI'] === 'true') throw new Error('CI records no goldens.');
    writeFileSync(file, text);
    return;
  }
  if (!existsSync(file)) {
    const name = path.relative(process.cwd(), file);
    throw new Error(
      `${name} is missing. \`npm run record\` writes it; read it before you commit it.`,
    );
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}
