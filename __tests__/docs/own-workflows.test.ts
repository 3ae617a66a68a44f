import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeWith } from '../programs.ts';
import { run } from '../run-cli.ts';
import { blocksOf, pages, ROOT } from './blocks.ts';

const files = ['.github', 'examples']
  .flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => path.join(folder, file),
    ),
  )
  .filter((file) => /\.ya?ml$/.test(file))
  .concat('action.yml');
const workflows = files.filter((file) =>
  file.startsWith(path.join('.github', 'workflows')),
);

function text(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Lines that use an action by anything but a commit with its version beside it. Our own is named as its users name it. */
function unpinned(source: string): readonly string[] {
  return source
    .split(/\r?\n/)
    .filter((line) => /^\s*(?:- )?uses:/.test(line))
    .filter(
      (line) => !/uses: gar-preflight\/gar-preflight@v\d+( # zizmor: .*)?$/.test(line),
    )
    .filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
    .map((line) => line.trim());
}

describe('every action of the docs', () => {
  it.each(pages().map((page) => [page] as const))('%s is pinned likewise', (page) => {
    const source = blocksOf(page)
      .filter(({ language }) => language === 'yaml')
      .map((block) => block.text)
      .join('');
    expect(unpinned(source)).toEqual([]);
  });
});

describe('every action', () => {
  it.each(files)('of %s is pinned by its commit, with the version beside it', (file) => {
    expect(unpinned(text(file))).toEqual([]);
  });

  it.each([
    '- uses: actions/checkout@v7',
    '- uses: actions/checkout@3d3c42e',
    `- uses: actions/checkout@${'a'.repeat(40)}`,
    `uses: actions/checkout@${'a'.repeat(40)} # v7`,
  ])('is not by %s', (line) => {
    expect(unpinned(line)).toEqual([line]);
  });
});

describe('each of our workflows', () => {
  it.each(workflows)('%s has no more than its jobs say, and keeps no token', (file) => {
    const { permissions, jobs } = parse(text(file)) as {
      permissions: object;
      jobs: Record<string, { permissions?: object; steps: readonly object[] }>;
    };
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toBeDefined();
      const checkouts = job.steps.filter((step) =>
        JSON.stringify(step).includes('actions/checkout@'),
      );
      for (const step of checkouts)
        expect(step).toMatchObject({ with: { 'persist-credentials': false } });
    }
  });
});

describeWith(['actionlint'], 'our workflows, by actionlint', () => {
  it('are clean', async () => {
    const paths = workflows.map((file) => path.join(ROOT, file));
    const { stdout, status } = await run('actionlint', ['-no-color', ...paths]);
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});

describeWith(['zizmor'], 'our workflows, by zizmor', () => {
  it('are clean', async () => {
    const { stdout, status } = await run('zizmor', [
      '--offline',
      '--no-progress',
      path.join(ROOT, '.github'),
      path.join(ROOT, 'action.yml'),
    ]);
    expect(status, stdout).toBe(0);
  });
});

describe('the Marketplace', () => {
  interface Described {
    readonly description?: string;
  }
  const action = parse(text('action.yml')) as {
    name: string;
    description: string;
    branding: { icon: string; color: string };
    inputs: Record<string, Described>;
    outputs: Record<string, Described>;
  };

  it('takes the name, the description and the badge', () => {
    expect(action.name).toBe('GAR Preflight');
    expect(action.description.length).toBeLessThanOrEqual(125);
    expect(action.branding.icon).toBe('download-cloud');
    expect([
      'white',
      'black',
      'yellow',
      'blue',
      'green',
      'orange',
      'red',
      'purple',
      'gray-dark',
    ]).toContain(action.branding.color);
  });

  it.each(Object.entries({ ...action.inputs, ...action.outputs }))(
    'is told what %s is',
    (_, { description = '' }) => {
      expect(description.length).toBeGreaterThan(10);
    },
  );
});
