import type { Report, ReportAccess } from '../domain/report.ts';

/** Who pulls each image, and whether they may. */
export type AccessByImage = ReadonlyMap<string, readonly ReportAccess[]>;

/** The verdicts by image text. */
export function accessByImage({ access }: Pick<Report, 'access'>): AccessByImage {
  const found = new Map<string, ReportAccess[]>();
  for (const one of access) {
    for (const image of one.images) {
      const list = found.get(image);
      if (list === undefined) found.set(image, [one]);
      else list.push(one);
    }
  }
  return found;
}
