import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWith } from '../programs.ts';
import { run, runCli } from '../run-cli.ts';

interface Case {
  readonly name: string;
  readonly origin?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly images: readonly string[];
  readonly absent?: readonly string[];
  /** What standard error, or a remark, must say. */
  readonly mention?: string;
  /** A rule of which nothing may be said. */
  readonly silent?: string;
}

const cases = parse(
  readFileSync(path.join(import.meta.dirname, 'deployers.yaml'), 'utf8'),
) as readonly Case[];

const CHART: Readonly<Record<string, string>> = {
  'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\nappVersion: "0.9.0"\n',
  'values.yaml':
    'image:\n  repository: us-docker.pkg.dev/acme/apps/web\n  tag: "1.0.0"\n',
  'templates/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Release.Name }}-web"}\nspec:\n  containers:\n    - name: web\n      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"\n',
};

let folder: string;
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-deployers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a case's files; a folder that is CHART becomes one. */
async function lay({ files, origin }: Case): Promise<void> {
  const entries = Object.entries(files);
  for (const [place] of entries.filter(([, text]) => text === 'CHART'))
    for (const [name, text] of Object.entries(CHART)) write(path.join(place, name), text);
  for (const [file, text] of entries.filter(([, one]) => one !== 'CHART'))
    write(file, text);
  await run('git', ['init', '-q'], { cwd: folder });
  if (origin !== undefined)
    await run('git', ['remote', 'add', 'origin', origin], { cwd: folder });
}

interface Listed {
  readonly file: string;
  readonly line: number;
  readonly image: string;
}

async function findings(rule: string): Promise<readonly unknown[]> {
  const world = path.join(folder, '..', `${path.basename(folder)}.yml`);
  writeFileSync(world, 'projects: {acme: {number: 1}}\n');
  const words = [
    'check',
    '.',
    '--sandbox',
    world,
    '--format',
    'json',
    '--fail-on',
    'never',
  ];
  const { stdout } = await runCli(words, { cwd: folder });
  const report = JSON.parse(stdout) as { findings: readonly { readonly rule: string }[] };
  return report.findings.filter((one) => one.rule === rule);
}

describeWith(['kustomize', 'helm', 'git'], 'who deploys what', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    await lay(one);
    const words = ['images', '.', '--render', 'auto', '--format', 'json'];
    const { stdout, stderr } = await runCli(words, { cwd: folder });
    const listed = JSON.parse(stdout) as readonly Listed[];
    const lines = listed.map(({ file, line, image }) => `${file}:${line} ${image}`);
    expect(lines, stderr).toEqual(expect.arrayContaining([...one.images]));
    const images = listed.map(({ image }) => image);
    for (const image of one.absent ?? []) expect(images).not.toContain(image);
    expect(stderr).toContain(one.mention ?? '');
    if (one.silent !== undefined) expect(await findings(one.silent)).toEqual([]);
  });
});
