import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/commands/report-schema.ts';
import type { Existence, FoundImage, Verdict } from '../../src/domain/facts.ts';
import { unknown } from '../../src/domain/facts.ts';
import { type Puller, serviceAccountPuller } from '../../src/domain/puller.ts';
import type { Report, Unjudged } from '../../src/domain/report.ts';
import type { Tree } from '../../src/domain/tree.ts';
import { applyBaseline } from '../../src/engine/apply-baseline.ts';
import { check } from '../../src/engine/check.ts';
import { judgeReport } from '../../src/engine/judge-report.ts';
import { mergeReports } from '../../src/engine/merge-reports.ts';
import type { ClusterPullers, Sources } from '../../src/engine/sources.ts';
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
const SECOND = 'second@p.iam.gserviceaccount.com';
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
  'time was up': {
    verdict: 'unknown',
    because: [],
    remarks: [],
    unknowns: [LATE],
  },
  'nobody said': null,
};
const PLATFORMS: Readonly<Record<string, FoundImage['platforms'] | null>> = {
  'not asked': null,
  fits: { kind: 'known', value: [AMD64, ARM64] },
  lacks: { kind: 'known', value: [ARM64] },
  unread: REFUSED,
  'time was up': LATE,
};
const CONFIGS: Readonly<Record<string, string>> = {
  plain: '',
  waived: ignoring(ruleIds),
  'rules off': ruling('off'),
  'all errors': ruling('error'),
  'all warnings': ruling('warning'),
  'all notices': ruling('notice'),
  'fail-on warning': 'fail-on: warning\n',
  'fail-on never': 'fail-on: never\n',
  baseline: '',
};

function ruling(severity: string): string {
  return `rules: { ${ruleIds.map((id) => `${id}: ${severity}`).join(', ')} }\n`;
}

function ignoring(ids: readonly string[]): string {
  return `ignore:\n${ids.map((id) => `  - { rule: ${id}, reason: x }\n`).join('')}`;
}

/** Who pulls: of two accounts the first may; a cluster may not be asked; of a pool's nodes the platform is known or not. */
const PULLERS = ['account', 'two accounts', 'cluster', 'pool', 'odd pool'] as const;

interface Cell {
  readonly existence: string;
  readonly access: string;
  readonly puller: (typeof PULLERS)[number];
  readonly platform: string;
  readonly config: string;
}

/** Every combination of some of the words of each dimension. */
function cellsOf({
  existences,
  accesses = Object.keys(ACCESSES),
  pullers = ['account'],
  platforms = ['not asked'],
  configs = Object.keys(CONFIGS),
}: {
  readonly existences: readonly string[];
  readonly accesses?: readonly string[];
  readonly pullers?: readonly Cell['puller'][];
  readonly platforms?: readonly string[];
  readonly configs?: readonly string[];
}): readonly Cell[] {
  return existences.flatMap((existence) =>
    accesses.flatMap((access) =>
      pullers.flatMap((puller) =>
        platforms.flatMap((platform) =>
          configs.map((config) => ({ existence, access, puller, platform, config })),
        ),
      ),
    ),
  );
}

const CELLS: readonly Cell[] = [
  ...cellsOf({ existences: ['found'], platforms: Object.keys(PLATFORMS) }),
  ...cellsOf({
    existences: ['found'],
    accesses: ['granted', 'not granted', 'unknown'],
    pullers: PULLERS.slice(1),
    platforms: ['not asked', 'fits', 'lacks', 'unread'],
    configs: ['plain', 'waived', 'rules off', 'all notices'],
  }),
  ...cellsOf({
    existences: Object.keys(EXISTENCES).filter((one) => one !== 'found'),
    accesses: ['granted', 'not granted', 'unknown', 'nobody said'],
  }),
];

/** Who wants to hear nothing of what is wrong is not told; it is not called fine for that. */
const QUIET = ['waived', 'rules off', 'baseline'];

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

  it('never says that all will be pulled where one was not looked at, or not seen to be there and to fit', () => {
    const wrong = rows.filter(
      ({ cell, report }) => saysAll(report) && !existsSurely(cell),
    );
    expect(wrong.map(({ cell }) => cell)).toEqual([]);
    expect(rows.some(({ report }) => saysAll(report))).toBe(true);
  });

  it('never says that all will be pulled where somebody may not, or nobody knows', () => {
    const wrong = rows.filter(({ cell, report }) => saysAll(report) && !mayPull(cell));
    expect(wrong.map(({ cell }) => cell)).toEqual([]);
  });

  it('says of nothing that it will not be pulled where nothing is known to be wrong', () => {
    const wrong = rows.filter(
      ({ cell, report }) =>
        /will not be pulled/.test(headline(report)) && !isKnownToBreak(cell),
    );
    expect(wrong.map(({ cell }) => cell)).toEqual([]);
  });

  it('is no success where something is open or wrong, unless somebody silenced it', () => {
    const wrong = rows.filter(
      ({ cell, report }) =>
        report.conclusion === 'success' &&
        ![...QUIET, 'all warnings', 'all notices'].includes(cell.config) &&
        !isFine(cell),
    );
    expect(wrong.map(({ cell }) => cell)).toEqual([]);
  });

  it('says the same of a report that was written down and read again', () => {
    for (const { report } of rows) {
      const read = reportSchema.parse(JSON.parse(JSON.stringify(report)));
      const merged = mergeReports([judgeReport(read as Unjudged)]);
      expect(headline(merged)).toBe(headline(report));
    }
  });

  it('counts each image once, whatever the config makes of the rules', () => {
    for (const { report } of rows) {
      const numbers = [
        ...headline(report).matchAll(/(?:^|; |^Could not verify )(\d+)(?: of (\d+))?/g),
      ];
      const sum = numbers.reduce((all, [, one]) => all + Number(one), 0);
      const every = /^(?:All|Nothing)|the image|^The/.test(headline(report));
      expect(every || sum === 2, headline(report)).toBe(true);
    }
  });
});

