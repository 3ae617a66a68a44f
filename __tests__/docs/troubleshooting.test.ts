import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { files } from '../../scripts/read-imports.ts';
import { ROOT } from './blocks.ts';

it('troubleshooting quotes what is said', () => {
  const page = readFileSync(path.join(ROOT, 'docs/troubleshooting.md'), 'utf8');
  const quoted = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, text = '']) => text);
  const sources = files.map((file) => readFileSync(path.join(ROOT, 'src', file), 'utf8'));
  expect(quoted.length).toBeGreaterThan(10);
  expect(quoted.filter((text) => !sources.some((one) => one.includes(text)))).toEqual([]);
});
