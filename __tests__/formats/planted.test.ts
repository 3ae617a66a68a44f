import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFile } from '../../src/formats/read-file.ts';
import { runs } from '../thorough.ts';

/** One container as it is written: its image in some style of YAML. */
interface Planted {
  readonly lines: readonly string[];
  /** The image, once for each place that names it. */
  readonly images: readonly string[];
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const noise = fc.constantFrom('größe', '😀 key', 'x', 'a.b/c', 'ключ');
const image = fc
  .tuple(
    word,
    word,
    fc.constantFrom(
      ':1',
      ':v1.2.3',
      '',
      `@sha256:${'a'.repeat(64)}`,
      `:1@sha256:${'b'.repeat(64)}`,
    ),
  )
  .map(
    ([repository, name, version]) =>
      `us-docker.pkg.dev/p/${repository}/${name}${version}`,
  );

const styles: readonly ((text: string, key: string) => readonly string[])[] = [
  (text) => [`image: ${text}`],
  (text) => [`image: '${text}' # a comment with image: us-docker.pkg.dev/p/r/no:1`],
  (text) => [`image: "${text.replace('u', '\\x75').replace(':', '\\u003a')}"`],
  (text) => ['image: >-', `    ${text}`],
  (text) => ['image: |', `    ${text}`],
  (text) => [`"image":   ${text}`],
  (text) => ['? image', `: ${text}`],
  (text) => [`image: !!str ${text}`],
];

const container: fc.Arbitrary<Planted> = fc
  .record({ image, key: noise, style: fc.integer({ min: 0, max: styles.length - 1 }) })
  .map(({ image: text, key, style }) => {
    const [first = '', ...rest] = styles[style]?.(text, key) ?? [];
    return {
      lines: [
        `- name: "${key}"`,
        `  ${first}`,
        ...rest.map((line) => `  ${line}`),
        '  env: [{name: image, value: "us-docker.pkg.dev/p/r/env:1"}]',
      ],
      images: [text],
    };
  });
const flow: fc.Arbitrary<Planted> = fc
  .record({ image, key: noise })
  .map(({ image: text, key }) => ({
    lines: [`- {name: "${key}", ports: [{containerPort: 1}], image: "${text}"}`],
    images: [text],
  }));
const anchored: fc.Arbitrary<Planted> = fc
  .record({ image, id: fc.uuid() })
  .map(({ image: text, id }) => {
    const name = `a${id.replaceAll('-', '')}`;
    return {
      lines: [
        `- &${name}`,
        '  name: base',
        `  image: ${text}`,
        `- <<: *${name}`,
        '  name: merged',
      ],
      images: [text, text],
    };
  });

const pod = fc
  .record({
    containers: fc.array(fc.oneof(container, flow, anchored), {
      minLength: 1,
      maxLength: 4,
    }),
    volume: fc.option(image),
  })
  .map(({ containers, volume }) => ({
    text: [
      'apiVersion: v1',
      'kind: Pod',
      'metadata: {name: p, annotations: {image: us-docker.pkg.dev/p/r/annotation:1}}',
      'spec:',
      ...(volume === null
        ? []
        : ['  volumes:', '    - name: v', `      image: {reference: ${volume}}`]),
      '  containers:',
      ...containers.flatMap(({ lines }) => lines.map((line) => `    ${line}`)),
    ].join('\n'),
    images: [
      ...containers.flatMap(({ images }) => images),
      ...(volume === null ? [] : [volume]),
    ],
  }));

const deployment = image.map((text) => ({
  text: JSON.stringify(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: { template: { spec: { containers: [{ name: 'größe 😀', image: text }] } } },
    },
    null,
    '\t',
  ),
  images: [text],
}));
const other = fc.constantFrom(
  {
    text: 'apiVersion: v1\nkind: ConfigMap\ndata:\n  pod: |\n    image: us-docker.pkg.dev/p/r/data:1',
    images: [] as readonly string[],
  },
  { text: 'a: {image: [broken', images: [] as readonly string[] },
  { text: '# only a comment about image: x', images: [] as readonly string[] },
);

const file = fc.record({
  documents: fc.array(fc.oneof(pod, deployment, other), { minLength: 1, maxLength: 4 }),
  ending: fc.constantFrom('\n', '\r\n'),
  mark: fc.constantFrom('', '\uFEFF'),
});

describe('references that were planted', () => {
  it('are found, where they were planted, and nothing else is', () => {
    fc.assert(
      fc.property(file, ({ documents, ending, mark }) => {
        const text =
          mark +
          documents
            .map((one) => one.text)
            .join('\n---\n')
            .replaceAll('\n', ending);
        const { references } = readFile('f.yaml', text, {
          imageRules: [],
          valuesRules: [],
          isValues: () => false,
          extraFormats: [],
          neighbour: () => null,
        });
        expect(references.map((one) => one.image).sort()).toEqual(
          documents.flatMap(({ images }) => images).sort(),
        );
        for (const one of references)
          expect(unescaped(cut(text, one.location))).toBe(one.image);
      }),
      { numRuns: runs(500) },
    );
  });
});

/** The span, cut from the file by code points: our own counting, not the reader's. */
function cut(
  text: string,
  {
    line,
    column,
    endLine,
    endColumn,
  }: { line: number; column: number; endLine: number; endColumn: number },
): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  expect(line).toBe(endLine);
  return [...(lines[line - 1] ?? '')].slice(column - 1, endColumn - 1).join('');
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/g,
    (_, short: string, long: string) =>
      String.fromCharCode(Number.parseInt(short ?? long, 16)),
  );
}
