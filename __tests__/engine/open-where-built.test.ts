import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { treeReader } from '../../src/engine/read-tree.ts';
import { folderTree } from '../../src/git/folder-tree.ts';

const WEB = 'us-docker.pkg.dev/p/r/web';
const pod = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "${image}"}]}\n`;
const SKAFFOLD = `apiVersion: skaffold/v4beta7
kind: Config
build:
  artifacts: [{image: ${WEB}}]
profiles:
  - name: dev
    build: {artifacts: [{image: ${WEB}-dev}]}
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gar-built-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function parsedAs(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  const options = { imageRules: [], valuesRules: [], extraFormats: [] };
  const reader = treeReader(await folderTree(folder), options);
  const { references } = await reader.read('app/k8s/web.yaml');
  return references.map(({ parsed }) => parsed.kind).join();
}

it.each([
  ['what a build above it fills in', `${WEB}`, 'app/skaffold.yaml', 'templated'],
  ['what a build at the top fills in', `${WEB}`, 'skaffold.yaml', 'templated'],
  ['what the build of a profile fills in', `${WEB}-dev`, 'skaffold.yaml', 'templated'],
  ['no image that nothing builds', `${WEB}-other`, 'skaffold.yaml', 'name'],
  ['no image that says its tag', `${WEB}:1`, 'skaffold.yaml', 'name'],
  ['nothing for a build elsewhere', `${WEB}`, 'other/skaffold.yaml', 'name'],
])('leaves open %s', async (_, image, file, kind) => {
  const files = { 'app/k8s/web.yaml': pod(image), [file]: SKAFFOLD };
  expect(await parsedAs(files)).toBe(kind);
});
