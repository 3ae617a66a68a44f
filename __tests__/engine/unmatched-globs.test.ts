import { describe, expect, it } from 'vitest';
import { globsWithout } from '../../src/engine/unmatched-globs.ts';
import { misplacedConfigs } from '../../src/settings/misplaced-config.ts';
import { readSettings } from '../../src/settings/read-settings.ts';

const FILES = ['README.md', 'k8s/api/a.yaml', 'k8s/b.yaml', 'charts/web/Chart.yaml'];

async function saidOf(text: string): Promise<readonly string[]> {
  const config = { file: 'c.yml', text, below: '' };
  const settings = await readSettings({ given: {}, config, ruleIds: [] });
  const found = globsWithout(settings, FILES, (file) => file.endsWith('.yaml'));
  return found.map(({ path, why }) => `${path}: ${why}`);
}

describe('a glob that matches nothing', () => {
  it.each([
    ['k8s', 'k8s/**'],
    ['k8s/', 'k8s/**'],
    ['/k8s/**', 'k8s/**'],
    ['//k8s/*.yaml', 'k8s/*.yaml'],
    ['K8S/**', 'k8s/**'],
    ['k8s/API/*.yaml', 'k8s/api/*.yaml'],
    ['k8s\\\\api\\\\**', 'k8s/api/**'],
    ['!/k8s/**', 'k8s/**'],
  ])('is told with what was meant: %s', async (glob, meant) => {
    const [said = '', ...more] = await saidOf(`paths: ["${glob}"]\n`);
    expect(more).toEqual([]);
    expect(said).toContain(`Did you mean ${meant}?`);
  });

  it('is told without, where nothing is near', async () => {
    const [said = ''] = await saidOf('paths: ["zz/**"]\n');
    expect(said).toContain('paths[0]: zz/** matches no file');
    expect(said).not.toContain('Did you mean');
  });

  it('is no glob with a dot before it, nor one that excludes something', async () => {
    expect(await saidOf('paths: ["./k8s/**", "!k8s/b.yaml"]\n')).toEqual([]);
  });
});

describe('an environment', () => {
  const environment = (...paths: readonly string[]): string =>
    `environments: [{ name: prod, paths: ${JSON.stringify(paths)} }]\n`;

  it('that claims no file speaks for nothing, and is said once', async () => {
    expect(await saidOf(environment('zz/**', 'yy/**'))).toEqual([
      'environments[0]: No file of the repository belongs to the environment prod (zz/**, yy/**), so it speaks for nothing.',
    ]);
  });

  it('that claims no manifest speaks for nothing either', async () => {
    const [said = ''] = await saidOf(environment('*.md'));
    expect(said).toContain('No manifest of the repository belongs to the environment');
  });

  it('that claims one says which of its globs does not', async () => {
    const [said = '', ...more] = await saidOf(environment('k8s/**', 'zz/**'));
    expect(said).toContain('environments[0].paths[1]: zz/**');
    expect(more).toEqual([]);
  });
});

describe('a chart of the config', () => {
  it.each([
    ['charts/web', 0],
    ['./charts/web/', 0],
    ['charts/wbe', 1],
    ['k8s', 1],
  ])('is to be one: %s', async (chart, count) => {
    const said = await saidOf(`values: [{ files: ["k8s/**"], chart: ${chart} }]\n`);
    expect(said).toHaveLength(count);
  });
});

describe('a file that is meant to be the config', () => {
  it.each([
    'gar-preflight.yml',
    '.gar-preflight.yaml',
    '.github/gar_preflight.yml',
    '.github/GAR-preflight.yml',
    '.github/gar-prefligth.yaml',
  ])('and is read by nobody is told: %s', (file) => {
    expect(misplacedConfigs(['a.yaml', file])[0]).toContain(`${file} is not read`);
  });

  it.each([
    '.github/gar-preflight.yml',
    '.github/gar-preflight.yaml',
    '.github/workflows/gar-preflight.yml',
    'docs/gar-preflight.yml',
    'preflight.yml',
  ])('or is none is not: %s', (file) => {
    expect(misplacedConfigs([file])).toEqual([]);
  });
});
