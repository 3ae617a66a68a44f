import { markdownCode, markdownText } from '../reporters/escape.ts';
import { plural } from '../reporters/sentence.ts';

/** An image that was found, and where. */
export interface FoundImage {
  readonly image: string;
  readonly file: string;
  readonly line: number;
}

const IMAGES_SHOWN = 500;

/** A job's summary of a run that found images and could ask nobody about them: why, and which they are. */
export function unaskedSummary(found: readonly FoundImage[], why: string): string {
  const images = [...new Map(found.map((one) => [one.image, one])).values()];
  const shown = images
    .slice(0, IMAGES_SHOWN)
    .map(
      ({ image, file, line }) =>
        `- ${markdownCode(image)} at ${markdownCode(`${file}:${line}`)}`,
    );
  const left = images.length - shown.length;
  return [
    `### ❌ Nothing was checked: ${plural(images.length, 'image')} found, and Google could not be asked.`,
    '',
    `> ${markdownText(why, 2000)}`,
    '',
    ...shown,
    ...(left > 0 ? [`- and ${plural(left, 'image')} more`] : []),
    '',
  ].join('\n');
}
