import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImageReference } from '../../src/domain/reference.ts';
import { hclReader } from '../../src/formats/hcl.ts';
import { formats } from '../../src/formats/index.ts';
import { neighboursOf, readFile } from '../../src/formats/read-file.ts';
import { expectGolden } from '../golden.ts';

const RULES = [
  {
    kind: 'Widget',
    apiVersion: 'team.example.com/v1',
    files: [],
    paths: ['spec.runner.image', 'spec.steps[*].image', 'spec.pod'],
  },
  { kind: null, apiVersion: null, files: ['odd/*.yaml'], paths: ['app.picture'] },
];

const hcl = await hclReader();

/** `NAME.yaml` beside `NAME.expected`: a line a reference. A new case is two files and no code: `npm run record` fills an empty `NAME.expected`. */
describe.each(formats.map(({ id }) => id))('%s', (id) => {
  const folder = path.join(import.meta.dirname, id);
  const cases = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      /\.(?:ya?ml|json|tf|tofu)$/.test(file) &&
      existsSync(path.join(folder, expectedOf(file))),
  );

  it('has cases', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  it.each(cases)('%s', (file) => {
    const neighbours = new Set(neighboursOf(file));
    const reading = readFile(file, readFileSync(path.join(folder, file), 'utf8'), {
      imageRules: RULES,
      valuesRules: [],
      isValues: () => false,
      extraFormats: ['skaffold', 'docker-compose', 'dockerfile', 'terraform'],
      hcl,
      neighbour: (one) =>
        neighbours.has(one) && existsSync(path.join(folder, one))
          ? readFileSync(path.join(folder, one), 'utf8')
          : null,
    });
    const lines = [
      ...reading.references.map(describeReference),
      ...reading.problems.map(({ location, why }) => `${location.line} problem: ${why}`),
    ];
    expectGolden(path.join(folder, expectedOf(file)), `${lines.join('\n')}\n`);
  });
});

function expectedOf(file: string): string {
  return file.replace(/\.\w+$/, '.expected');
}

function describeReference({
  location,
  workload,
  container,
  path: at,
  image,
  part,
  parsed,
  source,
}: ImageReference): string {
  const { line, column, endLine, endColumn } = location;
  const span = `${line}:${column}-${endLine}:${endColumn}`;
  const owner = workload === null ? '-' : `${workload.kind}/${workload.name ?? '-'}`;
  return [
    span,
    source,
    owner,
    container ?? '-',
    at ?? '-',
    part,
    parsed.kind,
    image,
  ].join('  ');
}
