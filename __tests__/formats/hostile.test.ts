import { describe, expect, it } from 'vitest';
import { readFile } from '../../src/formats/read-file.ts';

const read = (text: string): ReturnType<typeof readFile> =>
  readFile('k8s/hostile.yaml', text, {
    imageRules: [],
    valuesRules: [],
    isValues: () => false,
    extraFormats: [],
    neighbour: () => null,
  });
const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: c\n      image: us-docker.pkg.dev/p/r/a:1\n';

describe('a hostile file', () => {
  it('ends a bomb of aliases', () => {
    const levels = Array.from(
      { length: 40 },
      (_, index) =>
        `l${index + 1}: &l${index + 1} [${`*l${index}, `.repeat(9)}*l${index}]`,
    );
    const { references, problems } = read(
      `${pod}---\napiVersion: x.example/v1\nkind: Bomb\nspec:\n  image: us-docker.pkg.dev/p/r/b:1\nl0: &l0 [x]\n${levels.join('\n')}\n`,
    );
    expect(references.map(({ image }) => image)).toContain('us-docker.pkg.dev/p/r/a:1');
    expect(problems).toMatchObject([
      { why: 'Read in part: it has more than 200,000 aliases.', cause: 'unread' },
    ]);
  });

  it('ends an anchor that merges itself, and one that is its own value', () => {
    expect(() =>
      read('apiVersion: v1\nkind: Pod\nspec: &s\n  <<: *s\n  containers: *s\n'),
    ).not.toThrow();
  });

  it('reads what stands beside a document that is nested without end', () => {
    const { references } = read(
      `${pod}---\napiVersion: x.example/v1\nkind: Deep\nimage: ${'['.repeat(3000)}${']'.repeat(3000)}\n`,
    );
    expect(references.map(({ image }) => image)).toEqual(['us-docker.pkg.dev/p/r/a:1']);
  });

  it('reads thousands of documents', () => {
    const { references } = read(Array.from({ length: 3000 }, () => pod).join('---\n'));
    expect(references).toHaveLength(3000);
    expect(references.at(-1)?.location.line).toBe(3000 * 8 - 1);
  });
});
