const HEAD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n';
const pod = (rest: string): string => `${HEAD}  containers:\n  - name: x\n${rest}`;
const flow = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nspec: {containers: [{image: ${image}}]}\n`;
const json = (image: string): string =>
  `{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "${image}"}]}}`;

/** What it is, the text, and its images; `null` where kubectl refuses the file. */
export type Row = readonly [name: string, text: string, images: readonly string[] | null];

/** YAML that manifests really hold, and that readers differ about. */
export const ODD: readonly Row[] = [
  ['a closing quote at the left', pod('    image: "a/b:1\n"\n'), ['a/b:1']],
  [
    'a quoted text whose lines stand left',
    pod('    image: a/b:1\n    x: "y\n z"\n'),
    ['a/b:1'],
  ],
  [
    'a quoted text that ends left of its key',
    pod("    image: a/b:1\n    x: 'y\n  '\n"),
    ['a/b:1'],
  ],
  ['an image folded in quotes', pod('    image: "a/\\\n      b:1"\n'), ['a/b:1']],
  ['an image folded at the left', pod('    image: "a/\\\nb:1"\n'), ['a/b:1']],
  ['an image with a blank from a line end', pod('    image: "a\n   b"\n'), ['a b']],
  ['an image over two plain lines', pod('    image: a\n      b\n'), ['a b']],
  ['an image behind its key', pod('    image:\n      a/b:1\n'), ['a/b:1']],
  ['a block scalar', pod('    image: |-\n      a/b:1\n'), ['a/b:1']],
  ['a folded block with blank lines', pod('    image: >-\n\n      a/b:1\n\n'), ['a/b:1']],
  [
    'a block scalar that says its indentation',
    pod('    image: |2-\n        a/b:1\n'),
    ['a/b:1'],
  ],
  [
    'a list that closes at its parent',
    `${HEAD}  containers: [\n  {image: a/b:1}\n  ]\n`,
    ['a/b:1'],
  ],
  [
    'a list that closes at the left',
    `${HEAD}  containers: [\n{image: a/b:1}\n]\n`,
    ['a/b:1'],
  ],
  [
    'a comment in a list',
    `${HEAD}  containers: [ # here\n  {image: a/b:1}, # }\n  ]\n`,
    ['a/b:1'],
  ],
  ['a quote in the middle of plain text', flow('a/b\n "c'), ['a/b "c']],
  ['a tab behind a key', pod('    image:\ta/b:1\t# x\n'), ['a/b:1']],
  [
    'a tab for indentation in a list',
    `${HEAD}  containers: [\n\t{image: a/b:1}\n\t]\n`,
    ['a/b:1'],
  ],
  ['a tab for indentation', 'apiVersion: v1\nkind: Pod\nspec:\n\tcontainers: []\n', null],
  ['an anchor on a key', pod('    &k image: a/b:1\n    y: *k\n'), ['a/b:1']],
  [
    'an alias for a value',
    pod('    image: &i a/b:1\n  - image: *i\n'),
    ['a/b:1', 'a/b:1'],
  ],
  ['an alias for a key', pod('    args: [&i image]\n    *i : a/b:1\n'), ['a/b:1']],
  ['an alias without an anchor', pod('    image: *gone\n'), null],
  ['an alias across documents', `${flow('&i a/b:1')}---\n${flow('*i ')}`, null],
  [
    'an anchor that is said again',
    pod('    name: &i x\n    image: &i a/b:1\n  - image: *i\n'),
    ['a/b:1', 'a/b:1'],
  ],
  ['a merge', pod('    <<: {image: a/b:1}\n'), ['a/b:1']],
  ['several merges', pod('    <<: [{image: a/b:1}, {image: a/b:2}]\n'), ['a/b:1']],
  ['a merge of text', pod('    <<: text\n'), null],
  ['a key that stands twice', pod('    image: a/b:1\n    image: a/b:2\n'), ['a/b:2']],
  [
    'keys behind question marks',
    '? apiVersion\n: v1\n? kind\n: Pod\n? spec\n: containers:\n  - image: a/b:1\n',
    ['a/b:1'],
  ],
  ['escaped keys', `${HEAD}  "cont\\x61iners":\n  - "im\\u0061ge": a/b:1\n`, ['a/b:1']],
  ['a list for a key', pod('    [a, b]: c\n'), null],
  ['a mapping for a key', pod('    {a: b}: c\n'), null],
  ['an empty key', pod('    ~: c\n'), null],
  ['a key over two lines', flow('a/b:1, x\n y: z'), null],
  ['a word alone in a mapping', flow('a/b:1, x\n y'), ['a/b:1']],
  ['a tag', pod('    image: !!str a/b:1\n'), ['a/b:1']],
  ['a tag of one’s own', pod('    image: !own a/b:1\n'), ['a/b:1']],
  [
    'line ends of Windows',
    pod('    image: >-\n      a/b:1\n').replaceAll('\n', '\r\n'),
    ['a/b:1'],
  ],
  ['line ends of old Macs', pod('    image: a/b:1\n').replaceAll('\n', '\r'), ['a/b:1']],
  [
    'a next-line character',
    'apiVersion: v1\u0085kind: Pod\u0085spec: {containers: [{image: a/b:1}]}\n',
    ['a/b:1'],
  ],
  [
    'a line separator',
    'apiVersion: v1\u2028kind: Pod\nspec: {containers: [{image: a/b:1}]}\n',
    ['a/b:1'],
  ],
  ['a byte order mark', `\uFEFF${flow('a/b:1')}`, ['a/b:1']],
  ['a control character', pod('    image: a/b:1\n    x: "\u001b[1m"\n'), null],
  ['a deleted character', pod('    image: a/b:1\n    # \u007f\n'), null],
  ['an escaped control character', pod('    image: a/b:1\n    x: "\\e[1m"\n'), ['a/b:1']],
  ['a comment before its ---', `# licence\n\n---\n${flow('a/b:1')}`, ['a/b:1']],
  [
    'comments behind ---',
    `--- # one\n${flow('a/b:1')}---\t# two\n${flow('a/b:2')}`,
    ['a/b:1', 'a/b:2'],
  ],
  ['empty documents', `---\n---\n# nothing\n---\n${flow('a/b:1')}---\n`, ['a/b:1']],
  ['text on ---', `---${flow('a/b:1')}`, null],
  [
    'ends of documents',
    `${flow('a/b:1')}...\n---\n${flow('a/b:2')}...\n`,
    ['a/b:1', 'a/b:2'],
  ],
  ['JSON', json('a/b:1'), ['a/b:1']],
  ['JSON over lines', json('a/b:1').replaceAll(/([{[,])/g, '$1\n'), ['a/b:1']],
  ['JSON that escapes a slash', json('a\\/b:1'), ['a/b:1']],
  [
    'JSON with a control character',
    json('a/b:1').replace('Pod"', 'Pod", "x": "\u007f"'),
    ['a/b:1'],
  ],
  ['objects of JSON on one line', `${json('a/b:1')}${json('a/b:2')}`, ['a/b:1', 'a/b:2']],
  [
    'objects of JSON line by line',
    `${json('a/b:1')}\n${json('a/b:2')}\n`,
    ['a/b:1', 'a/b:2'],
  ],
  ['JSON and YAML', `${json('a/b:1')}\n---\n${flow('a/b:2')}`, ['a/b:1', 'a/b:2']],
  ['broken JSON', json('a/b:1').slice(0, -1), null],
  ['an open list', `${HEAD}  containers: [{image: a/b:1}\n`, null],
  ['an open quote', pod('    image: "a/b:1\n'), null],
  ['a colon in plain text', pod('    image: a/b:1\n    x: y: z\n'), null],
  ['text left of its list', `${HEAD}  containers:\n  - image: a/b:1\n name: x\n`, null],
];
