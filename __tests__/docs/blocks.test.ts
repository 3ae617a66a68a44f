import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Actions, commandLine } from '../../src/commands/command-line.ts';
import { hclReader } from '../../src/formats/hcl.ts';
import { readFile } from '../../src/formats/read-file.ts';
import { ruleIds } from '../../src/rules/catalogue.ts';
import { worldSchema } from '../../src/sandbox/world.ts';
import { readConfigFile } from '../../src/settings/read-config.ts';
import { describeWith } from '../programs.ts';
import { run } from '../run-cli.ts';
import { describeThorough } from '../thorough.ts';
import { type Block, blocksOf, commandLines, nameOf, pages, ROOT } from './blocks.ts';
import { WALKTHROUGHS } from './walkthroughs.ts';
import { type Workflow, workflowProblems } from './workflow-problems.ts';

const hcl = await hclReader();

/** What a block is, by which it is held to something. */
type Kind =
  | 'workflow'
  | 'config'
  | 'role'
  | 'world'
  | 'manifest'
  | 'gitlab'
  | 'shell'
  | 'hcl'
  | 'jenkins'
  | 'walked'
  | 'output';

const blocks = pages().flatMap(blocksOf);
const titled = (kinds: readonly Kind[]): readonly (readonly [string, Block])[] =>
  blocks
    .filter((block) => kinds.includes(kindOf(block) ?? 'output'))
    .map((block) => [`${block.page}:${block.line}`, block] as const);

function kindOf(block: Block): Kind | null {
  if (WALKTHROUGHS.includes(block.page) && block.language !== 'sh') return 'walked';
  const name = nameOf(block) ?? '';
  switch (block.language) {
    case 'sh':
      return 'shell';
    case 'hcl':
      return 'hcl';
    case 'groovy':
      return 'jenkins';
    case 'dockerfile':
    case 'terraform':
      return 'manifest';
    case '':
    case 'text':
    case 'mermaid':
      return 'output';
    case 'yaml':
      return kindOfYaml(block, name);
    default:
      return null;
  }
}

function kindOfYaml({ page, text }: Block, name: string): Kind | null {
  if (name.startsWith('.github/workflows/')) return 'workflow';
  if (name === '.github/gar-preflight.yml') return 'config';
  if (name === '.gitlab-ci.yml') return 'gitlab';
  if (text.includes('includedPermissions:')) return 'role';
  if (page.startsWith('docs/formats/')) return 'manifest';
  if (page === 'docs/sandbox.md') return 'world';
  if (/^ignore:/.test(text)) return 'config';
  return null;
}

describe('every block of the docs', () => {
  it('is one that is held to something: name its file in its first line, or teach this test', () => {
    const unknown = blocks.filter((block) => kindOf(block) === null);
    expect(
      unknown.map(({ page, line, language }) => `${page}:${line} ${language}`),
    ).toEqual([]);
    expect(blocks.length).toBeGreaterThan(60);
  });
});

describe('configs', () => {
  it.each(titled(['config']))('%s', (page, { text }) => {
    readConfigFile({ file: page, text }, ruleIds);
  });
});

describe('worlds', () => {
  it.each(titled(['world']))('%s', (_, { text }) => {
    worldSchema.parse(parse(text));
  });
});

describe('roles', () => {
  it.each(titled(['role']))('%s', (_, { text }) => {
    const role = parse(text) as { stage: string; includedPermissions: readonly string[] };
    expect(role.stage).toBe('GA');
    expect(role.includedPermissions.length).toBeGreaterThan(10);
    for (const one of role.includedPermissions)
      expect(one).toMatch(/\.(get|list|download)/);
  });
});

/** What a format's example stands in, where the name is what tells. */
const FILES: Readonly<Record<string, string>> = {
  dockerfile: 'Dockerfile',
  kustomize: 'kustomization.yaml',
  'helm-values': 'values.yaml',
  'docker-compose': 'compose.yaml',
  skaffold: 'skaffold.yaml',
  terraform: 'main.tf',
};

describe('manifests', () => {
  it.each(titled(['manifest']))(
    '%s names an image that is found',
    (_, { page, text }) => {
      const id = path.basename(page, '.md');
      const reading = readFile(FILES[id] ?? 'example.yaml', text, {
        imageRules: [],
        extraFormats: ['skaffold', 'docker-compose', 'dockerfile', 'terraform'],
        hcl,
        neighbour: () => null,
        valuesRules: [],
        isValues: () => false,
      });
      expect(reading.problems).toEqual([]);
      expect(reading.references.length).toBeGreaterThan(0);
    },
  );
});

