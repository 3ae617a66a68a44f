import { isPlaceholderTag } from '../domain/placeholder.ts';
import type { TargetRule } from './rule.ts';

export const referenceUnresolved: TargetRule = {
  id: 'reference-unresolved',
  title: 'Holds a placeholder, so it cannot be checked',
  severity: 'notice',
  on: 'target',
  *check({ reference, image, existence, incomplete, existsInSmall }) {
    if (reference.parsed.kind === 'templated') {
      if (incomplete !== null || existence !== null || existsInSmall === 'exists') return;
      const [remark] = reference.remarks;
      yield {
        message:
          remark ??
          `${reference.parsed.placeholder} is filled in by a build, so the image cannot be checked here.`,
      };
      return;
    }
    if (existence?.kind !== 'missing' || existence.what !== 'tag' || image?.tag == null)
      return;
    if (isPlaceholderTag(image.tag)) {
      yield {
        message: `There is no tag ${image.tag}, and it looks like something that a build fills in, so the image cannot be checked here.`,
      };
    }
  },
};
