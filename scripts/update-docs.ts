/**
 * Writes what is said twice from where it is said first: the tables of README.md (from action.yml, the rules, the formats), the output
 * of the demo, the floors of ARCHITECTURE.md, and the JSON Schemas. `--check` writes nothing and fails where something is not as it would be written.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { reportSchema } from '../src/commands/report-schema.ts';
import { formats } from '../src/formats/index.ts';
import { rules } from '../src/rules/index.ts';
import { worldSchema } from '../src/sandbox/world.ts';
import { configSchema } from '../src/settings/config-schema.ts';
import { configKeys } from './config-page.ts';
import { drawFloors, floorRows } from './draw-floors.ts';
import { drawVerdict } from './draw-verdict.ts';
import { permissionsPage, roleFile, terraformPermissions } from './permissions-page.ts';

const isCheck = process.argv.includes('--check');
const action = parse(readFileSync('action.yml', 'utf8')) as {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, { description: string }>;
};

const sections: Readonly<Record<string, string>> = {
  inputs: table(
    ['input', 'meaning', 'default'],
    Object.entries(action.inputs).map(([name, { description, default: otherwise }]) => [
      `\`${name}\``,
      description,
      otherwise === undefined ? '' : `\`${otherwise}\``,
    ]),
  ),
  outputs: table(
    ['output', 'is'],
    Object.entries(action.outputs).map(([name, { description }]) => [
      `\`${name}\``,
      description,
    ]),
  ),
  rules: table(
    ['rule', 'severity', 'says'],
    rules.map(({ id, severity, title }) => [
      `[\`${id}\`](docs/rules/${id}.md)`,
      severity,
      `${title}.`,
    ]),
  ),
  formats: table(
    ['format', '`source`', 'reads'],
    formats.map(({ id, source, title }) => [
      `[${id}](docs/formats/${id}.md)`,
      `\`${source}\``,
      title,
    ]),
  ),
  bench: benchTable(),
  demo: `\`\`\`text\n${demo()}\n\`\`\``,
};

const wanted = new Map<string, string>([
  [
    'README.md',
    Object.entries(sections).reduce(
      (text, [name, content]) => fill(text, name, content),
      readFileSync('README.md', 'utf8'),
    ),
  ],
  [
    'ARCHITECTURE.md',
    fill(
      fill(readFileSync('ARCHITECTURE.md', 'utf8'), 'floors', drawFloors()),
      'doors',
      table(['floor', 'room', 'knows'], floorRows()),
    ),
  ],
  ['docs/config.md', fill(readFileSync('docs/config.md', 'utf8'), 'keys', configKeys())],
  [
    'docs/comparison.md',
    fill(
      readFileSync('docs/comparison.md', 'utf8'),
      'comparison',
      benchTable('beside others'),
    ),
  ],
  ['docs/images/verdict.svg', drawVerdict()],
  ['docs/permissions.md', permissionsPage()],
  ['docs/roles/gar-preflight.yaml', roleFile('organization')],
  ['docs/roles/gar-preflight-project.yaml', roleFile('project')],
  ['terraform/permissions.tf', terraformPermissions()],
  [
    'schema/config.schema.json',
    schemaOf('The config file of GAR Preflight', configSchema),
  ],
  [
    'schema/report.schema.json',
    schemaOf('The JSON report of GAR Preflight', reportSchema),
  ],
  ['schema/world.schema.json', schemaOf('A world of the sandbox', worldSchema)],
]);
const stale = [...wanted].filter(
  ([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text,
);
if (isCheck && stale.length > 0) {
  console.error(
    `Not as written by \`npm run docs\`: ${stale.map(([file]) => file).join(', ')}`,
  );
  process.exitCode = 1;
}
if (!isCheck) for (const [file, text] of stale) writeFileSync(file, text);

function fill(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`expected ${start} before ${end}, and they are not there`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim()).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function schemaOf(title: string, schema: z.ZodType): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`;
}

/** What `npm run bench` measured last: every row, or those that have somebody beside them. */
function benchTable(which: 'all' | 'beside others' = 'all'): string {
  const file = 'bench/results.json';
  if (!existsSync(file)) return 'Not measured yet.';
  const { machine, versions, rows } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly machine: string;
    readonly versions: Readonly<Record<string, string>>;
    readonly rows: readonly Readonly<
      Record<'what' | 'value' | 'peers' | 'goal', string>
    >[];
  };
  const shown = rows.filter(({ peers }) => which === 'all' || peers !== '');
  const cells = shown.map(({ what, value, peers, goal }) => [what, value, peers, goal]);
  const told = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const head = ['what', 'GAR Preflight', 'beside it', 'goal'];
  return `${table(head, cells)}\n\nOn ${machine}: ${told.join(', ')}.`;
}

function demo(): string {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [, ...words] = (scripts['demo'] ?? '').split(' ');
  const { stdout } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });
  return stdout.trimEnd();
}
