import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findRepository, readArtifactImage } from '../../src/domain/artifact-image.ts';
import { parseImageName } from '../../src/domain/image-name.ts';
import { isPlaceholderTag } from '../../src/domain/placeholder.ts';

interface Row {
  readonly text: string;
  readonly name?: readonly (string | null)[];
  readonly malformed?: string;
  readonly templated?: string;
  readonly because: string;
}

const table = readFileSync(path.join(import.meta.dirname, 'image-names.yaml'), 'utf8');
const rows = parse(
  table.replaceAll(/«(.+?)\*(\d+)»/g, (_, part: string, times: string) =>
    part.repeat(Number(times)),
  ),
) as readonly Row[];

describe('image names', () => {
  it.each(rows.map((row) => [row.text.slice(0, 60), row] as const))('%j', (_, row) => {
    const parsed = parseImageName(row.text);
    if (row.name !== undefined) {
      const [host, path, tag, digest] = row.name;
      const name = { text: row.text, host, path, tag, digest };
      expect(parsed, row.because).toEqual({ kind: 'name', name });
    } else if (row.malformed !== undefined) {
      const why = expect.stringContaining(row.malformed);
      expect(parsed, row.because).toEqual({ kind: 'malformed', why });
    } else {
      const placeholder = row.templated;
      expect(parsed, row.because).toEqual({ kind: 'templated', placeholder });
    }
  });

  it('knows a legal tag that looks like a placeholder', () => {
    expect(['REPLACE_ME', 'TAG', 'IMAGE_TAG', 'VERSION'].every(isPlaceholderTag)).toBe(
      true,
    );
    expect(['1.0', 'latest', 'RC1', 'v1', 'SNAPSHOT'].some(isPlaceholderTag)).toBe(false);
  });
});

describe("names in Artifact Registry's terms", () => {
  const read = (text: string): unknown => {
    const parsed = parseImageName(text);
    return parsed.kind === 'name' ? readArtifactImage(parsed.name) : parsed;
  };

  it.each([
    [
      'us-central1-docker.pkg.dev/p/r/a/b:1',
      { project: 'p', location: 'us-central1', repository: 'r' },
      'a/b',
    ],
    [
      'docker.europe-west1.rep.pkg.dev/p/r/a',
      { project: 'p', location: 'europe-west1', repository: 'r' },
      'a',
    ],
    [
      'us-docker.pkg.dev/example.com/p/r/a',
      { project: 'example.com:p', location: 'us', repository: 'r' },
      'a',
    ],
    ['gcr.io/p/a/b', { project: 'p', location: 'us', repository: 'gcr.io' }, 'a/b'],
    ['us.gcr.io/p/a', { project: 'p', location: 'us', repository: 'us.gcr.io' }, 'a'],
    ['eu.gcr.io/p/a', { project: 'p', location: 'europe', repository: 'eu.gcr.io' }, 'a'],
    [
      'asia.gcr.io/example.com/p/a',
      { project: 'example.com:p', location: 'asia', repository: 'asia.gcr.io' },
      'a',
    ],
  ])('%s', (text, repository, name) => {
    expect(read(text)).toMatchObject({
      kind: 'image',
      image: { repository, package: name },
    });
  });

  it.each([
    'us-docker.pkg.dev/p/r',
    'us-docker.pkg.dev/p',
    'us-docker.pkg.dev/example.com/p/r',
    'gcr.io/p',
    'us-docker.pkg.dev/p/my_repo/a',
  ])('%s names no image', (text) => {
    expect(read(text)).toMatchObject({ kind: 'incomplete' });
  });

  it.each(['nginx', 'docker.io/a/b', 'mirror.gcr.io/a', 'k8s.gcr.io/pause'])(
    '%s is of another registry',
    (text) => {
      expect(read(text)).toMatchObject({ kind: 'other-registry' });
    },
  );

  it('knows the repository of a name that a build fills in further on', () => {
    expect(findRepository('us-docker.pkg.dev/p/r/a:${TAG}')).toEqual({
      project: 'p',
      location: 'us',
      repository: 'r',
    });
    expect(findRepository('gcr.io/p/a:${TAG}')).toEqual({
      project: 'p',
      location: 'us',
      repository: 'gcr.io',
    });
    expect(findRepository('us-docker.pkg.dev/${PROJECT}/r/a:1')).toBeNull();
    expect(findRepository('${HOST}/p/r/a')).toBeNull();
  });
});
