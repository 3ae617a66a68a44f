import { distance } from 'fastest-levenshtein';

const NAME = 'gar-preflight.yml';
const EDITS = 2;

/** Files that look as if they were meant to be the config, and are read by nobody. */
export function misplacedConfigs(files: readonly string[]): readonly string[] {
  return files
    .filter(isMeant)
    .map(
      (file) =>
        `${file} is not read: the config stands at .github/${NAME}. Move it there, or name it with --config.`,
    );
}

/** At the root or in `.github`, and the name but for a slip, a hidden file's dot or another extension's spelling. */
function isMeant(file: string): boolean {
  const [, folder = '', name = ''] = /^(\.github\/)?([^/]+)$/.exec(file) ?? [];
  const plain = name.replace(/^\./, '').replace(/\.yaml$/i, '.yml');
  if (folder !== '' && plain === NAME) return false;
  return plain.length > 8 && distance(plain.toLowerCase(), NAME) <= EDITS;
}
