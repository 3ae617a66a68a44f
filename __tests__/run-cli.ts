import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { runCli as runCommandLine } from '../src/run-cli.ts';

/** How a run of the command line ended. */
export interface CliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const DOCS = new URL('../docs/', import.meta.url);

/** A run's folder, and what its environment holds beside the PATH and the HOME. */
interface Place {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What stands on standard input. */
  readonly input?: string;
}

/** Runs the command line's sources in this process, in a folder, with nothing of this machine's environment but the PATH. */
export function runCli(
  words: readonly string[],
  { cwd = process.cwd(), env = {}, input = '' }: Place = {},
): Promise<CliResult> {
  const environment = bare(env);
  return withEnvironment(environment, async () => {
    let stdout = '';
    let stderr = '';
    const status = await runCommandLine(words, {
      environment,
      folder: cwd,
      docs: DOCS,
      stdin: () => Readable.from([Buffer.from(input)]),
      stdout: {
        write: (text) => {
          stdout += text;
        },
      },
      stderr: {
        write: (text) => {
          stderr += text;
        },
      },
    });
    return { status, stdout, stderr };
  });
}

function bare(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env };
}

/** Lets this process have another environment for a while: what reads it reads that. */
async function withEnvironment<T>(
  env: NodeJS.ProcessEnv,
  during: () => Promise<T>,
): Promise<T> {
  const before = process.env;
  process.env = env;
  try {
    return await during();
  } finally {
    process.env = before;
  }
}

/** Runs a program to its end. */
export function run(
  program: string,
  words: readonly string[],
  { cwd = process.cwd(), env = {} }: Place = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    // What is compiled here is of no use to a later run.
    const child = spawn(program, words, {
      cwd,
      env: bare({ NODE_DISABLE_COMPILE_CACHE: '1', ...env }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? -1, stdout, stderr }));
  });
}
