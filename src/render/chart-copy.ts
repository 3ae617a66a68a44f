import { gunzipSync } from 'node:zlib';
import { parseTar } from 'nanotar';
import type { Tree } from '../domain/tree.ts';
import { type Chart, pathIn } from './charts.ts';
import { type Instead, plainValue } from './plain-values.ts';
import type { Workplace } from './workplace.ts';

const UNPACKED_AT_MOST = 64 * 2 ** 20;

/**
 * Copies a chart to where helm is pointed at: with its dependencies from wherever they stand, without those that are absent, and without
 * schemas: a schema may name files and addresses that are none of the chart's (`$ref`), and what a chart makes of its values needs none.
 */
export async function copyChart(
  chart: Chart,
  place: string,
  tree: Tree,
  workplace: Workplace,
): Promise<void> {
  const below = pathIn(chart.folder, '');
  const packed = new Set(
    chart.dependencies.flatMap(({ stands }) =>
      stands.kind === 'packed' ? [stands.file] : [],
    ),
  );
  await Promise.all(
    chart.files
      .filter(
        (file) =>
          isHanded(file) && !packed.has(file) && !isLock(file.slice(below.length)),
      )
      .map(async (file) => {
        const content = await tree.read(file);
        if (content.kind === 'text')
          await workplace.write(`${place}/${file.slice(below.length)}`, content.text);
      }),
  );
  if (chart.description !== null)
    await workplace.write(
      `${place}/Chart.yaml`,
      JSON.stringify(describedAs(chart, () => null)),
    );
  if (chart.files.includes(`${below}requirements.yaml`))
    await workplace.write(
      `${place}/requirements.yaml`,
      JSON.stringify({ dependencies: dependenciesOf(chart) }),
    );
  for (const { name, stands } of chart.dependencies) {
    const charts = `${place}/charts/${name}`;
    if (stands.kind === 'local') await copyChart(stands.chart, charts, tree, workplace);
    if (stands.kind === 'packed')
      await unpack(await tree.bytes?.(stands.file), `${place}/charts`, workplace, 0);
  }
}

/** A schema of a chart may name files and addresses that are none of the chart's. */
export function isHanded(file: string): boolean {
  return !/(?:^|\/)values\.schema\.json$/i.test(file);
}

/** A lock speaks of dependencies that may have been left out. */
function isLock(inside: string): boolean {
  return /^(?:Chart|requirements)\.lock$/.test(inside);
}

/** The chart's description without the dependencies that are not to be had; `instead` gives a scalar another text. */
export function describedAs(chart: Chart, instead: Instead): unknown {
  const value = chart.description === null ? {} : plainValue(chart.description, instead);
  const plain = value as Readonly<Record<string, unknown>>;
  const { dependencies: _, ...rest } = plain;
  return plain['dependencies'] === undefined
    ? rest
    : { ...rest, dependencies: dependenciesOf(chart) };
}

function dependenciesOf({ dependencies }: Chart): readonly unknown[] {
  return dependencies
    .filter(({ stands }) => stands.kind !== 'absent')
    .map(({ at, stands }) => {
      const value = plainValue(at, () => null) as Readonly<Record<string, unknown>>;
      // A range that the copy in the tree does not fit is nothing that helm should refuse here.
      return stands.kind === 'local' ? { ...value, version: '>=0.0.0-0' } : value;
    });
}

/** Unpacks a packed chart as text files, bounded in size; what leads out of its folder is left. */
async function unpack(
  bytes: Uint8Array | null | undefined,
  place: string,
  workplace: Workplace,
  depth: number,
): Promise<void> {
  if (bytes == null || depth > 4) return;
  for (const entry of entriesOf(bytes)) {
    const { name, type } = entry;
    const data = 'data' in entry ? entry.data : undefined;
    const safe =
      name.split('/').every((step) => step !== '..' && step !== '') &&
      !name.startsWith('/');
    if (type !== 'file' || data === undefined || !safe || !isHanded(name)) continue;
    if (/\/charts\/[^/]+\.tgz$/.test(name)) {
      await unpack(
        data,
        `${place}/${name.slice(0, name.lastIndexOf('/'))}`,
        workplace,
        depth + 1,
      );
      continue;
    }
    await workplace.write(`${place}/${name}`, new TextDecoder().decode(data));
  }
}

function entriesOf(bytes: Uint8Array): ReturnType<typeof parseTar> {
  try {
    const unpacked = gunzipSync(bytes, { maxOutputLength: UNPACKED_AT_MOST });
    // It reads whatever memory stands behind a view: a copy has none.
    return parseTar(new Uint8Array(unpacked));
  } catch (error) {
    // Broken, or larger than may be unpacked: helm is handed nothing, and says that it lacks the chart.
    if (
      error instanceof Error &&
      ('code' in error || error instanceof RangeError || error instanceof TypeError)
    )
      return [];
    throw error;
  }
}
