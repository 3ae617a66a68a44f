import { describe, expect, it } from 'vitest';
import { findCauses } from '../../src/domain/causes.ts';
import type { RuleKinds } from '../../src/domain/image-state.ts';
import type { Finding, Unjudged } from '../../src/domain/report.ts';

const KINDS: RuleKinds = {
  breaking: new Set(['tag-not-found', 'reader-missing']),
  open: new Set(['image-unverified', 'manifest-invalid']),
  oncePuller: new Set(),
  byRepository: new Set(['reader-missing']),
};

function finding(
  rule: string,
  image: string | null,
  more: Partial<Finding> = {},
): Finding {
  return {
    rule,
    severity: 'error',
    title: 'A title',
    message: `${rule} ${image}`,
    file: `k/${image}.yaml`,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 2,
    image,
    principal: null,
    repository: null,
    fix: { command: null, replacement: null },
    ...more,
  };
}

function causesOf(findings: readonly Finding[]): ReturnType<typeof findCauses> {
  const report: Unjudged = {
    version: 1,
    conclusion: 'failure',
    summary: { files: 1, references: 1, images: 1, errors: 1, warnings: 0, notices: 0 },
    images: [],
    access: [],
    findings,
    waived: [],
    requests: {},
    remarks: [],
  };
  return findCauses(report, KINDS);
}

const many = (count: number, one: (index: number) => Finding): readonly Finding[] =>
  Array.from({ length: count }, (_, index) => one(index));
const app = (name: string): string => `us-docker.pkg.dev/p/r/${name}`;

describe('causes', () => {
  it('one image in three files is one cause of three findings', () => {
    const findings = many(3, (line) => finding('tag-not-found', app('a:1'), { line }));
    expect(causesOf(findings)).toMatchObject([
      { images: [app('a:1')], findings: [0, 1, 2] },
    ]);
  });

  it('one repository that a puller may not read is one cause, another puller is another', () => {
    const pull = (index: number, principal: string): Finding =>
      finding('reader-missing', app(`a${index}:1`), {
        principal,
        repository: 'projects/p/locations/us/repositories/r',
        fix: { command: `grant ${principal}`, replacement: null },
      });
    const findings = ['x', 'y'].flatMap((who) => many(20, (index) => pull(index, who)));
    const causes = causesOf(findings);
    expect(causes.map(({ principal, commands }) => [principal, commands])).toEqual([
      ['x', ['grant x']],
      ['y', ['grant y']],
    ]);
  });

  it('a few missing tags are a few causes, a release that was not pushed is one', () => {
    const tags = (count: number): readonly Finding[] =>
      many(count, (index) => finding('tag-not-found', app(`a${index}:2`)));
    expect(causesOf(tags(7))).toHaveLength(7);
    const [cause, ...others] = causesOf(tags(50));
    expect(others).toEqual([]);
    expect(cause?.findings).toHaveLength(50);
    expect(cause?.message).toBeNull();
  });

  it('another repository is another cause, also where both are crowded', () => {
    const of = (repository: string): readonly Finding[] =>
      many(20, (index) =>
        finding('tag-not-found', `us-docker.pkg.dev/p/${repository}/a${index}:2`),
      );
    expect(causesOf([...of('r'), ...of('s')])).toHaveLength(2);
  });

  it('what could not be verified for one reason is one cause', () => {
    const open = many(5, (index) =>
      finding('image-unverified', app(`a${index}:1`), { message: 'No credentials.' }),
    );
    expect(causesOf(open)).toMatchObject([
      { certainty: 'open', message: 'No credentials.' },
    ]);
  });

  it('files that could not be read keep their reasons, however many', () => {
    const unread = many(30, (index) =>
      finding('manifest-invalid', null, {
        file: `k/${index}.yaml`,
        message: `Line ${index}.`,
      }),
    );
    const causes = causesOf(unread);
    expect(causes).toHaveLength(30);
    expect(causes.every(({ message }) => message !== null)).toBe(true);
  });

  it('every finding is in one cause, the worst and largest first', () => {
    const findings = [
      finding('tag-mutable', app('n'), { severity: 'notice' }),
      finding('tag-not-found', app('a:1')),
      finding('tag-not-found', app('b:1')),
      finding('tag-not-found', app('b:1'), { line: 2 }),
    ];
    const causes = causesOf(findings);
    expect(causes.map(({ findings: own }) => own)).toEqual([[2, 3], [1], [0]]);
  });
});
