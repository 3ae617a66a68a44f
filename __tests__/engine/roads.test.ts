import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Existence, FoundImage, Verdict } from '../../src/domain/facts.ts';
import { unknown } from '../../src/domain/facts.ts';
import type { Report } from '../../src/domain/report.ts';
import type { Tree } from '../../src/domain/tree.ts';
import { check } from '../../src/engine/check.ts';
import type { Sources } from '../../src/engine/sources.ts';
import { headline } from '../../src/reporters/sentence.ts';
import { ruleIds } from '../../src/rules/catalogue.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { expectGolden } from '../golden.ts';
import {
  AMD64,
  ARM64,
  CONDITIONAL,
  found,
  GRANTED,
  missing,
  NOT_GRANTED,
  REFUSED,
  UNKNOWN,
} from '../rules/cases.ts';

/** The image that every cell has besides: found, granted, for every platform. */
const GOOD = 'us-docker.pkg.dev/p/r/good:1';
const ODD = 'us-docker.pkg.dev/p/r/odd:1';
const NODE = 'node@p.iam.gserviceaccount.com';
const CLUSTER = 'projects/p/locations/us-central1/clusters/c';
const LATE = unknown('timeout', 'The time was up.', 'Give it more.');

/** How the odd image stands in the manifest, and what Google says of it. */
const EXISTENCES: Readonly<Record<string, { text: string; answer: Existence | null }>> = {
  found: { text: ODD, answer: found() },
  'no tag': { text: ODD, answer: missing('tag') },
  'no digest': { text: ODD, answer: missing('digest') },
  'no image': { text: ODD, answer: missing('image') },
  'no repository': { text: ODD, answer: missing('repository') },
  'not docker': { text: ODD, answer: { kind: 'not-docker', format: 'MAVEN' } },
  'no location': {
    text: ODD,
    answer: { kind: 'location-unknown', location: 'x', nearest: null },
  },
  refused: { text: ODD, answer: { ...REFUSED, proposal: null } },
  'time was up': { text: ODD, answer: { ...LATE, proposal: null } },
  'rules unread': { text: ODD, answer: found({ download: REFUSED }) },
  'download denied': {
    text: ODD,
    answer: found({ download: { kind: 'denied', rule: 'd' } }),
  },
  elsewhere: { text: 'ghcr.io/acme/odd:1', answer: null },
  placeholder: { text: 'us-docker.pkg.dev/p/r/odd:${TAG}', answer: null },
  'placeholder tag': {
    text: 'us-docker.pkg.dev/p/r/odd:REPLACE_ME',
    answer: missing('tag'),
  },
  'near host': { text: 'us-docker.pgk.dev/p/r/odd:1', answer: null },
  'wrong host': { text: 'us.docker.pkg.dev/p/r/odd:1', answer: null },
  malformed: { text: 'us-docker.pkg.dev/p/r/odd::1', answer: null },
};
const ACCESSES: Readonly<Record<string, Verdict | null>> = {
  granted: GRANTED,
  'not granted': NOT_GRANTED,
  conditional: CONDITIONAL,
  unknown: UNKNOWN,
  'nobody said': null,
};
const PLATFORMS: Readonly<Record<string, FoundImage['platforms'] | null>> = {
  'not asked': null,
  fits: { kind: 'known', value: [AMD64, ARM64] },
  lacks: { kind: 'known', value: [ARM64] },
  unread: REFUSED,
};
const CONFIGS: Readonly<Record<string, string>> = {
  plain: '',
  waived: ignoring(ruleIds),
  'rules off': `rules: { ${ruleIds.map((id) => `${id}: off`).join(', ')} }\n`,
  'fail-on never': 'fail-on: never\n',
};

function ignoring(ids: readonly string[]): string {
  return `ignore:\n${ids.map((id) => `  - { rule: ${id}, reason: x }\n`).join('')}`;
}

interface Cell {
  readonly existence: string;
  readonly access: string;
  readonly puller: 'account' | 'cluster';
  readonly platform: string;
  readonly config: string;
}

const CELLS: readonly Cell[] = Object.keys(EXISTENCES).flatMap((existence) =>
  Object.keys(ACCESSES).flatMap((access) =>
    (existence === 'found' ? Object.keys(PLATFORMS) : ['not asked']).flatMap((platform) =>
      Object.keys(CONFIGS).flatMap((config) => [
        { existence, access, puller: 'account' as const, platform, config },
        ...(access === 'unknown'
          ? [{ existence, access, puller: 'cluster' as const, platform, config }]
          : []),
      ]),
    ),
  ),
);

