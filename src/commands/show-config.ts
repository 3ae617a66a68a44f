import { SettingsError } from '../domain/settings-error.ts';
import { compareLocations } from '../domain/source-location.ts';
import type { Tree } from '../domain/tree.ts';
import { readReferences } from '../engine/read-references.ts';
import { treeReader } from '../engine/read-tree.ts';
import { folderTree } from '../git/folder-tree.ts';
import { renderSource } from '../render/render-source.ts';
import { jsonText, printable } from '../reporters/escape.ts';
import { plural } from '../reporters/sentence.ts';
import { ruleIds } from '../rules/catalogue.ts';
import { matchesGlobs } from '../settings/environments.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { readConfig } from './config.ts';
import type { Given, Io } from './io.ts';
import { namedFolder } from './named-folder.ts';
import { type SpokenFor, spokenFor } from './speakers.ts';

/** One glob of the config, where it stands, and the files that it matches. */
interface GlobLine {
  readonly at: string;
  readonly glob: string;
  readonly files: readonly string[];
  /** How many files it matches in the rest of the repository. */
  readonly elsewhere: number;
}

/** `gar-preflight config [PATH]`: is the config valid, and who speaks for what. No network. */
export async function runConfig(
  named: string | undefined,
  given: Given,
  io: Io,
): Promise<number> {
  const format = given['format']?.at(-1) ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new SettingsError(`--format: config takes text or json, got "${format}".`);
  const folder = namedFolder(named, io);
  const config = await readConfig(given, {
    ...io,
    folder: given['config'] === undefined ? folder : io.folder,
  });
  if (config !== null) {
    const { sayUnextended } = await import('./fetch-extended.ts');
    sayUnextended(config, io);
  }
  const settings = await readSettings({ given: {}, config, ruleIds });
  const tree = await folderTree(folder);
  const rendering = renderSource(
    { ...settings, files: 'own' },
    AbortSignal.timeout(settings.timeoutMs),
  );
  const all = await tree.files();
  const around = await filesAround(tree, settings.below);
  const globs = globsOf(settings).map(({ at, glob, rest }) => ({
    at,
    glob,
    files: matchedBy(glob, rest, all, settings.below),
    elsewhere: matchedBy(glob, rest, around, '').length,
  }));
  const read = await readReferences(
    { head: tree, base: null, changedFiles: async () => null },
    {
      head: treeReader(tree, { ...settings, valuesFiles: rendering.valuesFiles }),
      base: null,
    },
    rendering,
    settings,
  );
  const references = read.occurrences
    .toSorted((a, b) => compareLocations(a.reference.location, b.reference.location))
    .map((one) => spokenFor(one, settings));
  for (const remark of read.remarks) io.stderr.write(`${printable(remark)}\n`);
  const shown = { config: config?.file ?? null, globs, references };
  io.stdout.write(format === 'json' ? jsonText(shown) : asText(shown));
  return 0;
}

/** The files of the repository outside of the working directory, from the root. */
async function filesAround(tree: Tree, below: string): Promise<readonly string[]> {
  if (below === '') return [];
  const files = (await (await tree.above?.(below))?.files()) ?? [];
  return files.filter((file) => !file.startsWith(below));
}

interface Glob {
  readonly at: string;
  readonly glob: string;
  /** The exclusions beside it. */
  readonly rest: readonly string[];
}

function globsOf(settings: Settings): readonly Glob[] {
  const list = (globs: readonly string[], at: string): readonly Glob[] => {
    const rest = globs.filter((glob) => glob.startsWith('!'));
    return globs.map((glob, index) => ({
      at: `${at}[${index}]`,
      glob,
      rest: glob.startsWith('!') ? [] : rest,
    }));
  };
  return [
    ...list(settings.paths, 'paths'),
    ...settings.environments.flatMap(({ name, paths }) =>
      list(paths, `environments.${name}.paths`),
    ),
    ...settings.imageRules.flatMap(({ files }, index) =>
      list(files, `images[${index}].files`),
    ),
    ...settings.valuesRules.flatMap(({ files }, index) =>
      list(files, `values[${index}].files`),
    ),
    ...settings.waivers.flatMap(({ paths }, index) =>
      list(paths, `ignore[${index}].paths`),
    ),
  ];
}

/** What a glob matches; of one that excludes, what it takes away. */
function matchedBy(
  glob: string,
  rest: readonly string[],
  files: readonly string[],
  below: string,
): readonly string[] {
  const globs = glob.startsWith('!') ? [glob.slice(1)] : [glob, ...rest];
  return files.filter((file) => matchesGlobs(globs, `${below}${file}`));
}

const FILES_SHOWN = 5;

function countText(here: number, elsewhere: number): string {
  const there = elsewhere === 0 ? [] : [`${plural(elsewhere, 'file')} elsewhere`];
  const own = here === 0 ? [] : [plural(here, 'file')];
  const all = [...own, ...there];
  return all.length === 0 ? 'matches nothing' : all.join(', ');
}

function asText({
  config,
  globs,
  references,
}: {
  readonly config: string | null;
  readonly globs: readonly GlobLine[];
  readonly references: readonly SpokenFor[];
}): string {
  const head =
    config === null ? 'No config: the options alone speak.' : `${config} is valid.`;
  const width = Math.max(0, ...globs.map(({ at }) => at.length));
  const lines = globs.flatMap(({ at, glob, files, elsewhere }) => {
    const count = countText(files.length, elsewhere);
    const some = files.slice(0, FILES_SHOWN).map((file) => `      ${printable(file)}`);
    const more =
      files.length > FILES_SHOWN ? [`      and ${files.length - FILES_SHOWN} more`] : [];
    return [
      `  ${printable(at).padEnd(width)}  ${printable(glob)}  ${count}`,
      ...some,
      ...more,
    ];
  });
  const spoken = references.map(
    ({ image, file, line, root, environments, pullers, platforms, namespace }) => {
      const who =
        pullers.length === 0
          ? 'nobody said who pulls it'
          : `pulled by ${pullers.join(', ')}`;
      const what = platforms.length === 0 ? '' : `, on ${platforms.join(', ')}`;
      const where = namespace === null ? '' : `, namespace ${printable(namespace)}`;
      const of =
        environments.length === 0
          ? 'no environment'
          : environments.map(printable).join(', ');
      const by = root === null ? '' : `  in ${printable(root)}`;
      return `  ${printable(`${file}:${line}`)}  ${printable(image)}${by}\n      ${printable(of)}: ${who}${what}${where}`;
    },
  );
  const part = (title: string, body: readonly string[]): readonly string[] =>
    body.length === 0 ? [] : ['', title, ...body];
  return `${[head, ...part('Globs', lines), ...part('References', spoken)].join('\n')}\n`;
}
