import { describe, expect, it } from 'vitest';
import { waiverComments } from '../../src/formats/waiver-comments.ts';
import { ruleIds } from '../../src/rules/catalogue.ts';
import { waiverInvalid as rule } from '../../src/rules/waiver-invalid.ts';
import { messages } from './cases.ts';

function said(text: string): readonly string[] {
  return waiverComments('a.yaml', text).flatMap((one) => messages(rule, one, ruleIds));
}

describe('waiver-invalid', () => {
  it('keeps quiet about one that names a rule and gives a reason', () => {
    expect(said('image: a # gar-preflight: ignore tag-mutable it is a demo\n')).toEqual(
      [],
    );
    expect(
      said('# Checked by gar-preflight.\n# gar-preflight reads this file\na: 1\n'),
    ).toEqual([]);
  });

  it.each([
    ['# gar-preflight: ignore tag-mutabel it is a demo', 'There is no rule tag-mutabel'],
    ['# gar-preflight: ignore tag-mutable', 'no reason'],
    ['# gar-preflight: ignore', 'names no rule'],
    ['# gar-preflight ignore tag-mutable it is a demo', 'silences nothing'],
    ['# gar-preflight: ignroe tag-mutable it is a demo', 'silences nothing'],
    ['# gar-prefligth: ignore tag-mutable it is a demo', 'silences nothing'],
    ['# GAR-Preflight: ignore tag-mutable it is a demo', 'silences nothing'],
    ['# gar-preflight: disable tag-mutable it is a demo', 'silences nothing'],
    ['# gar-preflight: ingore tag-mutable it is a demo', 'silences nothing'],
    ['# gar-preflight: supress tag-mutable it is a demo', 'silences nothing'],
    ['# gar-preflight: skip tag-mutable it is a demo', 'silences nothing'],
    ['# gar-preflight: ignore tag-mutable --', 'no reason'],
    ['# renovate # gar-preflight: ignore tag-mutable', 'no reason'],
    ['# gar-preflight: ignore: tag-mutable it is a demo', 'silences nothing'],
  ])('%s', (comment, words) => {
    expect(said(`image: a ${comment}\n`)[0]).toContain(words);
    expect(said(`${comment}\nimage: a\n`)[0]).toContain(words);
  });
});

describe('comments that waive', () => {
  const WAIVER = '# gar-preflight: ignore tag-mutable it is a demo';
  const lines = (text: string): readonly number[] =>
    waiverComments('a.yaml', text).map(({ line }) => line);

  it('stand on their line, or alone above it', () => {
    expect(lines(`a: 1\nimage: a ${WAIVER}\n`)).toEqual([2]);
    expect(lines(`a: 1\n${WAIVER}\n# more\n\nimage: a\n`)).toEqual([5]);
    expect(lines(`- image: a ${WAIVER}\r\n- image: b\r\n`)).toEqual([1]);
    expect(lines(`image: a # renovate: x ${WAIVER}\n`)).toEqual([1]);
  });

  it('give their reason without what parts it from the rule', () => {
    const [one] = waiverComments('a.yaml', 'a: 1 # x # gar-preflight: ignore r -- why\n');
    expect(one).toMatchObject({ rule: 'r', reason: 'why', location: { column: 10 } });
    const [other] = waiverComments('a.yaml', 'a: 1 #\tgar-preflight:\tignore\tr\twhy\n');
    expect(other).toMatchObject({ rule: 'r', reason: 'why' });
  });

  it.each([
    ['a literal block', `data: |\n  ${WAIVER}\nimage: a\n`],
    ['a block that begins with it', `data: |\n${WAIVER.replace('#', ' #')}\nimage: a\n`],
    ['a folded block', `data: >-\n  x\n  ${WAIVER}\nimage: a\n`],
    ['a quoted text', `data: "x\n  ${WAIVER}\n  "\nimage: a\n`],
    ['a text without a space before it', `data: x${WAIVER}\nimage: a\n`],
  ])('are none inside %s', (_, text) => {
    expect(lines(text)).toEqual([]);
  });

  it('are read beside templates', () => {
    expect(
      lines(`{{- if .Values.a }}\nimage: "{{ .Values.b }}" ${WAIVER}\n{{- end }}\n`),
    ).toEqual([2]);
  });
});
