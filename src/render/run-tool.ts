import { readFile } from 'node:fs/promises';
import { searchPath } from '../settings/search-path.ts';
import { holdGroup, killGroup } from './leftovers.ts';

/** How a tool ended: with its output, or with its last lines on why there is none. */
export type ToolRun =
  | { readonly kind: 'done'; readonly output: string }
  | { readonly kind: 'failed'; readonly why: string };

/** What a tool is run with. */
export interface ToolCall {
  readonly program: string;
  readonly words: readonly string[];
  /** The working directory. */
  readonly folder: string;
  /** An empty folder: its home, its cache, its configuration. */
  readonly home: string;
  /** `closed`: no program is found by it, and every host but this machine is out of reach. */
  readonly network: 'closed' | 'open';
  /** What starts the tool in namespaces of its own; empty where it runs as any program. */
  readonly confinement: readonly string[];
  readonly signal: AbortSignal;
}

const TIME_AT_MOST_MS = 60_000;
const OUTPUT_AT_MOST = 64 * 2 ** 20;
const COMPLAINT_AT_MOST = 64 * 2 ** 10;
const MEMORY_AT_MOST = 2 * 2 ** 30;
const LAST_LINES = 4;

/** Runs a tool with no shell, nothing of our environment, and bounds on its time, memory and output. Never throws for what it does. */
export async function runTool(call: ToolCall): Promise<ToolRun> {
  if (call.signal.aborted)
    return { kind: 'failed', why: 'The time of this run was up before it began.' };
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    const [program = call.program, ...words] = [
      ...call.confinement,
      call.program,
      ...call.words,
    ];
    const child = spawn(program, words, {
      cwd: call.folder,
      env: environmentOf(call),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const letGo = holdGroup(child.pid);
    const output: Buffer[] = [];
    let [size, complaint, stopped] = [0, '', ''];
    const stop = (why: string): void => {
      stopped ||= why;
      killGroup(child.pid);
    };
    const late = setTimeout(
      () => stop(`It took more than ${TIME_AT_MOST_MS / 1000} seconds.`),
      TIME_AT_MOST_MS,
    );
    const watch = setInterval(async () => {
      if ((await residentBytes(child.pid)) > MEMORY_AT_MOST)
        stop('It took more than 2 GiB of memory.');
    }, 100);
    const outOfTime = (): void => stop('The time of this run was up.');
    call.signal.addEventListener('abort', outOfTime, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > OUTPUT_AT_MOST) stop('It printed more than 64 MiB.');
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString('utf8')}`.slice(-COMPLAINT_AT_MOST);
    });
    const end = (run: ToolRun): void => {
      letGo();
      clearTimeout(late);
      clearInterval(watch);
      call.signal.removeEventListener('abort', outOfTime);
      resolve(run);
    };
    child.on('error', (error) =>
      end({ kind: 'failed', why: `It could not be run (${error.message}).` }),
    );
    child.on('close', (status) => {
      if (stopped !== '') end({ kind: 'failed', why: stopped });
      else if (status !== 0) end({ kind: 'failed', why: lastLines(complaint, call) });
      else end({ kind: 'done', output: Buffer.concat(output).toString('utf8') });
    });
  });
}

function environmentOf({ home, network }: ToolCall): Record<string, string> {
  const nowhere = 'http://127.0.0.1:9';
  return {
    PATH: network === 'open' ? searchPath() : '/nonexistent',
    HOME: home,
    TMPDIR: home,
    XDG_CACHE_HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    KUBECONFIG: '/dev/null',
    HELM_NO_PLUGINS: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    // Memory is bounded, so it need not be cleared often: a fifth of a short run.
    GOGC: '400',
    GOMEMLIMIT: '1GiB',
    LC_ALL: 'C',
    ...(network === 'open'
      ? {}
      : { HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, ALL_PROXY: nowhere }),
  };
}

/** What a process holds in memory; 0 where the system does not say. */
async function residentBytes(pid: number | undefined): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(statm.split(' ')[1] ?? 0) * 4096;
}

/** The tool's own last lines, without the folders of this machine. */
function lastLines(complaint: string, { folder, home }: ToolCall): string {
  const lines = complaint
    .replaceAll(`${folder}/`, '')
    .replaceAll(folder, '.')
    .replaceAll(home, '~')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:#|WARNING)/i.test(line));
  const said = lines.slice(-LAST_LINES).join(' ');
  return said === '' ? 'It failed, and did not say why.' : said.slice(-1500);
}
