import { describe, expect, it } from 'vitest';
import type { FileContent, Tree } from '../../src/domain/tree.ts';
import { findUnmatched } from '../../src/engine/find-unmatched.ts';
import { ruleIds } from '../../src/rules/catalogue.ts';
import { configUnmatched as rule } from '../../src/rules/config-unmatched.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { reference } from '../engine/references.ts';
import { messages } from './cases.ts';

const FILES = {
  'overlays/prod/a.yaml':
    'apiVersion: a.example/v1\nkind: Widget\nspec: { runner: us-docker.pkg.dev/p/r/a:1 }\n',
  'overlays/dev/a.yaml': 'apiVersion: v1\nkind: Service\n',
};
const REFERENCES = [
  reference('us-docker.pkg.dev/p/r/a:1', { file: 'overlays/prod/a.yaml' }),
];

/** The lines of the config that have no effect. */
async function lines(
  text: string,
  more: Partial<Parameters<typeof findUnmatched>[1]> = {},
): Promise<readonly number[]> {
  const config = { file: '.github/gar-preflight.yml', text, below: '' };
  const settings = await readSettings({ given: {}, config, ruleIds });
  const tree = treeOf(FILES);
  const now = new Date('2026-11-28T12:00:00Z');
  const held = { tree, references: REFERENCES, now, ...more };
  const problems = await findUnmatched(settings, held);
  expect(problems.every(({ location }) => location.file === config.file)).toBe(true);
  return problems.map(({ location }) => location.line);
}

function treeOf(files: Readonly<Record<string, string>>): Tree {
  const read = async (file: string): Promise<FileContent> => {
    const text = files[file];
    return text === undefined ? { kind: 'absent' } : { kind: 'text', text };
  };
  return { files: async () => Object.keys(files).sort(), read };
}

describe('config-unmatched', () => {
  it('says what has no effect', () => {
    const location = { file: 'c.yml', line: 1, column: 1, endLine: 1, endColumn: 2 };
    expect(messages(rule, { location, why: 'x matches nothing.' })).toEqual([
      'x matches nothing.',
    ]);
  });

  it('keeps quiet about a config that has', async () => {
    const text = `environments:
  - { name: prod, paths: ["overlays/**", "!overlays/dev/**"] }
paths: ["**"]
images:
  - { kind: Widget, paths: [spec.runner] }
ignore:
  - { rule: tag-not-found, image: "us-docker.pkg.dev/p/*", paths: ["overlays/prod/**"], reason: x, expires: 2026-11-28 }
`;
    expect(await lines(text)).toEqual([]);
  });

  it('names an environment and a glob at their lines', async () => {
    const text = `environments:
  - name: prod
    paths: ["overlays/prd/**"]
  - name: all
    paths:
      - overlays/prod/**
      - overlays/stage/**
      - "!overlays/tmp/**"
paths:
  - "**"
  - "!vendor/**"
`;
    expect(await lines(text)).toEqual([2, 7, 8, 11]);
  });

  it('names a rule that finds no image', async () => {
    const text = `images:
  - { kind: Widget, paths: [spec.runner.image] }
  - { kind: Wodget, paths: [spec.runner] }
  - { files: ["overlays/prod/**"], paths: [spec.runner] }
`;
    expect(await lines(text)).toEqual([2, 3]);
  });

  it('names a waiver that is over, and one of an image that is not there', async () => {
    const text = `ignore:
  - { rule: tag-not-found, reason: x, expires: 2026-11-27 }
  - { rule: tag-not-found, reason: x, image: "us-docker.pkg.dev/other/*" }
`;
    expect(await lines(text)).toEqual([2, 3]);
    expect(await lines(text, { references: null })).toEqual([2]);
  });

  it('holds a part of the tree against the whole, and standard input against nothing', async () => {
    const text = 'environments: [{ name: prod, paths: ["overlays/prod/**"] }]\n';
    const part = { ...treeOf({}), around: async () => treeOf(FILES) };
    expect(await lines(text, { tree: part })).toEqual([]);
    expect(await lines(text, { tree: treeOf({ '<stdin>': '' }) })).toEqual([]);
    expect(await lines(text, { tree: treeOf({}) })).toEqual([1]);
  });
});