function saysAll(report: Report): boolean {
  return /^(?:The image|Both images|All \d+ images) will be pulled/.test(
    headline(report),
  );
}

/** Seen to be there, and to be for what the nodes run where somebody said what that is. */
function existsSurely({ existence, platform, puller }: Cell): boolean {
  if (existence !== 'found') return false;
  if (platform === 'lacks') return !['account', 'two accounts', 'pool'].includes(puller);
  return platform !== 'unread' && platform !== 'time was up';
}

function mayPull({ access, puller }: Cell): boolean {
  return puller !== 'cluster' && ['granted', 'nobody said'].includes(access);
}

function isKnownToBreak({ existence, access, platform }: Cell): boolean {
  if (existence === 'wrong host' || existence === 'malformed') return true;
  if (existence === 'elsewhere') return access === 'not granted';
  const { answer } = EXISTENCES[existence] ?? {};
  const isThere = answer?.kind === 'found' && answer.download.kind !== 'denied';
  const open = ['refused', 'time was up', 'rules unread', 'placeholder'];
  const fine = isThere || open.includes(existence) || existence === 'placeholder tag';
  return !fine || access === 'not granted' || platform === 'lacks';
}

/** Nothing of it is known to be wrong, or not known where it was asked about. */
function isFine(cell: Cell): boolean {
  const unasked = ['elsewhere', 'placeholder', 'placeholder tag'].includes(
    cell.existence,
  );
  // What no repository is known of has no access to ask about.
  const pulls = cell.existence === 'elsewhere' || mayPull(cell);
  const isTold = cell.puller !== 'odd pool' || cell.platform === 'fits';
  return (unasked || (existsSurely(cell) && isTold)) && pulls;
}

async function runCell(cell: Cell): Promise<Report> {
  const { existence, access, puller, platform, config } = cell;
  const { text, answer } = EXISTENCES[existence] ?? { text: ODD, answer: null };
  const verdict = ACCESSES[access] ?? null;
  const platforms = PLATFORMS[platform] ?? null;
  const said =
    answer?.kind === 'found' && platforms !== null ? { ...answer, platforms } : answer;
  const given = CONFIGS[config] ?? '';
  const settings = await readSettings({
    given: {
      render: ['never'],
      ...(verdict === null ? {} : givenBy(puller)),
      ...(platforms === null || isPool(puller) ? {} : { platform: ['linux/amd64'] }),
    },
    config: given === '' ? null : { file: 'c.yml', text: given, below: '' },
    ruleIds,
  });
  const sources = sourcesOf(text, said, verdict ?? GRANTED, cell);
  const now = new Date('2026-11-28T00:00:00Z');
  const run = { now, progress: () => undefined, waiversFrom: 'head' as const };
  const { report } = await check(settings, sources, run);
  return config === 'baseline' ? applyBaseline(report, report, settings) : report;
}

function isPool(puller: Cell['puller']): boolean {
  return puller === 'pool' || puller === 'odd pool';
}

function givenBy(puller: Cell['puller']): Readonly<Record<string, readonly string[]>> {
  if (puller === 'account') return { 'service-account': [NODE] };
  if (puller === 'two accounts') return { 'service-account': [NODE, SECOND] };
  return { cluster: [CLUSTER] };
}

/** One pool, whose nodes are known to run amd64, or are of a machine type that nobody knows. */
function poolOf(puller: Cell['puller']): Puller {
  const cluster = { project: 'p', location: 'us-central1', cluster: 'c' };
  const pool = { name: 'main', labels: {}, taints: [] };
  const platforms = puller === 'pool' ? [AMD64] : [];
  return serviceAccountPuller(NODE, { kind: 'node-pool', cluster, pool }, platforms);
}

function clusterOf(one: Puller): ClusterPullers {
  return {
    kind: 'pullers',
    pullers: [one],
    untold: null,
    version: null,
    workloadIdentity: null,
  };
}

function sourcesOf(
  text: string,
  answer: Existence | null,
  verdict: Verdict,
  { puller }: Cell,
): Sources {
  const isOdd = (one: { readonly package: string }): boolean => one.package === 'odd';
  const good = found({ platforms: { kind: 'known', value: [AMD64, ARM64] } });
  const pullers = isPool(puller) ? clusterOf(poolOf(puller)) : REFUSED;
  return {
    changes: { head: treeOf(text), base: null, changedFiles: async () => null },
    images: {
      existence: async (image) => (isOdd(image) ? (answer ?? good) : good),
      mayHold: async (image) => !isOdd(image) || mayHold(answer),
    },
    access: {
      verdict: async ({ principal }) =>
        puller === 'two accounts' && !principal.includes(SECOND) ? GRANTED : verdict,
      upstreams: async () => [],
    },
    pullers: { pullersOf: async () => pullers, projectNumber: async () => REFUSED },
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
