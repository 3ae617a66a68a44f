import { describe, expect, it } from 'vitest';
import type { Kustomization } from '../../src/render/kustomizations.ts';
import type { Plan } from '../../src/render/kustomize-plan.ts';
import { type Marked, markAround, markInside } from '../../src/render/origin-marks.ts';
import type { Workplace } from '../../src/render/workplace.ts';

const own = { file: 'overlays/prod/kustomization.yaml' } as Kustomization;
const plan = {
  root: { folder: 'overlays/prod', deployment: null, made: [] },
  own,
  label: 'overlays/prod',
} as unknown as Plan;

function workplaceOf(added: string[]): Workplace {
  return {
    append: (_file: string, text: string) => added.push(text),
    write: async () => undefined,
  } as unknown as Workplace;
}

function markedBy(text: string): Marked | null {
  return markInside(plan, text, workplaceOf([]));
}

function printed(origin: string, more = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  annotations:
${more}    config.kubernetes.io/origin: |
${origin}
  name: a
`;
}

describe('marks in the root itself', () => {
  it.each([
    'resources: [a.yaml]\n',
    '# a comment\n\nresources:\n- a.yaml\n',
    'images:\n  - name: a\n    newTag: |\n      1\n',
  ])('are added as a last line: %j', (text) => {
    const added: string[] = [];
    const marked = markInside(plan, text, workplaceOf(added));
    expect(marked?.folder).toBe('tree/overlays/prod');
    expect(added).toEqual(['buildMetadata: [originAnnotations]\n']);
  });

  it.each([
    'resources: [a.yaml]',
    '{"resources": ["a.yaml"]}\n',
    '---\nresources: [a.yaml]\n',
    'resources: [a.yaml]\n---\nresources: [b.yaml]\n',
    'resources: [a.yaml]\n...\n',
    '%YAML 1.2\n---\nresources: []\n',
    'resources: [a.yaml]\nbuildMetadata: [managedByLabel]\n',
    '- resources\n',
    '',
  ])('are not, where a line might mean something else: %j', (text) => {
    const added: string[] = [];
    expect(markInside(plan, text, workplaceOf(added))).toBeNull();
    expect(added).toEqual([]);
  });

  it('are not where something is put on top of the root', () => {
    const made = { ...plan, root: { ...plan.root, made: ['a.yaml'] } };
    expect(markInside(made, 'resources: []\n', workplaceOf([]))).toBeNull();
  });
});

describe('the file that an object came from', () => {
  const inside = markedBy('resources: [a.yaml]\n');

  it.each([
    ['      path: ../../base/api.yaml', 'base/api.yaml'],
    ['      path: api.yaml', 'overlays/prod/api.yaml'],
    ['      path: deploy/api.yaml\n      repo: https://github.com/x/y', null],
    ['      configuredIn: kustomization.yaml', null],
  ])('%j', (origin, file) => {
    expect(inside?.originOf(printed(origin))).toBe(file);
  });

  it('is read in its own place alone', () => {
    const planted =
      '    a: |\n      config.kubernetes.io/origin: |\n        path: evil.yaml\n';
    const text = printed('      path: ../../base/api.yaml', planted);
    expect(inside?.originOf(text)).toBe('base/api.yaml');
    expect(
      inside?.originOf(printed('', planted).replace(/ {4}config\S+: \|\n\n/, '')),
    ).toBeNull();
    const data = `data:\n  x: |\n    metadata:\n      annotations:\n${planted}`;
    expect(inside?.originOf(`${data}kind: ConfigMap\n`)).toBeNull();
  });

  it('is read in whatever way it is spelled', () => {
    const text =
      'metadata: {annotations: {config.kubernetes.io/origin: "path: api.yaml\\n"}}\n';
    expect(inside?.originOf(text)).toBe('overlays/prod/api.yaml');
  });

  it('stands below the tree, seen from around it', async () => {
    const around = await markAround(plan, workplaceOf([]));
    const of = (path: string): string | null | undefined =>
      around.originOf(printed(`      path: ${path}`));
    expect(of('../../tree/base/api.yaml')).toBe('base/api.yaml');
    expect(of('elsewhere/api.yaml')).toBeNull();
  });
});