const workflows = titled(['workflow']);

describe('workflows', () => {
  it.each(workflows)('%s has what its steps need', (_, { text }) => {
    expect(workflowProblems(parse(text) as Workflow)).toEqual([]);
  });
});

describeWith(['actionlint'], 'workflows, by actionlint', () => {
  it('are well-formed', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gar-docs-'));
    const files = workflows.map(([, { text, page, line }]) => {
      const file = path.join(folder, `${path.basename(page)}-${line}.yml`);
      writeFileSync(file, text);
      return file;
    });
    const { stdout, stderr, status } = await run('actionlint', ['-no-color', ...files]);
    expect(status, stdout + stderr).toBe(0);
  });
});

const NOTHING = async (): Promise<void> => undefined;
const ACTIONS = new Proxy({} as Actions, { get: () => NOTHING });

/** Our own command in a line of a shell, GitLab's or Jenkins' as well. */
function ownCommands(block: Block): readonly (readonly string[])[] {
  return commandLines(block).flatMap((line) => {
    const start = /(?:^|^- |\| |sh ')(?:node \S*dist\/cli\.js|gar-preflight) (.*)$/;
    const own = start.exec(line)?.[1];
    return own === undefined ? [] : [wordsOf(own.replace(/'\s*$/, ''))];
  });
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:[^\s"]+|"[^"]*")+/g)].map(([word]) =>
    word.replaceAll('"', ''),
  );
}

describe('our own commands', () => {
  it.each(titled(['shell', 'gitlab', 'jenkins']))(
    '%s are understood',
    async (_, block) => {
      for (const words of ownCommands(block)) {
        const program = commandLine(ACTIONS);
        for (const one of [program, ...program.commands])
          one.exitOverride().configureOutput({ writeErr: () => undefined });
        await program.parseAsync([...words], { from: 'user' });
      }
    },
  );

  it('are there', () => {
    const all = titled(['shell', 'gitlab', 'jenkins']).flatMap(([, one]) =>
      ownCommands(one),
    );
    expect(all.length).toBeGreaterThan(6);
  });

  it('that npm runs are scripts', () => {
    const scripts = parse(JSON.stringify(packageJson())).scripts as Record<
      string,
      string
    >;
    const asked = titled(['shell'])
      .flatMap(([, block]) => commandLines(block))
      .flatMap((line) => /npm run (\S+)/.exec(line)?.[1] ?? []);
    expect(asked.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

function packageJson(): unknown {
  return JSON.parse(readText('package.json'));
}

describeWith(['bash'], 'shells', () => {
  it.each(titled(['shell']))('%s is read by bash', async (_, { text }) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gar-docs-'));
    const file = path.join(folder, 'block.sh');
    writeFileSync(file, text);
    const { stderr, status } = await run('bash', ['-n', file]);
    expect(status, stderr).toBe(0);
  });
});

describeThorough(['gcloud'], "Google's own commands, by gcloud's linter", () => {
  const commands = titled(['shell'])
    .flatMap(([where, block]) =>
      commandLines(block).map((line) => [where, line] as const),
    )
    .flatMap(([where, line]) => {
      const found = /gcloud .*?(?= \||\)$|$)/.exec(line)?.[0];
      const filled = found?.replaceAll(/\$[A-Z_]+/g, 'x1');
      return filled === undefined ? [] : [[where, filled] as const];
    });
  it.concurrent.each(commands)('%s %s', async (_, command) => {
    const { stdout } = await run('gcloud', [
      'meta',
      'lint-gcloud-commands',
      `--command-string=${command}`,
    ]);
    const [result] = JSON.parse(stdout) as { error_message: string | null }[];
    expect(result?.error_message).toBeNull();
  });

  it('are there', () => {
    expect(commands.length).toBeGreaterThan(8);
  });
});

describeWith(['hclfmt'], 'Terraform', () => {
  it.each(titled(['hcl']))('%s is formatted', async (_, { text }) => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'gar-docs-')), 'block.tf');
    writeFileSync(file, text);
    expect((await run('hclfmt', [file])).stdout).toBe(text);
  });

  it.each(['main.tf', 'outputs.tf', 'permissions.tf', 'variables.tf', 'versions.tf'])(
    'terraform/%s is formatted',
    async (name) => {
      const file = path.join(ROOT, 'terraform', name);
      const { stdout, stderr } = await run('hclfmt', [file]);
      expect(stdout, stderr).toBe(readText(`terraform/${name}`));
    },
  );
});

function readText(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}
