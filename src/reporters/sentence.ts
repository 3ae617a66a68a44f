import type { Report } from '../domain/report.ts';

/** The whole report in one sentence. */
export function headline({ summary, conclusion, findings }: Report): string {
  const { errors, warnings, notices, images } = summary;
  const found = [
    plural(errors, 'error'),
    plural(warnings, 'warning'),
    plural(notices, 'notice'),
  ].filter((word) => !word.startsWith('0 '));
  if (images === 0 && findings.length === 0)
    return 'No image reference was added or changed.';
  if (found.length === 0)
    return `${images === 1 ? 'The image' : `All ${images} images`} will be pulled.`;
  const list = found.join(', ');
  if (conclusion === 'failure' || errors > 0)
    return `Not every image will be pulled: ${list}, in ${plural(images, 'image')}.`;
  if (conclusion === 'neutral')
    return `Nothing is known to be wrong, and not everything could be verified: ${list}, in ${plural(images, 'image')}.`;
  return `${images === 1 ? 'The image' : `All ${images} images`} will be pulled as far as was asked: ${list}.`;
}

export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
