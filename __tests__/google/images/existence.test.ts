import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readArtifactImage } from '../../../src/domain/artifact-image.ts';
import type { Existence } from '../../../src/domain/facts.ts';
import { parseImageName } from '../../../src/domain/image-name.ts';
import type { ImageSource } from '../../../src/engine/sources.ts';
import { imageSource } from '../../../src/google/images/existence.ts';
import { connectTo, fastClock, memosOf } from '../connect.ts';

interface Row {
  readonly image: string;
  readonly denied?: readonly string[];
  readonly faults?: readonly object[];
  /** The allow policy of the repository `r`. */
  readonly policy?: readonly object[];
  /** How Google describes the repository `r`. */
  readonly described?: object;
  /** Repositories that stand beside those of all rows. */
  readonly repositories?: Repositories;
  readonly remote?: 'ask';
  readonly is: string;
  /** Parts of what is told. */
  readonly tells?: object;
  readonly says?: string;
  readonly why: string;
}

type Repositories = Readonly<Record<string, object>>;

const table = parse(
  readFileSync(path.join(import.meta.dirname, 'existence-cases.yaml'), 'utf8'),
) as {
  readonly host: string;
  readonly repositories: Repositories;
  readonly rows: readonly Row[];
};

interface Looked<T> {
  readonly answer: T;
  readonly paths: readonly string[];
  readonly said: readonly string[];
}

async function look<T>(
  row: Partial<Row>,
  waitMs: number,
  asks: (source: ImageSource) => Promise<T>,
): Promise<Looked<T>> {
  const r = table.repositories['us-central1/r'];
  const mine = row.policy === undefined ? {} : { policy: row.policy };
  const repositories = {
    ...table.repositories,
    'us-central1/r': { ...r, ...mine },
    'us-central1/maven': { format: 'MAVEN' },
    ...row.repositories,
  };
  const clock = fastClock(60_000);
  const world = {
    caller: { denied: (row.denied ?? []).map((permission) => ({ permission })) },
    projects: { p: { number: '1', repositories } },
    locations: ['us-central1', 'mars-west1'],
    faults: [...(row.faults ?? []), ...describedAs(row.described)],
  };
  const { sandbox, client } = await connectTo(world, {}, clock);
  const said: string[] = [];
  const source = imageSource(client, memosOf(client), {
    remote: row.remote ?? 'never',
    waitMs,
    clock,
    now: () => new Date('2026-11-24T12:00:00Z'),
    progress: (text) => void said.push(text),
  });
  const answer = await asks(source);
  await sandbox.close();
  return { answer, paths: sandbox.served.map((one) => one.path), said };
}

function describedAs(described: object | undefined): readonly object[] {
  if (described === undefined) return [];
  const name = 'projects/p/locations/us-central1/repositories/r';
  const body = JSON.stringify({ name, ...described });
  const json = { 'content-type': 'application/json', status: 200, body };
  return [{ path: '/repositories/r$', ...json }];
}

function imageOf(text: string) {
  const name = parseImageName(text);
  const read = name.kind === 'name' ? readArtifactImage(name.name) : null;
  if (read?.kind !== 'image') throw new Error(`no image: ${text}`);
  return read.image;
}

function told(existence: Existence): string {
  if (existence.kind === 'missing') return `missing ${existence.what}`;
  if (existence.kind === 'unknown') return `unknown ${existence.reason}`;
  return existence.kind;
}

describe('what a look-up comes to', () => {
  it.each(table.rows.map((row) => [`${row.image}: ${row.is}, ${row.why}`, row] as const))(
    '%s',
    async (_, row) => {
      const isWhole = row.image.includes('.pkg.dev/');
      const image = imageOf(isWhole ? row.image : `${table.host}/${row.image}`);
      const { answer } = await look(row, 0, (source) => source.existence(image));
      expect(told(answer)).toBe(row.is);
      expect(answer).toMatchObject(row.tells ?? {});
      expect(JSON.stringify(answer)).toContain(row.says ?? '');
    },
  );
});

describe('may a repository hold an image', () => {
  it.each([
    ['r/app:none', {}, true, 'it is one for container images'],
    ['maven/app:1', {}, false, 'it holds another format'],
    ['none/app:1', {}, false, 'Google says that it is not there'],
    [
      'r/app:1.0.0',
      { denied: ['artifactregistry.repositories.get'] },
      true,
      'nobody may tell that it does not',
    ],
  ])('%s %j: %s, since %s', async (image, row, may, _why) => {
    const { answer } = await look(row, 0, (source) =>
      source.mayHold(imageOf(`${table.host}/${image}`)),
    );
    expect(answer).toBe(may);
  });

  it.each([
    ['us-centrall1-docker.pkg.dev/p/r/app:1', false],
    ['mars-west1-docker.pkg.dev/p/r/app:1', true],
  ])(
    '%s is looked up where its location is in no list of ours: %s',
    async (text, may) => {
      const { answer, paths } = await look({}, 0, (source) =>
        source.mayHold(imageOf(text)),
      );
      expect(answer).toBe(may);
      expect(paths.some((one) => one.endsWith('/locations'))).toBe(true);
    },
  );

  it('does not ask for the image where the location is known', async () => {
    const { paths } = await look({}, 0, (source) =>
      source.mayHold(imageOf(`${table.host}/r/app:1`)),
    );
    expect(paths).toHaveLength(1);
  });
});

describe('what is waited for', () => {
  const wait = (image: string, row: Pick<Row, 'denied' | 'faults'> = {}, ms = 3000) =>
    look(row, ms, (source) => source.existence(imageOf(`${table.host}/${image}`)));
  const listRefused = { denied: ['artifactregistry.tags.list'] };

  it('nothing without --wait, nor is the list of tags read for a typo then', async () => {
    const { answer, said } = await wait('r/app:latst', {}, 0);
    expect(answer).toMatchObject({ kind: 'missing', waitedMs: 0 });
    expect(said).toEqual([]);
  });

  it('a tag whose neighbours may not be listed: it may be no typo', async () => {
    const { answer, said } = await wait('r/app:latst', listRefused);
    expect(answer).toMatchObject({ kind: 'missing', what: 'tag', waitedMs: 3000 });
    expect(said[0]).toBe('Waiting for app:latst (0 s)');
  });

  it('a digest beside a tag that looks like a typo: the digest is pulled', async () => {
    const digest = `sha256:${'5'.repeat(64)}`;
    const { answer } = await wait(`r/app:latst@${digest}`);
    expect(answer).toMatchObject({ kind: 'missing', what: 'digest', waitedMs: 3000 });
  });

  it('an image without a tag, by the name of latest', async () => {
    const { said, answer } = await wait('r/other');
    expect(answer).toMatchObject({ kind: 'missing', what: 'image', waitedMs: 3000 });
    expect(said[0]).toBe('Waiting for other:latest (0 s)');
  });

  it('nothing where its absence could not be established', async () => {
    const { answer, said } = await wait('r/app:2', {
      faults: [{ path: '/packages/app$', status: 403 }],
    });
    expect(answer.kind).toBe('unknown');
    expect(said).toEqual([]);
  });
});
