import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { type CliResult, run } from '../run-cli.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** One run as a runner makes it. */
export interface ActionRun {
  readonly event: string;
  readonly payload: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly apiUrl: string;
  readonly node?: string;
  /** Files of the workspace. */
  readonly workspace?: Readonly<Record<string, string>>;
  /** What is done in the workspace before the step, such as a checkout. */
  readonly prepare?: (folder: string) => void;
  /** The job's matrix leg. */
  readonly matrix?: object;
}

export interface ActionResult extends CliResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What the runner would show: ten of a level, the rest dropped. */
  readonly annotations: readonly Annotation[];
  /** Every command that the runner would obey, by name. */
  readonly commands: readonly string[];
  readonly temp: string;
  readonly folder: string;
}

export interface Annotation {
  readonly level: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Runs `dist/index.js` in a clean environment with the defaults of action.yml, and reads its output as the runner does. */
export async function runAction({
  event,
  payload,
  inputs = {},
  env = {},
  apiUrl,
  node,
  workspace = {},
  prepare,
  matrix,
}: ActionRun): Promise<ActionResult> {
  const home = mkdtempSync(path.join(tmpdir(), 'gar-action-'));
  const folder = path.join(home, 'workspace');
  const temp = path.join(home, 'temp');
  for (const one of [folder, temp]) mkdirSync(one);
  for (const [file, text] of Object.entries(workspace)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  prepare?.(folder);
  const file = (name: string, text = ''): string => {
    writeFileSync(path.join(home, name), text);
    return path.join(home, name);
  };
  const action = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { default?: string }>;
  };
  const values = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: otherwise = '' }]) => [
      name,
      otherwise
        .replace('${{ github.token }}', 'ghs_stand_in_token')
        .replace('${{ toJSON(matrix) }}', JSON.stringify(matrix ?? null)),
    ]),
  );
  const summary = file('summary');
  const output = file('output');
  const result = await run(node ?? process.execPath, [path.join(ROOT, 'dist/index.js')], {
    cwd: folder,
    env: {
      GITHUB_ACTIONS: 'true',
      CI: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
      GITHUB_SHA: 'c'.repeat(40),
      GITHUB_RUN_ID: '42',
      GITHUB_WORKFLOW: 'ci',
      GITHUB_JOB: 'images',
      GITHUB_ACTOR: 'octocat',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_API_URL: apiUrl,
      GITHUB_GRAPHQL_URL: `${apiUrl}/graphql`,
      GITHUB_OUTPUT: output,
      GITHUB_STATE: file('state'),
      GITHUB_ENV: file('env'),
      GITHUB_PATH: file('path'),
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: temp,
      HOME: home,
      ...Object.fromEntries(
        Object.entries({ ...values, ...inputs }).map(([name, value]) => [
          `INPUT_${name.toUpperCase()}`,
          value,
        ]),
      ),
      ...env,
    },
  });
  const commands = readCommands(`${result.stdout}\n${result.stderr}`);
  return {
    ...result,
    outputs: readOutputs(readFileSync(output, 'utf8')),
    summary: readFileSync(summary, 'utf8'),
    annotations: ['error', 'warning', 'notice'].flatMap((level) =>
      commands.filter((one) => one.level === level).slice(0, 10),
    ),
    commands: commands.map(({ level }) => level),
    temp,
    folder,
  };
}

function readOutputs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(
      ([, name = '', , value = '']) => [name, value],
    ),
  );
}

/** The runner's own reading: `::name …::` at a line's start, and the older `##[name …]` anywhere in a line. */
function readCommands(text: string): readonly Annotation[] {
  return text.split(/\r\n|\n|\r/).flatMap((line) => {
    const second = /^\s*::([a-z-]+)(?: (.*?))?::(.*)$/s.exec(line);
    if (second !== null) {
      const properties = Object.fromEntries(
        (second[2] ?? '').split(',').map((pair) => pair.split('=').map(unescapeProperty)),
      );
      return [
        {
          level: second[1] ?? '',
          properties,
          message: unescapeData(second[3] ?? '').slice(0, 4096),
        },
      ];
    }
    const first = /##\[([a-z-]+)[^\]]*\](.*)$/.exec(line);
    return first === null
      ? []
      : [{ level: first[1] ?? '', properties: {}, message: first[2] ?? '' }];
  });
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}
