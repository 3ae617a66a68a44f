import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideTemplates } from '../../src/formats/go-template.ts';
import { readWithLibrary } from '../../src/formats/library-yaml.ts';
import type { Node } from '../../src/formats/nodes.ts';
import { readPlain } from '../../src/formats/plain-yaml.ts';
import { runs } from '../thorough.ts';

/** Everything that a cursor can tell of a node; where a block or a collection ends is told by nobody. */
function dump(node: Node | null): unknown {
  if (node === null) return null;
  if (node.kind === 'map')
    return [
      node.start,
      node.pairs.map((one) => [one.key, dump(one.keyNode), dump(one.value)]),
    ];
  if (node.kind === 'seq') return [node.start, node.items.map(dump)];
  if (node.kind === 'alias') return ['alias', dump(node.target)];
  const { type, text, style, start, end } = node;
  const isBlock = style === 'literal' || style === 'folded';
  return [type, text, style, start, isBlock ? null : end];
}

/** `plain` where our own reader took it, and then the library must read the same; `library` where it gave it up. */
function bothRead(text: string): 'plain' | 'library' {
  const hidden = hideTemplates(text);
  const plain = readPlain(hidden);
  if (plain === null) return 'library';
  const whole = readWithLibrary(hidden.endsWith('\n') ? hidden : `${hidden}\n`);
  expect(whole.problems, text).toEqual([]);
  expect(whole.notes, text).toEqual([]);
  expect(dump(plain.root), text).toEqual(dump(whole.root));
  return 'plain';
}

const MANIFEST = `---
# a comment
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, labels: {"app": 'it''s', tier: web}}
spec:
  replicas: 3
  empty:
  script: |-
    first: {{ line }}

      indented
  prose: >
    folded
    text

    more
  long: plain text that
    goes on # until here
  quoted: "a \\"word\\"
    \\n"
  template:
    spec:
      containers:
      - name: api
        image: us-docker.pkg.dev/p/r/api:1.2.3   # the image
        args: ["--a=b", "c: d", 1.5, true, ~]
      -   image : "us-docker.pkg.dev/p/r/b@sha256:0"
          name: b
      - - nested
        - list
      - {{ template }}
`;

describe('the plain reader', () => {
  it.each([
    ['a mapping', 'a: b\nc: 1\n'],
    ['a list in the column of its key', 'a:\n- b\n- c: d\n  e: f\n'],
    ['JSON', '{"a": [1, "b\\u00e9", null, {"c": []}],\n"d": true}'],
    ['every style', "a: |\n  x\n   y\n\nb: >-\n  c\n  d\n\n  e\nf: \"g\"\nh: 'i''j'\n"],
    ['what keeps its last line ends', 'a: |+\n  x\n\n\nb: c\n'],
    ['plain text over lines', 'a: b\n  c\n\n  d\ne: f # g\n'],
    ['quoted text over lines', 'a: "b\n  c\n\n  d"\ne: \'f\n  g\'\n'],
    ['empty values', 'a:\nb: \n  - \n  - c\n'],
    [
      'what looks like something else',
      'a: b#c\nd: e:f\ng: http://h/i\n1: -2\n.5: 0x1f\n',
    ],
    ['comments', '# a\nb: # c\n  d: e # f\n  # g\n# h\n'],
    ['a lone document mark', '---\n'],
    ['nothing', ''],
  ])('reads %s itself, as the library does', (_, text) => {
    expect(bothRead(text)).toBe('plain');
  });

  it.each([
    ['an anchor', 'a: &b c\nd: *b\n'],
    ['a merge key', 'a: {b: c}\nd:\n  <<: {e: f}\n'],
    ['a tag', 'a: !!str 1\n'],
    ['an explicit key', '? a\n: b\n'],
    ['a tab', 'a:\tb\n'],
    ['a key that stands twice', 'a: 1\na: 2\n'],
    ['a colon in plain text', 'a: b: c\n'],
    ['text right of its list', '- a\n  - b\n- c\n c: d\n'],
    ['an open quote', 'a: "b\n'],
    ['a flow collection that stands too far left', 'a: [\nb\n]\n'],
  ])('leaves %s to the library', (_, text) => {
    expect(bothRead(text)).toBe('library');
  });

  it('reads the same as the library, whatever a manifest is turned into', () => {
    const bits = fc.constantFrom(
      ...[' ', '\n', '\n  ', '#', ' #', ':', ': ', '- ', '"', "'", '{', '}', '[', ']'],
      ...[
        ',',
        '|',
        '>-',
        '|+',
        '&a ',
        '*a',
        '!!str ',
        '? ',
        '\\',
        '\\n',
        '~',
        '1',
        '0x1',
      ],
      ...[
        '---\n',
        '...',
        '%',
        '@',
        '<<: ',
        '{{',
        '}}',
        '\t',
        '\u00a0',
        '\u0085',
        '😀',
        '\r\n',
      ],
      ...[
        '<<',
        'a: b',
        '[a, b]',
        '{"a":1}',
        'key:\n',
        '|\n    x\n',
        '.5',
        'null',
        '::',
        'a#b',
      ],
    );
    const edit = fc.record({
      at: fc.nat(MANIFEST.length),
      drop: fc.nat(3),
      bit: fc.option(bits, { nil: '' }),
    });
    const window = fc.tuple(fc.nat(30), fc.nat(30));
    fc.assert(
      fc.property(window, fc.array(edit, { maxLength: 4 }), ([first, count], edits) => {
        const lines = MANIFEST.split('\n').slice(first, first + count + 1);
        const text = edits.reduce(
          (before, { at, drop, bit }) =>
            before.slice(0, at % (before.length + 1)) +
            bit +
            before.slice((at % (before.length + 1)) + drop),
          lines.join('\n'),
        );
        // Where a document ends is found before.
        fc.pre(!/^---/m.test(text.slice(1)));
        bothRead(text);
      }),
      { numRuns: runs(1500) },
    );
  });
});
