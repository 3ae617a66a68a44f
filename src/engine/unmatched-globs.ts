import { matchesGlobs } from '../settings/environments.ts';
import type { Settings, ValuesRule } from '../settings/settings.ts';

/** A problem at a path of the config. */
export interface ProblemAt {
  readonly path: string;
  readonly why: string;
}

/** The globs of a config that match none of the repository's files, and the charts that stand nowhere. */
export function globsWithout(
  { environments, paths, imageRules, valuesRules, waivers }: Settings,
  files: readonly string[],
  isManifest: (file: string) => boolean,
): readonly ProblemAt[] {
  return [
    ...environments.flatMap((environment, index) =>
      environmentWithout(environment, `environments[${index}]`, files, isManifest),
    ),
    ...unmatched(paths, 'paths', files),
    ...imageRules.flatMap((rule, index) =>
      unmatched(rule.files, `images[${index}].files`, files),
    ),
    ...valuesRules.flatMap((rule, index) => [
      ...unmatched(rule.files, `values[${index}].files`, files),
      ...chartWithout(rule, `values[${index}].chart`, files),
    ]),
    ...waivers.flatMap((waiver, index) =>
      unmatched(waiver.paths, `ignore[${index}].paths`, files),
    ),
  ];
}

/** An environment that matches nothing is said once, not glob by glob. */
function environmentWithout(
  { name, paths }: { readonly name: string; readonly paths: readonly string[] },
  path: string,
  files: readonly string[],
  isManifest: (file: string) => boolean,
): readonly ProblemAt[] {
  const claimed = files.filter((file) => matchesGlobs(paths, file));
  if (claimed.some(isManifest)) return unmatched(paths, `${path}.paths`, files);
  const what = claimed.length === 0 ? 'file' : 'manifest';
  const [first = ''] = paths;
  const hint = claimed.length === 0 && paths.length === 1 ? meantBy(first, files) : '';
  const why = `No ${what} of the repository belongs to the environment ${name} (${paths.join(', ')}), so it speaks for nothing.${hint}`;
  return [{ path, why }];
}

/** A chart that stands nowhere: its values would go to nothing. */
function chartWithout(
  { chart }: ValuesRule,
  path: string,
  files: readonly string[],
): readonly ProblemAt[] {
  if (chart === null) return [];
  const folder = chart === '' || chart === '.' ? '' : `${chart}/`;
  if (files.includes(`${folder}Chart.yaml`)) return [];
  const why = `No chart stands at ${chart}, so nothing is known of what these values go to. The folder counts from the repository's root.`;
  return [{ path, why }];
}

function unmatched(
  globs: readonly string[],
  path: string,
  files: readonly string[],
): readonly ProblemAt[] {
  return globs.flatMap((glob, index) => {
    const positive = glob.startsWith('!') ? glob.slice(1) : glob;
    if (files.some((file) => matchesGlobs([positive], file))) return [];
    const why = `${glob} matches no file of the repository. Globs count from the repository's root.${meantBy(positive, files)}`;
    return [{ path: `${path}[${index}]`, why }];
  });
}

/** What would match: a folder for the files in it, no slash before, slashes forward, the case as it is. */
function meantBy(glob: string, files: readonly string[]): string {
  const plain = glob.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
  const folder = plain.replace(/\/+$/, '');
  const known = files.flatMap((file) => prefixesOf(file));
  const cased = known.find(
    (one) => one.toLowerCase() === fixedPart(folder).toLowerCase(),
  );
  const candidates = [
    plain,
    `${folder}/**`,
    ...(cased === undefined
      ? []
      : [`${cased}${folder.slice(cased.length)}`, `${cased}/**`]),
  ];
  const meant = candidates.find((one) => files.some((file) => matchesGlobs([one], file)));
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

/** The folders of a glob before its first star. */
function fixedPart(glob: string): string {
  const parts = glob.split('/');
  const first = parts.findIndex((part) => /[*?[{]/.test(part));
  return (first < 0 ? parts : parts.slice(0, first)).join('/');
}

/** A file and the folders that it stands in. */
function prefixesOf(file: string): readonly string[] {
  const parts = file.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
