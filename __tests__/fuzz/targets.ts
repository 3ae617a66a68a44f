import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type fc from 'fast-check';
import { parseImageName } from '../../src/domain/image-name.ts';
import { readFile } from '../../src/formats/read-file.ts';
import { runCli } from '../run-cli.ts';
import { mutated } from './mutated.ts';
import * as seeds from './seeds.ts';

/** One kind of input, and what holds whatever it is. */
export interface Target {
  readonly name: string;
  readonly inputs: fc.Arbitrary<string>;
  /** Throws where it does not hold. */
  readonly holds: (text: string) => Promise<void>;
}

/** Longer than any of these small texts may take. In milliseconds. */
const LONGEST_MS = 20_000;

export const targets: readonly Target[] = [
  { name: 'names', inputs: mutated(seeds.NAMES), holds: nameHolds },
  { name: 'yaml', inputs: mutated(seeds.MANIFESTS), holds: manifestHolds },
  { name: 'configs', inputs: mutated(seeds.CONFIGS), holds: configHolds },
  { name: 'worlds', inputs: mutated([seeds.WORLD]), holds: worldHolds },
  { name: 'answers', inputs: mutated(seeds.ANSWERS), holds: answerHolds },
  { name: 'policies', inputs: mutated(seeds.CONDITIONS), holds: policyHolds },
];

/** What is read of a name, put together again, is the name. */
async function nameHolds(text: string): Promise<void> {
  const parsed = parseImageName(text);
  if (parsed.kind !== 'name') return;
  const { host, path: repository, tag, digest } = parsed.name;
  const again = [
    host === null ? '' : `${host}/`,
    repository,
    tag === null ? '' : `:${tag}`,
    digest === null ? '' : `@${digest}`,
  ].join('');
  if (again !== text) throw new Error(`read as ${again}`);
}

/** Whatever a manifest is, it is read, and each image stands where it is said to stand. */
async function manifestHolds(text: string): Promise<void> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (const file of ['k8s/a.yaml', 'kustomization.yaml', 'values.yaml', 'a.json']) {
    const { references } = readFile(file, text, {
      imageRules: [],
      valuesRules: [],
      isValues: () => false,
      extraFormats: [],
      neighbour: () => null,
    });
    for (const { image, location } of references) {
      const { line, endLine, endColumn } = location;
      const inside = line >= 1 && endLine <= lines.length;
      const last = [...(lines[endLine - 1] ?? '')].length + 1;
      if (!inside || endColumn > last)
        throw new Error(`${file}: ${image} stands outside: ${JSON.stringify(location)}`);
    }
  }
}

function configHolds(text: string): Promise<void> {
  const config = ['config', '.', '--config', 'config.yml'];
  return runs({ 'config.yml': text }, [config, CHECK]);
}

function worldHolds(text: string): Promise<void> {
  return runs({ 'world.yml': text }, [CHECK]);
}

const CALLS = ['/repositories/r', '/tags/', ':getIamPolicy', '/projects/p'] as const;

/** An answer of Google's, to a call that its length chooses. */
function answerHolds(text: string): Promise<void> {
  const part = CALLS[text.length % CALLS.length];
  const fault = { path: part, status: 200, body: text };
  const faults = JSON.stringify([{ ...fault, 'content-type': 'application/json' }]);
  return runs({ 'world.yml': `${seeds.WORLD}faults: ${faults}\n` }, [CHECK]);
}

/** The condition of a binding, whatever its expression. */
function policyHolds(text: string): Promise<void> {
  const condition = `condition: ${JSON.stringify(text)}`;
  const world = seeds.WORLD.replace('condition: "true"', () => condition);
  return runs({ 'world.yml': world }, [CHECK]);
}

const CHECK = [
  ...['check', 'k8s.yaml', '--sandbox', 'world.yml', '--config', 'config.yml'],
  ...['--service-account', 'node@p.iam.gserviceaccount.com', '--render', 'never'],
  ...['--timeout', '10s', '--format', 'json'],
];

/** Each run ends as the contract says, and never as a bug. */
async function runs(
  files: Readonly<Record<string, string>>,
  commands: readonly (readonly string[])[],
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-fuzz-'));
  const all = {
    'k8s.yaml': seeds.MANIFESTS[0] ?? '',
    'world.yml': seeds.WORLD,
    'config.yml': '{}\n',
    ...files,
  };
  for (const [file, text] of Object.entries(all))
    writeFileSync(path.join(folder, file), text);
  try {
    for (const words of commands) await runHolds(words, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runHolds(words: readonly string[], cwd: string): Promise<void> {
  const before = Date.now();
  const { status, stdout, stderr } = await runCli(words, { cwd });
  const took = Date.now() - before;
  if (![0, 1, 2].includes(status)) throw new Error(`exit ${status}: ${stderr}`);
  if (took > LONGEST_MS) throw new Error(`took ${took} ms`);
  const raw = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;
  if (raw.test(stdout + stderr)) throw new Error(`a raw character: ${stdout}${stderr}`);
}
