import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/report.ts';
import { foldFindings } from '../../src/reporters/fold.ts';
import { ruleCatalogue } from '../../src/rules/catalogue.ts';
import { findingAt, toldOf } from '../engine/findings.ts';

const [A, B] = ['us-docker.pkg.dev/p/r/a:1', 'us-docker.pkg.dev/p/r/b:1'];
const [N, M] = ['serviceAccount:n@p.example', 'serviceAccount:m@p.example'];
const [R, S] = [
  'projects/p/locations/us/repositories/r',
  'projects/p/locations/us/repositories/s',
];

/** Places of each group, the finding's own first. */
function folded(...findings: readonly Finding[]): readonly (readonly string[])[] {
  return foldFindings(findings, ruleCatalogue).map(({ places }) =>
    toldOf(places).map((one) => one.split(' ')[1] ?? ''),
  );
}

describe('what channels tell as one', () => {
  it('one image in several places', () => {
    expect(
      folded(
        findingAt('tag-not-found', 'a:1', { image: A }),
        findingAt('tag-not-found', 'b:1', { image: A }),
      ),
    ).toEqual([['a:1', 'b:1']]);
  });

  it.each([
    ['another image', { image: B }],
    ['another sentence', { image: A, message: 'Another.' }],
  ])('but not %s', (_, more) => {
    expect(
      folded(
        findingAt('tag-not-found', 'a:1', { image: A }),
        findingAt('tag-not-found', 'b:1', more),
      ),
    ).toEqual([['a:1'], ['b:1']]);
  });

  it('nor another rule that says the same', () => {
    expect(
      folded(
        findingAt('tag-not-found', 'a:1', { image: A }),
        findingAt('digest-not-found', 'b:1', { image: A }),
      ),
    ).toHaveLength(2);
  });

  it('what could not be verified for one reason, whatever the image', () => {
    expect(
      folded(
        findingAt('image-unverified', 'a:1', { image: A }),
        findingAt('image-unverified', 'b:1', { image: B }),
        findingAt('image-unverified', 'c:1', { image: A, message: 'Another reason.' }),
      ),
    ).toEqual([['a:1', 'b:1'], ['c:1']]);
  });

  it('a puller’s access to one repository, whatever is said of it', () => {
    const at = (place: string, principal: string, repository: string) =>
      findingAt('reader-missing', place, { principal, repository, message: place });
    expect(
      folded(at('a:1', N, R), at('b:1', N, R), at('c:1', M, R), at('d:1', N, S)),
    ).toEqual([['a:1', 'b:1'], ['c:1'], ['d:1']]);
  });

  it('worst first, and else in the order that they had', () => {
    const of = (place: string, severity: Finding['severity']) =>
      findingAt('tag-not-found', place, { severity, image: place });
    expect(
      folded(
        of('n:1', 'notice'),
        of('w:1', 'warning'),
        of('e:1', 'error'),
        of('f:1', 'error'),
      ),
    ).toEqual([['e:1'], ['f:1'], ['w:1'], ['n:1']]);
  });
});
