import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from '../../src/formats/read-file.ts';
import { describeThorough } from '../thorough.ts';
import { ODD } from './kubectl-reader/odd.ts';

const corpora = process.env['CORPORA'];

/** What kubectl's own code makes of a text. */
interface Answer {
  readonly objects: readonly unknown[];
  /** Documents that hold no object. */
  readonly others: number;
  readonly refusal: string;
}

/** What we make of it: images in order, `null` where it is said to be invalid. */
function ours(text: string): readonly string[] | null {
  const { references, problems } = readFile('a.yaml', text, {
    imageRules: [],
    valuesRules: [],
    isValues: () => false,
    extraFormats: [],
    broken: 'everywhere',
    neighbour: () => null,
  });
  if (problems.some(({ why }) => /^Not (?:valid|read)/.test(why))) return null;
  return references.map(({ image }) => image.trim());
}

describe('YAML as Kubernetes reads it', () => {
  it.each(ODD)('%s', (_, text, images) => {
    expect(ours(text)).toEqual(images);
  });
});

describeThorough(['go'], 'held against the code with which kubectl reads', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubectl-reader-'));
  let program: string | null = null;
  beforeAll(() => {
    program = built(folder);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** One process for all texts. */
  function ask(texts: readonly string[]): readonly Answer[] | null {
    if (program === null) return null;
    const input = JSON.stringify(texts);
    return JSON.parse(
      execFileSync(program, { input, maxBuffer: 1 << 28, encoding: 'utf8' }),
    ) as readonly Answer[];
  }

  it('says the same of each of these', ({ skip }) => {
    const answers = ask(ODD.map(([, text]) => text));
    if (answers === null) return skip(NO_MODULES);
    const said = answers.map(({ objects, refusal }, index) => [
      ODD[index]?.[0],
      refusal === '' ? objects.flatMap(imagesOf) : null,
    ]);
    expect(said).toEqual(ODD.map(([name, , images]) => [name, images]));
  });

  it('refuses no manifest that kubectl takes, and reads the same images', ({ skip }) => {
    const texts = fc.sample(broken(), { numRuns: 3000, seed: 16 }).filter(isManifest);
    const answers = ask(texts);
    if (answers === null) return skip(NO_MODULES);
    const differing = texts.filter((text, index) => {
      const answer = answers[index];
      if (answer === undefined || answer.refusal !== '' || answer.others > 0)
        return false;
      if (KNOWN.some((one) => one.test(text))) return false;
      // Of another group's kinds, we take what looks like a Pod.
      if (!answer.objects.every(isKnown)) return false;
      return !isEqual(ours(text), answer.objects.flatMap(imagesOf));
    });
    expect(differing.map(shown)).toEqual([]);
  });

  it('refuses what kubectl refuses, but for what it says itself', ({ skip }) => {
    const texts = fc.sample(broken(), { numRuns: 3000, seed: 17 }).filter(isManifest);
    const answers = ask(texts);
    if (answers === null) return skip(NO_MODULES);
    const differing = texts.flatMap((text, index) => {
      const refusal = answers[index]?.refusal ?? '';
      const isOurs = refusal === '' || LENIENT.test(refusal) || ours(text) === null;
      return isOurs ? [] : [[refusal, text]];
    });
    expect(differing).toEqual([]);
  });

  it.skipIf(corpora === undefined)('takes each file of the corpora alike', ({ skip }) => {
    const files = readdirSync(corpora ?? '', { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ya?ml$/.test(file))
      .map(
        (file) => [file, readFileSync(path.join(corpora ?? '', file), 'utf8')] as const,
      )
      .filter(([, text]) => isManifest(text) && !text.includes('{{'));
    const answers = ask(files.map(([, text]) => text));
    if (answers === null) return skip(NO_MODULES);
    const differing = files.filter(
      ([, text], index) => (answers[index]?.refusal === '') !== (ours(text) !== null),
    );
    expect(differing.map(([file]) => file)).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  });
});

/** With every character that would not be seen. */
function shown(text: string): string {
  return text.replaceAll(
    /[^\n -~]/g,
    (sign) => `<${sign.codePointAt(0)?.toString(16) ?? ''}>`,
  );
}

const NO_MODULES = "Kubernetes' modules cannot be had here";

/** Flow text of YAML 1.1, tabs, and what only its own tags and anchors mean: taken by the tools beside kubectl. */
const LENIENT =
  /did not find expected|found (?:a tab|character that cannot|unexpected end)|!!|contains itself|could not find expected|invalid map key|mapping values/;
/** `{image: a/b:}`, which the YAML library takes for a key; an anchor with a colon; `{#`. */
const KNOWN = [/:[ \t]*\n?[ \t]*[,}\]]/, /&\w*:/, /^\s*[|>]/m, /[[{,]#/];

function isManifest(text: string): boolean {
  return /^["']?apiVersion["']?\s*:/m.test(text) && /^["']?kind["']?\s*:/m.test(text);
}

function isEqual(one: readonly string[] | null, other: readonly string[]): boolean {
  return one !== null && [...one].sort().join('\n') === [...other].sort().join('\n');
}

const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  'v1 Pod': ['spec'],
  'apps/v1 Deployment': ['spec', 'template', 'spec'],
  'apps/v1 StatefulSet': ['spec', 'template', 'spec'],
};

function isKnown(object: unknown): boolean {
  const { apiVersion, kind } = object as Readonly<Record<string, unknown>>;
  return Object.hasOwn(POD_SPECS, `${String(apiVersion)} ${String(kind)}`);
}

/** The images of an object as kubectl has it. */
function imagesOf(object: unknown): readonly string[] {
  const { apiVersion, kind } = object as Readonly<Record<string, unknown>>;
  const steps = POD_SPECS[`${String(apiVersion)} ${String(kind)}`];
  if (steps === undefined) return [];
  const spec = steps.reduce<unknown>(inside, object);
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => {
    const containers = inside(spec, list);
    return Array.isArray(containers) ? containers.flatMap(imageIn) : [];
  });
}

function imageIn(container: unknown): readonly string[] {
  const image = inside(container, 'image');
  if (typeof image === 'number' || typeof image === 'boolean') return [String(image)];
  return typeof image === 'string' && image.trim() !== '' ? [image.trim()] : [];
}

function inside(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

const WHOLE = `apiVersion: apps/v1
kind: Deployment
metadata: &m
  name: dep
  annotations: {x: "y", z: [1, 2]}
spec:
  template:
    metadata: *m
    spec:
      # here
      initContainers:
        - {name: i, image: gcr.io/p/i:1}
      containers:
      - name: &n app
        image: >-
          us-docker.pkg.dev/p/r/app:2
        env:
        - {name: A, value: 'it''s
            here'}
        command: ["sh", '-c']
        args:
        - |
          echo "hi"
           x: y
      -
        name: *n
        image: "us-docker.pkg.dev/p/r/b:3" # why
---
apiVersion: v1
kind: Pod
metadata: {name: b}
spec: {containers: [{name: x, image: a/b:1}, {"name": "y", "image": "a/c:1"}]}
`;

/** A manifest into which a few odd bits have fallen. */
function broken(): fc.Arbitrary<string> {
  const bits = fc.constantFrom(
    ...[' ', '\n', '\n  ', '\n\n', '#', ' #', ':', ': ', '- ', '"', "'", '{', '}'],
    ...['[', ']', ',', '|', '>-', '|+', '&a ', '*a', '!!str ', '? ', '\\', '\\n', '~'],
    ...['---\n', '\n---\n', '\n--- # c\n', '...\n', '%', '@', '`', '<<: ', '<<: *m\n'],
    ...['\t', '\u00a0', '\u0085', '\u2028', '😀', '\r\n', '\r', 'a: b', '[a, b]'],
    ...['{"a":1}', 'key:\n', '|\n    x\n', 'null', '""', "''", '\n#x\n', 'image: '],
    ...['\\x41', '\uFEFF', '\0', '!', '*', '\u001b', '\u007f', '"\n"', "'\n'", '\n]'],
  );
  const edit = fc.record({
    at: fc.nat(WHOLE.length),
    drop: fc.nat(3),
    bit: fc.option(bits, { nil: '' }),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) =>
      edits.reduce(
        (text, { at, drop, bit }) => text.slice(0, at) + bit + text.slice(at + drop),
        WHOLE,
      ),
    );
}

function built(folder: string): string | null {
  const program = path.join(folder, 'kubectl-reader');
  const cwd = path.join(import.meta.dirname, 'kubectl-reader');
  try {
    execFileSync('go', ['build', '-o', program, '.'], { cwd, stdio: 'pipe' });
    return program;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    if (/dial tcp|lookup |no such host|connection refused|GOPROXY/i.test(said))
      return null;
    throw error;
  }
}
