import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What one run of a program cost. */
export interface Cost {
  readonly wallMs: number;
  /** User and system time, children included. */
  readonly cpuMs: number;
  /** The most memory that the program itself had at once. In MiB. */
  readonly peakMiB: number;
  readonly status: number;
}

/** A program with its words, where it runs, and what its environment holds. */
export interface Program {
  readonly words: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const POLL_MS = 20;

/** Runs a program to its end and says what it cost. */
export async function measure({ words, cwd, env = {} }: Program): Promise<Cost> {
  const timed = 'TIMEFORMAT="%3R %3U %3S"; time "$@" >/dev/null 2>/dev/null';
  const child = spawn('bash', ['-c', timed, 'bench', ...words], {
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let peakKiB = 0;
  const poll = setInterval(() => {
    peakKiB = Math.max(peakKiB, ...childrenOf(child.pid ?? 0).map(peakOf));
  }, POLL_MS);
  const status = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  });
  clearInterval(poll);
  const [wall = 0, user = 0, system = 0] = said.trim().split(/\s+/).map(Number);
  const peakMiB = Math.round(peakKiB / 1024);
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000, peakMiB, status };
}

function childrenOf(pid: number): readonly number[] {
  const listed = read(`/proc/${pid}/task/${pid}/children`).trim();
  return listed === '' ? [] : listed.split(' ').map(Number);
}

function peakOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** Empty where the process has ended, or where there is no /proc. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}
