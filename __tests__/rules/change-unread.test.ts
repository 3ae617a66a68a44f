import { describe, expect, it } from 'vitest';
import type { ImageLike } from '../../src/domain/image-like.ts';
import { changeUnread as rule } from '../../src/rules/change-unread.ts';
import { messages } from './cases.ts';

describe('change-unread', () => {
  const one: ImageLike = {
    what: 'tag',
    text: '2.0.9',
    key: 'tag',
    location: {
      file: 'env/prod/values.yaml',
      line: 2,
      column: 8,
      endLine: 2,
      endColumn: 13,
    },
    path: 'image.tag',
    kind: null,
    document: { first: 1, last: 2 },
  };

  it('names the key of the config that would mend it', () => {
    expect(messages(rule, one)[0]).toContain(
      'values: [{ files: ["env/prod/values.yaml"]',
    );
    const image = { ...one, what: 'image' as const, path: 'spec.steps[0].runner' };
    expect(messages(rule, { ...image, kind: 'Widget' })[0]).toContain(
      'images: [{ kind: Widget, paths: ["spec.steps[*].runner"] }]',
    );
    expect(messages(rule, image)[0]).toContain(
      'images: [{ files: ["env/prod/values.yaml"]',
    );
  });

  it('names paths for what no format reads', () => {
    expect(messages(rule, { ...one, path: null })[0]).toContain(
      'paths: ["!env/prod/values.yaml"]',
    );
  });

  it('names rendering for the version of a chart’s app', () => {
    const app = { ...one, key: 'appVersion', path: 'appVersion' };
    expect(messages(rule, app)[0]).toContain('Render the chart');
  });

  it('is a notice: it is not known to be wrong', () => {
    expect(rule.severity).toBe('notice');
  });
});
