import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { runStep } from '../../src/run-step.ts';
import { type CliResult, run as runProgram } from '../run-cli.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** One run as a runner makes it. */
export interface ActionRun {
  readonly event: string;
  readonly payload: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly apiUrl: string;
  /** Files of the workspace. */
  readonly workspace?: Readonly<Record<string, string>>;
  /** What is done in the workspace before the step, such as a checkout. */
  readonly prepare?: (folder: string) => void;
  /** Cancels the job. */
  readonly stop?: AbortSignal;
  /** The job's matrix leg. */
  readonly matrix?: object;
}

export interface ActionResult extends CliResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** How long GitHub was waited for, each time, in milliseconds; nobody did wait. */
  readonly pauses: readonly number[];
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

/** Runs the action's sources in this process with the defaults of action.yml, and reads its output as the runner does. */
export async function runAction(action: ActionRun): Promise<ActionResult> {
  const place = await makePlace(action);
  const outputs: Record<string, string> = {};
  const pauses: number[] = [];
  let status = 0;
  let stdout = '';
  let summary = '';
  const command = (name: string, text: string): void => {
    const data = text
      .replaceAll('%', '%25')
      .replaceAll('\r', '%0D')
      .replaceAll('\n', '%0A');
    stdout += `::${name}::${data}\n`;
  };
  await runStep({
    ...(action.stop === undefined ? {} : { stop: action.stop }),
    environment: place.env,
    write: (text) => {
      stdout += text;
    },
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
    toolkit: {
      getInput: (name) => (place.env[inputVariable(name)] ?? '').trim(),
      setOutput: (name, value) => {
        outputs[name] = String(value);
      },
      setFailed: (message) => {
        status = 1;
        command('error', message);
      },
      info: (text) => {
        stdout += `${text}\n`;
      },
      warning: (text) => command('warning', text),
      setSecret: (value) => command('add-mask', value),
      summary: {
        addRaw: (text) => ({
          write: async () => {
            summary += text;
          },
        }),
      },
    },
  });
  const run = { status, stdout, stderr: '' };
  return { ...seen(run, place), outputs, summary, pauses };
}

/** Runs a bundle, `dist/index.js`, on a Node in a clean environment, as the runner does. */
export async function runBundledAction(
  action: ActionRun,
  bundle: { readonly node: string; readonly file: string },
): Promise<ActionResult> {
  const place = await makePlace(action);
  const run = await runProgram(bundle.node, [bundle.file], {
    cwd: place.folder,
    env: place.env,
  });
  const outputs = readOutputs(readFileSync(place.output, 'utf8'));
  const summary = readFileSync(place.summary, 'utf8');
  return { ...seen(run, place), outputs, summary, pauses: [] };
}

/** What a runner lays out for a step. */
interface Place {
  readonly folder: string;
  readonly temp: string;
  readonly summary: string;
  readonly output: string;
  readonly env: Readonly<Record<string, string>>;
}

async function makePlace(run: ActionRun): Promise<Place> {
  const home = mkdtempSync(path.join(tmpdir(), 'gar-action-'));
  const folder = path.join(home, 'workspace');
  const temp = path.join(home, 'temp');
  for (const one of [folder, temp]) mkdirSync(one);
  for (const [file, text] of Object.entries(run.workspace ?? {})) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  run.prepare?.(folder);
  const file = (name: string, text = ''): string => {
    writeFileSync(path.join(home, name), text);
    return path.join(home, name);
  };
  const summary = file('summary');
  const output = file('output');
  const env = {
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_WORKSPACE: folder,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_EVENT_NAME: run.event,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(run.payload)),
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_RUN_ID: '42',
    GITHUB_WORKFLOW: 'ci',
    GITHUB_JOB: 'images',
    GITHUB_ACTOR: 'octocat',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: run.apiUrl,
    GITHUB_GRAPHQL_URL: `${run.apiUrl}/graphql`,
    GITHUB_OUTPUT: output,
    GITHUB_STATE: file('state'),
    GITHUB_ENV: file('env'),
    GITHUB_PATH: file('path'),
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: temp,
    HOME: home,
    ...inputVariables({ ...defaults(run.matrix), ...run.inputs }),
    ...run.env,
  };
  return { folder, temp, summary, output, env };
}

/** What action.yml says where nothing is said. */
function defaults(matrix: object = {}): Readonly<Record<string, string>> {
  const action = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { default?: string }>;
  };
  const leg = JSON.stringify(Object.keys(matrix).length === 0 ? null : matrix);
  return Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: otherwise = '' }]) => [
      name,
      otherwise
        .replace('${{ github.token }}', 'ghs_stand_in_token')
        .replace('${{ toJSON(matrix) }}', leg),
    ]),
  );
}

function inputVariables(
  inputs: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]),
  );
}

function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** What the runner shows of a run. */
function seen(
  run: CliResult,
  { temp, folder }: Place,
): Omit<ActionResult, 'outputs' | 'summary' | 'pauses'> {
  const commands = readCommands(`${run.stdout}\n${run.stderr}`);
  return {
    ...run,
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
