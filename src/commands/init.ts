import { lstatSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readArtifactImage } from '../domain/artifact-image.ts';
import type { ImageReference } from '../domain/reference.ts';
import { SettingsError } from '../domain/settings-error.ts';
import { treeReader } from '../engine/read-tree.ts';
import { folderTree } from '../git/folder-tree.ts';
import { leadsOut } from '../git/leads-out.ts';
import { slashed } from '../git/places.ts';
import { ruleIds } from '../rules/catalogue.ts';
import { readSettings } from '../settings/read-settings.ts';
import { VERSION } from '../settings/version.ts';
import { readConfig, rootOf } from './config.ts';
import { type FoundCluster, findClusters } from './find-clusters.ts';
import type { Given, Io } from './io.ts';
import { namedFolder } from './named-folder.ts';
import { type ProposedEnvironment, proposeEnvironments } from './propose-environments.ts';

const CONFIG = '.github/gar-preflight.yml';

/** `gar-preflight init [PATH]`: a first config from what is found there. Never overwrites; nothing is written that the schema refuses. */
export async function runInit(
  named: string | undefined,
  _given: Given,
  io: Io,
): Promise<number> {
  // Without a PATH it is about the repository: the action reads the config at its root.
  const folder = named === undefined ? rootOf(io.folder) : namedFolder(named, io);
  await refuseSecond(folder, io);
  const tree = await folderTree(folder);
  const reader = treeReader(tree, {
    imageRules: [],
    valuesRules: [],
    extraFormats: ['terraform'],
  });
  const files = (await tree.files()).filter(reader.isCandidate);
  const readings = await Promise.all(files.map((file) => reader.read(file)));
  const references = readings.flatMap((reading) => reading.references);
  const environments = await proposeEnvironments(tree);
  const clusters = await findClusters(projectsOf(references), io.environment);
  const usesTerraform = references.some(({ source }) => source === 'terraform');
  const formats = usesTerraform ? ['', 'formats: [terraform]'] : [];
  const text = configText(environments, clusters, formats);
  await readSettings({ given: {}, config: { file: CONFIG, text, below: '' }, ruleIds });
  await writeNew(folder, text);
  io.stdout.write(
    `Wrote ${slashed(io.folder, path.join(folder, CONFIG))}: ${told(environments, clusters, references.length)}\n`,
  );
  io.stdout.write('See who speaks for what: gar-preflight config\n');
  return 0;
}

/** The projects of Artifact Registry that images are named in. */
function projectsOf(references: readonly ImageReference[]): readonly string[] {
  const projects = references.flatMap(({ parsed }) => {
    if (parsed.kind !== 'name') return [];
    const read = readArtifactImage(parsed.name);
    return read.kind === 'image' ? [read.image.repository.project] : [];
  });
  return [...new Set(projects)].sort();
}

/** There is one already, here or above, which would no longer be read. */
async function refuseSecond(folder: string, io: Io): Promise<void> {
  for (const name of [CONFIG, '.github/gar-preflight.yaml'])
    if (exists(path.join(folder, name))) throw notFirst(name);
  const above = await readConfig({}, { ...io, folder });
  if (above !== null) throw notFirst(above.file);
}

function notFirst(file: string): SettingsError {
  return new SettingsError(
    `init: expected no config yet, got ${file}, which stays as it is.`,
  );
}

/** A link, wherever it leads, is there too. */
function exists(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

/** Never through a link that leads out, and never over a file that came in between. */
async function writeNew(folder: string, text: string): Promise<void> {
  const below = path.join(folder, path.dirname(CONFIG));
  if (leadsOut(folder, below)) throw unwritable('a link that leads out of the folder');
  try {
    await mkdir(below, { recursive: true });
    await writeFile(path.join(folder, CONFIG), text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw unwritable(code);
  }
}

function unwritable(why: string): SettingsError {
  return new SettingsError(
    `init: expected a folder .github to write ${CONFIG} in, got one that cannot be written (${why}).`,
  );
}

function told(
  environments: readonly ProposedEnvironment[],
  clusters: readonly FoundCluster[],
  references: number,
): string {
  const count = (number: number, noun: string): string =>
    `${number} ${noun}${number === 1 ? '' : 's'}`;
  return `${count(environments.length, 'environment')}, ${count(clusters.length, 'cluster')}, in a tree with ${count(references, 'image reference')}.`;
}

function configText(
  environments: readonly ProposedEnvironment[],
  clusters: readonly FoundCluster[],
  formats: readonly string[],
): string {
  const major = VERSION.startsWith('0.') ? 'v1' : `v${VERSION.split('.')[0]}`;
  const head = [
    `# yaml-language-server: $schema=https://raw.githubusercontent.com/gar-preflight/gar-preflight/${major}/schema/config.schema.json`,
    '# Who pulls what. Every key: docs/config.md',
  ];
  if (environments.length === 0)
    return [...head, '', ...withoutEnvironments(clusters), ...formats, ''].join('\n');
  const entries = environments.flatMap((one) => environmentLines(one, clusters));
  return [...head, '', 'environments:', ...entries, ...formats, ''].join('\n');
}

function withoutEnvironments(clusters: readonly FoundCluster[]): readonly string[] {
  if (clusters.length === 0) {
    return [
      '# The cluster that runs what this repository holds (or name the account of its nodes):',
      '# cluster: projects/my-project/locations/us-central1/clusters/prod',
      '# service-account: gke-node@my-project.iam.gserviceaccount.com',
    ];
  }
  return ['cluster:', ...clusters.map(({ name }) => `  - ${name}`)];
}

function environmentLines(
  { name, paths, namespace }: ProposedEnvironment,
  clusters: readonly FoundCluster[],
): readonly string[] {
  const own = clusters.filter((cluster) => belongsTo(cluster, name));
  const others = clusters.filter((cluster) => !own.includes(cluster));
  const known =
    own.length > 0 ? `    clusters: [${own.map((one) => one.name).join(', ')}]` : null;
  return [
    `  - name: ${quoted(name)}`,
    `    paths: [${paths.map(quoted).join(', ')}]`,
    ...(known === null ? unknownCluster(others) : [known]),
    ...(namespace === null ? [] : [`    namespace: ${quoted(namespace)}`]),
  ];
}

function unknownCluster(others: readonly FoundCluster[]): readonly string[] {
  const [one] = others;
  const name =
    one?.name ?? 'projects/my-project/locations/us-central1/clusters/my-cluster';
  return [`    # clusters: [${name}]`];
}

/** A cluster whose name, or whose project's, has the environment's for one of its words. */
function belongsTo({ name }: FoundCluster, environment: string): boolean {
  const [, project = '', , , , cluster = ''] = name.split('/');
  const words = `${project}-${cluster}`.split(/[-_]/);
  const short = environment.replace(/^production$/, 'prod').replace(/^staging$/, 'stag');
  return words.some(
    (word) => word === environment || (short.length > 2 && word.startsWith(short)),
  );
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
