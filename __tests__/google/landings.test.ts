import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CLUSTER, pool, tell } from '../engine/pulls/small-world.ts';
import { rows } from '../thorough.ts';

/** A section: clusters of one make, and Pods that land on one or another of its pools. */
interface Section {
  readonly section: string;
  readonly source: string;
  readonly image?: string;
  readonly cluster?: object;
  /** By name: its config, and beside that what stands on the pool itself. */
  readonly pools: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly classes?: readonly { readonly name: string; readonly spec: object }[];
  readonly rows: readonly (readonly [string, Asked, readonly string[]])[];
}

/** A Pod's spec, with short words for its required affinity and for what its container asks for. */
interface Asked {
  readonly terms?: readonly (readonly object[])[];
  readonly limits?: object;
  readonly [key: string]: unknown;
}

const SECTIONS = parse(
  readFileSync(path.join(import.meta.dirname, 'landings.yaml'), 'utf8'),
) as readonly Section[];
const ROWS = SECTIONS.flatMap((one) =>
  one.rows.map(
    ([name, pod, lands]) => [`${one.section}: ${name}`, one, pod, lands] as const,
  ),
);
const PLATFORMS = ['linux/amd64', 'linux/arm64'];
const IMAGES = {
  app: [{ tags: ['1'], platforms: PLATFORMS }],
  windows: [
    {
      tags: ['1'],
      platforms: [
        ...PLATFORMS,
        'windows/amd64:10.0.20348.1',
        'windows/amd64:10.0.17763.1',
      ],
    },
  ],
};
const OF_POOL = new Set(['status', 'locations', 'placementPolicy']);

function poolsOf({ pools }: Section): readonly object[] {
  return Object.entries(pools).map(([name, said]) => {
    const entries = Object.entries(said);
    const config = entries.filter(([key]) => !OF_POOL.has(key));
    const own = entries.filter(([key]) => OF_POOL.has(key));
    const serviceAccount = `${name}@p.iam.gserviceaccount.com`;
    return pool(
      name,
      { serviceAccount, ...Object.fromEntries(config) },
      Object.fromEntries(own),
    );
  });
}

function manifestOf({ image = 'app' }: Section, asked: Asked): string {
  const { terms, limits, ...spec } = asked;
  const required = {
    nodeSelectorTerms: (terms ?? []).map((matchExpressions) => ({ matchExpressions })),
  };
  const affinity = {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required },
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', namespace: 'shop' },
    spec: {
      containers: [
        {
          name: 'c',
          image: `us-docker.pkg.dev/p/r/${image}:1`,
          ...(limits === undefined ? {} : { resources: { limits } }),
        },
      ],
      ...(terms === undefined ? {} : { affinity }),
      ...spec,
    },
  });
}

function classOf({
  name,
  spec,
}: {
  readonly name: string;
  readonly spec: object;
}): string {
  return JSON.stringify({
    apiVersion: 'cloud.google.com/v1',
    kind: 'ComputeClass',
    metadata: { name },
    spec,
  });
}

const nameOf = (principal: string | null): string =>
  (principal ?? '').replace(/^serviceAccount:(.*)@.*$/, '$1');

describe('where a Pod lands, by the documentation, through the whole client', () => {
  it.each(rows(ROWS, 5))('%s', async (_, section, pod, lands) => {
    const names = [...Object.keys(section.pools), 'made', 'of-class'];
    const accounts = names.map((name) => [`${name}@p.iam.gserviceaccount.com`, {}]);
    const classes = (section.classes ?? []).map(
      (one) => [`classes/${one.name}.json`, classOf(one)] as const,
    );
    const { report } = await tell({
      files: { 'pod.json': manifestOf(section, pod), ...Object.fromEntries(classes) },
      cluster: { nodePools: poolsOf(section), ...section.cluster },
      project: {
        'service-accounts': {
          ...Object.fromEntries(accounts),
          '111-compute@developer.gserviceaccount.com': {},
        },
        repositories: { 'us/r': { images: IMAGES } },
      },
      words: ['--cluster', CLUSTER],
    });
    // Nobody may pull: who lacks the reader is where the Pod lands.
    const wanting = report.findings
      .filter(({ rule }) => rule === 'reader-missing')
      .map(({ principal }) => nameOf(principal));
    expect(wanting.sort()).toEqual([...lands].sort());
    expect(report.access.map(({ principal }) => nameOf(principal)).sort()).toEqual(
      [...lands].sort(),
    );
    const others = report.findings.filter(({ rule }) => rule !== 'reader-missing');
    const nowhere = lands.length === 0 ? ['reader-unverified'] : [];
    expect(others.map(({ rule }) => rule)).toEqual(nowhere);
  });

  it('in at least 120 rows, each with its source', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(120);
    for (const { source } of SECTIONS)
      expect(source).toMatch(
        /^https:\/\/(?:kubernetes\.io\/docs|docs\.cloud\.google\.com\/kubernetes-engine\/docs)\//,
      );
    expect(new Set(ROWS.map(([name]) => name)).size).toBe(ROWS.length);
  });
});
