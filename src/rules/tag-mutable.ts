import type { TargetRule } from './rule.ts';

export const tagMutable: TargetRule = {
  id: 'tag-mutable',
  title: '`latest`, or no tag at all',
  severity: 'notice',
  on: 'target',
  *check({ reference: { parsed }, image }) {
    // Another registry's image is not checked, so nothing is said of it.
    if (image === null) return;
    if (parsed.kind !== 'name' || parsed.name.digest !== null) return;
    if (parsed.name.tag === null) {
      yield {
        message:
          'It names no tag, so it is latest: what is pulled may be another image tomorrow.',
      };
    } else if (parsed.name.tag === 'latest') {
      yield { message: 'latest moves: what is pulled may be another image tomorrow.' };
    }
  },
};
