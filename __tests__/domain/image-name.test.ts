import { describe, expect, it } from 'vitest';
import { findRepository, readArtifactImage } from '../../src/domain/artifact-image.ts';
import { parseImageName } from '../../src/domain/image-name.ts';
import { isPlaceholderTag } from '../../src/domain/placeholder.ts';

const SHA = `sha256:${'a'.repeat(64)}`;

describe('image names', () => {
  it.each([
    ['nginx', null, 'nginx', null, null],
    ['nginx:1.27', null, 'nginx', '1.27', null],
    ['library/nginx', null, 'library/nginx', null, null],
    ['localhost/a', 'localhost', 'a', null, null],
    ['localhost:5000/a:1', 'localhost:5000', 'a', '1', null],
    ['127.0.0.1:5000/a', '127.0.0.1:5000', 'a', null, null],
    ['Foo.example/a', 'Foo.example', 'a', null, null],
    [`us-docker.pkg.dev/p/r/a/b:1@${SHA}`, 'us-docker.pkg.dev', 'p/r/a/b', '1', SHA],
    ['a__b/c---d:_x', null, 'a__b/c---d', '_x', null],
  ])('%s', (text, host, path, tag, digest) => {
    expect(parseImageName(text)).toEqual({
      kind: 'name',
      name: { text, host, path, tag, digest },
    });
  });

  it.each([
    '',
    'a//b',
    '-a',
    'a/',
    '/a',
    'a:',
    'a:.x',
    `a:${'x'.repeat(129)}`,
    'a@sha256:short',
    'Nginx',
    'a/Bc',
    'a b',
    'https://gcr.io/a',
    'a..b',
    'a___b',
    'f'.repeat(64),
    `a/${'b'.repeat(300)}`,
  ])('refuses %j', (text) => {
    expect(parseImageName(text).kind).toBe('malformed');
  });

  it.each([
    'a:${TAG}',
    '$(IMAGE)',
    '$IMAGE',
    '{{ .Values.image }}',
    'us-docker.pkg.dev/<project>/r/a',
    'ko://github.com/a/b',
    'us-docker.pkg.dev/PROJECT_ID/r/a:1',
    'IMAGE_URL',
    'IMAGE',
    'us-docker.pkg.dev/p/r/a:{{tag}}',
  ])('takes %j for something that a build fills in', (text) => {
    expect(parseImageName(text).kind).toBe('templated');
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
