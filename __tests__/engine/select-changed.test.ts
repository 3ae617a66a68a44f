import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Occurrence, selectChanged } from '../../src/engine/select-changed.ts';
import { reference } from './references.ts';

describe('what the pull request changes', () => {
  it('keeps quiet about what the base has at the same place', () => {
    expect(selectChanged([at('a.yaml', 'app:1')], [at('a.yaml', 'app:1')], same)).toEqual(
      [],
    );
  });

  it('says what stood there before', () => {
    const changed = selectChanged([at('a.yaml', 'app:2')], [at('a.yaml', 'app:1')], same);
    expect(changed.map(({ reference: { image }, before }) => [before, image])).toEqual([
      ['app:1', 'app:2'],
    ]);
  });

  it('takes a move to another file for no change', () => {
    expect(selectChanged([at('b.yaml', 'app:1')], [at('a.yaml', 'app:1')], same)).toEqual(
      [],
    );
  });

  it('takes a promotion to what another place already runs for a change', () => {
    const base = [at('dev.yaml', 'app:2'), at('prod.yaml', 'app:1')];
    const head = [at('dev.yaml', 'app:2'), at('prod.yaml', 'app:2')];
    const changed = selectChanged(head, base, same);
    expect(changed.map(({ place, before }) => [place, before])).toEqual([
      ['prod.yaml', 'app:1'],
    ]);
  });

  it('takes a move into another environment for a change: other nodes pull it', () => {
    const base = [at('a.yaml', 'app:1', ['dev'])];
    const head = [at('b.yaml', 'app:1', ['prod'])];
    expect(selectChanged(head, base, same)).toHaveLength(1);
  });

  it('follows a renamed file', () => {
    const base = [at('old.yaml', 'app:1'), at('other.yaml', 'app:2')];
    const head = [at('new.yaml', 'app:2'), at('other.yaml', 'app:2')];
    const renamed = (path: string): string => (path === 'old.yaml' ? 'new.yaml' : path);
    expect(
      selectChanged(head, base, renamed).map(({ place, before }) => [place, before]),
    ).toEqual([['new.yaml', 'app:1']]);
  });

  it('compares an overlay with itself before the base did', () => {
    const base = [rendered('overlays/dev', 'app:1'), rendered('overlays/prod', 'app:1')];
    const head = [rendered('overlays/dev', 'app:2'), rendered('overlays/prod', 'app:1')];
    expect(selectChanged(head, base, same).map(({ root }) => root)).toEqual([
      'overlays/dev',
    ]);
  });

  it('tells images without a workload apart by their names', () => {
    const base = [bare('k.yaml', 'a:1'), bare('k.yaml', 'b:1')];
    const head = [bare('k.yaml', 'b:2'), bare('k.yaml', 'a:1')];
    expect(selectChanged(head, base, same).map(({ before }) => before)).toEqual(['b:1']);
  });
});

interface Row {
  readonly name: string;
  readonly base: readonly string[];
  readonly head: readonly string[];
  readonly changed: readonly string[];
}

const rows = parse(
  readFileSync(path.join(import.meta.dirname, 'changes.yaml'), 'utf8'),
) as readonly Row[];

describe('the table of changes', () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const renamed = (file: string): string => file.replace('old.yaml', 'new.yaml');
    const changed = selectChanged(
      row.head.map(occurrenceOf),
      row.base.map(occurrenceOf),
      renamed,
    );
    const told = changed.map(({ place, reference: { image }, before }) =>
      before === null ? `${place} ${image}, new` : `${place} ${image}, was ${before}`,
    );
    expect(told).toEqual(row.changed);
  });
});

/** An occurrence as the table writes it. */
function occurrenceOf(text: string): Occurrence {
  const [place = '', where = '', image = '', environments = ''] = text.split(' ');
  const [kind = null, namespace = null, name = null, container = null] = where
    .split('/')
    .map((part) => (part === '-' ? null : part));
  const workload =
    kind === null ? null : { apiVersion: 'apps/v1', kind, namespace, name };
  return {
    reference: { ...reference(image, { file: place }), workload, container },
    place,
    root: null,
    environments: environments === '' ? [] : environments.split(','),
    who: { environment: environments },
    before: null,
    whoChanged: [],
  };
}

const same = (path: string): string => path;

function at(
  place: string,
  image: string,
  environments: readonly string[] = [],
): Occurrence {
  return {
    reference: reference(image, { file: place }),
    place,
    root: null,
    environments,
    before: null,
    who: { environment: environments.join(', ') },
    whoChanged: [],
  };
}

function rendered(root: string, image: string): Occurrence {
  return {
    reference: reference(image, { file: 'base/api.yaml' }),
    place: `${root}/kustomization.yaml`,
    root,
    environments: [],
    before: null,
    who: {},
    whoChanged: [],
  };
}

function bare(place: string, image: string): Occurrence {
  const one = reference(image, { file: place });
  return {
    reference: { ...one, workload: null, container: null },
    place,
    root: null,
    environments: [],
    before: null,
    who: {},
    whoChanged: [],
  };
}
