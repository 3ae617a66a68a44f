import type { DocumentProblem, ImageReference } from '../domain/reference.ts';
import { SettingsError } from '../domain/settings-error.ts';
import { compareLocations } from '../domain/source-location.ts';
import { treeReader } from '../engine/read-tree.ts';
import { renderSource } from '../render/render-source.ts';
import { jsonText, printable } from '../reporters/escape.ts';
import { isLookedAt } from '../settings/looked-at.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { readConfig } from './config.ts';
import type { Given, Io } from './io.ts';
import { openTree } from './open-tree.ts';

/** `gar-preflight images [PATH…]`: every image reference found, in contract §2's form. No network. */
export async function runImages(
  paths: readonly string[],
  given: Given,
  io: Io,
): Promise<number> {
  const format = given['format']?.at(-1) ?? 'text';
  if (format !== 'text' && format !== 'json') {
    throw new SettingsError(`--format: images takes text or json, got "${format}".`);
  }
  // What stands in the files is listed as it stands; what tools make of it only when asked for.
  const render = given['render'] ?? ['never'];
  const settings = await readOwn(render, given, io);
  const tree = await openTree(paths, io);
  const source = renderSource(
    { ...settings, files: 'own' },
    AbortSignal.timeout(settings.timeoutMs),
  );
  const reader = treeReader(tree, { ...settings, valuesFiles: source.valuesFiles });
  const files = (await tree.files()).filter(
    (file) => reader.isCandidate(file) && isLookedAt(settings, file),
  );
  const readings = await reader.readAll(files);
  const rendering = await source.render(tree, null);

  const covered = new Set(rendering.covered.flatMap(({ files }) => files));
  const references = [
    ...readings
      .flatMap((reading) => reading.references)
      .filter(({ location }) => !covered.has(location.file)),
    ...rendering.images.map(({ reference }) => reference),
  ];
  const listed = onePerPlace(references).sort((a, b) =>
    compareLocations(a.location, b.location),
  );
  io.stdout.write(format === 'json' ? asJson(listed) : asText(listed));
  const problems = [
    ...readings.flatMap((reading) => reading.problems),
    ...rendering.failures,
  ];
  for (const problem of problems) io.stderr.write(asLine(problem));
  for (const remark of [...(tree.unlisted?.() ?? []), ...rendering.remarks])
    io.stderr.write(`${printable(remark)}\n`);
  return 0;
}

/** What only a config needs is loaded where there is one. */
async function readOwn(
  render: readonly string[],
  given: Given,
  io: Io,
): Promise<Settings> {
  const config = await readConfig(given, io);
  if (config === null) return readSettings({ given: { render }, config, ruleIds: [] });
  const { sayUnextended } = await import('./fetch-extended.ts');
  const { ruleIds } = await import('../rules/catalogue.ts');
  sayUnextended(config, io);
  return readSettings({ given: { render }, config, ruleIds });
}

/** What was read and what was rendered may be the same place with the same image: that is one. */
function onePerPlace(references: readonly ImageReference[]): ImageReference[] {
  const places = new Map<string, ImageReference>();
  for (const reference of references) {
    const { file, line, column } = reference.location;
    const key = JSON.stringify([
      file,
      line,
      column,
      reference.image,
      reference.container,
      reference.path,
    ]);
    if (!places.has(key)) places.set(key, reference);
  }
  return [...places.values()];
}

function asJson(references: readonly ImageReference[]): string {
  const entries = references.map(
    ({ image, location, source, workload, container, path }) => ({
      image,
      ...location,
      source,
      workload,
      container,
      path,
    }),
  );
  return jsonText(entries);
}

function asText(references: readonly ImageReference[]): string {
  return references
    .map(({ image, location: { file, line, column }, workload }) => {
      const of = workload === null ? '' : `  ${workload.kind}/${workload.name ?? '?'}`;
      return `${printable(`${file}:${line}:${column}: ${image}${of}`)}\n`;
    })
    .join('');
}

function asLine({
  location: { file, line },
  why,
}: Pick<DocumentProblem, 'location' | 'why'>): string {
  return `${printable(`${file}:${line}: ${why}`)}\n`;
}
