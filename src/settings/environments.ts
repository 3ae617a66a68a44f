import picomatch from 'picomatch';
import type { Environment, Settings } from './settings.ts';

/** The environments that claim a file: every one whose paths match it. */
export function environmentsOf(settings: Settings, file: string): readonly Environment[] {
  return settings.environments.filter((environment) =>
    matchesGlobs(environment.paths, `${settings.below}${file}`),
  );
}

/** Does a file match a list of globs? `!` excludes; a list of exclusions alone starts from everything. */
export function matchesGlobs(globs: readonly string[], file: string): boolean {
  const excluded = globs
    .filter((glob) => glob.startsWith('!'))
    .map((glob) => glob.slice(1));
  const included = globs.filter((glob) => !glob.startsWith('!'));
  const matches = (glob: string): boolean => matcher(glob)(file);
  return (included.length === 0 || included.some(matches)) && !excluded.some(matches);
}

/** Names of files have `/` in reports on every platform, and `\\` takes a wildcard its meaning. */
const GLOBS = { dot: true, windows: false } as const;
const matchers = new Map<string, (file: string) => boolean>();

function matcher(glob: string): (file: string) => boolean {
  const known = matchers.get(glob) ?? picomatch(glob, GLOBS);
  matchers.set(glob, known);
  return known;
}
