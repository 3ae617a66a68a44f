import { takeApart } from '../domain/image-parts.ts';
import type { Target } from '../domain/target.ts';
import type { Draft, TargetRule } from './rule.ts';

export const referenceInvalid: TargetRule = {
  id: 'reference-invalid',
  title:
    'Not a well-formed image reference, or an Artifact Registry path without repository or image',
  severity: 'error',
  breaks: 'the-pull',
  on: 'target',
  *check({ reference, incomplete, inSmall, existsInSmall }) {
    if (reference.parsed.kind === 'malformed') yield { message: reference.parsed.why };
    else if (incomplete !== null) yield misspelt(incomplete);
    else if (inSmall !== null && existsInSmall === 'exists') {
      const replacement = smallLetters(reference.image);
      yield {
        message: `The path of an image name has no capital letters, and ${replacement} exists.`,
        fix: { replacement },
      };
    }
  },
};

function misspelt({ why, replacement }: NonNullable<Target['incomplete']>): Draft {
  if (replacement === null) return { message: why };
  return { message: `${why} Did you mean ${replacement}?`, fix: { replacement } };
}

/** The name in small letters; tags may have capitals. */
function smallLetters(image: string): string {
  const { name } = takeApart(image);
  return `${name.toLowerCase()}${image.slice(name.length)}`;
}
