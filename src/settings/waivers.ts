import picomatch from 'picomatch';
import type { Finding } from '../domain/report.ts';
import { matchesGlobs } from './environments.ts';
import type { Settings, Waiver } from './settings.ts';

/** The first waiver of the config that silences a finding today, or `null`. Its last day counts, in UTC. */
export function findWaiver(
  { waivers, below }: Pick<Settings, 'waivers' | 'below'>,
  finding: Pick<Finding, 'rule' | 'image' | 'file'>,
  now: Date,
): Waiver | null {
  const today = now.toISOString().slice(0, 10);
  return (
    waivers.find(
      (waiver) => isInForce(waiver, today) && speaksOf(waiver, finding, below),
    ) ?? null
  );
}

function isInForce({ expires }: Waiver, today: string): boolean {
  return expires === null || expires >= today;
}

function speaksOf(
  waiver: Waiver,
  { rule, image, file }: Pick<Finding, 'rule' | 'image' | 'file'>,
  below: string,
): boolean {
  if (waiver.rule !== rule) return false;
  if (waiver.paths.length > 0 && !matchesGlobs(waiver.paths, `${below}${file}`))
    return false;
  return waiver.image === null || (image !== null && imageMatches(waiver.image, image));
}

/** Does an image's text match a waiver's glob? `*` crosses `/` here: an image's name is no path. */
export function imageMatches(glob: string, image: string): boolean {
  return picomatch.isMatch(
    image.replaceAll('/', '\u0001'),
    glob.replaceAll('/', '\u0001'),
    {
      dot: true,
      windows: false,
      bash: true,
    },
  );
}
