import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileReading, ImageReference } from '../../src/domain/reference.ts';
import { hclReader } from '../../src/formats/hcl.ts';
import { formats } from '../../src/formats/index.ts';
import { neighboursOf, readFile } from '../../src/formats/read-file.ts';

const hcl = await hclReader();
const cases = formats.flatMap(({ id }) => {
  const folder = path.join(import.meta.dirname, id);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:ya?ml|json|tf|tofu)$/.test(file))
    .map((file) => [`${id}/${file}`, folder, file] as const);
});

function read(folder: string, file: string, text: string): FileReading {
  const neighbours = new Set(neighboursOf(file));
  return readFile(file, text, {
    imageRules: [],
    valuesRules: [],
    isValues: () => false,
    extraFormats: ['skaffold', 'docker-compose', 'dockerfile', 'terraform'],
    hcl,
    neighbour: (one) =>
      neighbours.has(one) && existsSync(path.join(folder, one))
        ? readFileSync(path.join(folder, one), 'utf8')
        : null,
  });
}

/** What must not hang on how lines end. */
function told({ location, image, workload, path: at }: ImageReference): unknown {
  return { location, image, workload, at };
}

/** As git checks files out on Windows. */
describe('lines that end in CR LF', () => {
  it.each(cases)('%s: every image stands where it stood', (_, folder, file) => {
    const text = readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    const unix = read(folder, file, text);
    const windows = read(folder, file, text.replaceAll('\n', '\r\n'));
    expect(windows.references.map(told)).toEqual(unix.references.map(told));
    expect(windows.problems.map(({ location }) => location.line)).toEqual(
      unix.problems.map(({ location }) => location.line),
    );
  });
});