describe('every road to success', async () => {
  const rows = await Promise.all(
    CELLS.map(async (cell) => ({ cell, report: await runCell(cell) })),
  );

  it('says these sentences', () => {
    const lines = rows.map(({ cell, report }) => {
      const { existence, access, puller, platform, config } = cell;
      return `${[existence, access, puller, platform, config].join(' | ')} → ${report.conclusion}: ${headline(report)}\n`;
    });
    expectGolden(path.join(import.meta.dirname, 'roads.expected'), lines.join(''));
  });

  it('never says that all will be pulled where one was not looked at, or not seen to be there', () => {
    const wrong = rows.filter(
      ({ cell, report }) => saysAll(report) && !existsSurely(cell),
    );
    expect(wrong.map(({ cell }) => cell)).toEqual([]);
    expect(rows.some(({ report }) => saysAll(report))).toBe(true);
  });

  it('never says that all will be pulled where somebody may not, or nobody knows', () => {
    const wrong = rows.filter(
      ({ cell, report }) =>
        saysAll(report) && !['granted', 'nobody said'].includes(cell.access),
    );
    expect(wrong.map(({ cell }) => cell)).toEqual([]);
  });

  it('is no success where something is open or wrong, unless somebody silenced it', () => {
    const wrong = rows.filter(
      ({ cell, report }) =>
        report.conclusion === 'success' &&
        !['waived', 'rules off'].includes(cell.config) &&
        !isFine(cell),
    );
    expect(wrong.map(({ cell }) => cell)).toEqual([]);
  });
});

function saysAll(report: Report): boolean {
  return /^(?:The image|Both images|All \d+ images) will be pulled/.test(
    headline(report),
  );
}

/** Who turns a rule off is not told of platforms and download rules; whether the image is there was seen all the same. */
function existsSurely({ existence, platform, config }: Cell): boolean {
  if (config === 'rules off') return EXISTENCES[existence]?.answer?.kind === 'found';
  return existence === 'found' && (platform === 'not asked' || platform === 'fits');
}

/** Nothing of it is known to be wrong, or not known where it was asked about. */
function isFine(cell: Cell): boolean {
  const unasked = ['elsewhere', 'placeholder', 'placeholder tag'].includes(
    cell.existence,
  );
  const access = ['granted', 'nobody said'].includes(cell.access);
  // What no repository is known of has no access to ask about.
  const pulls = cell.existence === 'elsewhere' || access;
  return (unasked || existsSurely(cell)) && pulls;
}

async function runCell({
  existence,
  access,
  puller,
  platform,
  config,
}: Cell): Promise<Report> {
  const { text, answer } = EXISTENCES[existence] ?? { text: ODD, answer: null };
  const verdict = ACCESSES[access] ?? null;
  const platforms = PLATFORMS[platform] ?? null;
  const said =
    answer?.kind === 'found' && platforms !== null ? { ...answer, platforms } : answer;
  const settings = await readSettings({
    given: {
      render: ['never'],
      ...(verdict === null ? {} : givenBy(puller)),
      ...(platforms === null ? {} : { platform: ['linux/amd64'] }),
    },
    config:
      config === 'plain'
        ? null
        : { file: 'c.yml', text: CONFIGS[config] ?? '', below: '' },
    ruleIds,
  });
  const sources = sourcesOf(text, said, verdict ?? GRANTED);
  const now = new Date('2026-11-28T00:00:00Z');
  const run = { now, progress: () => undefined, waiversFrom: 'head' as const };
  return (await check(settings, sources, run)).report;
}

function givenBy(puller: Cell['puller']): Readonly<Record<string, readonly string[]>> {
  return puller === 'account' ? { 'service-account': [NODE] } : { cluster: [CLUSTER] };
}

function sourcesOf(text: string, answer: Existence | null, verdict: Verdict): Sources {
  const isOdd = (one: { readonly package: string }): boolean => one.package === 'odd';
  const good = found({ platforms: { kind: 'known', value: [AMD64, ARM64] } });
  return {
    changes: { head: treeOf(text), base: null, changedFiles: async () => null },
    images: {
      existence: async (image) => (isOdd(image) ? (answer ?? good) : good),
      mayHold: async (image) => !isOdd(image) || mayHold(answer),
    },
    access: { verdict: async () => verdict, upstreams: async () => [] },
    pullers: { pullersOf: async () => REFUSED, projectNumber: async () => REFUSED },
    accounts: {
      account: async () => ({ kind: 'enabled' }),
      binding: async () => ({ kind: 'bound' }),
    },
    rendering: {
      render: async () => ({
        images: [],
        failures: [],
        covered: [],
        serviceAccounts: [],
        remarks: [],
      }),
      valuesFiles: async () => new Set(),
    },
    requests: { counts: () => ({}), refusals: () => [] },
  };
}

function mayHold(answer: Existence | null): boolean {
  if (answer?.kind === 'missing') return answer.what !== 'repository';
  return answer?.kind !== 'not-docker' && answer?.kind !== 'location-unknown';
}

function treeOf(odd: string): Tree {
  const pod = (name: string, image: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  containers:\n    - name: a\n      image: "${image}"\n`;
  const text = `${pod('good', GOOD)}---\n${pod('odd', odd)}`;
  return {
    files: async () => ['pods.yaml'],
    read: async (file) =>
      file === 'pods.yaml' ? { kind: 'text', text } : { kind: 'absent' },
  };
}
