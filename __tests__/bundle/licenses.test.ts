import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshBundle } from './fresh-bundle.ts';

const RULE = `\n${'-'.repeat(80)}\n`;

describe('the licences of what is shipped', () => {
  const texts = readFileSync(path.join(freshBundle(), 'licenses.txt'), 'utf8').split(
    RULE,
  );

  it('has the text of every package', () => {
    const bare = texts.filter(
      (text) => text.split('\n').slice(1).join('').trim().length < 150,
    );
    expect(bare.map((text) => text.split('\n')[0])).toEqual([]);
  });

  it.each(['ms', 'bignumber.js', 'undici', 'google-gax', 'yaml'])('has %s', (name) => {
    expect(texts.some((text) => text.startsWith(`${name} `))).toBe(true);
  });
});
