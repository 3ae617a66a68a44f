import { spawn } from 'node:child_process';
import { SettingsError } from '../domain/settings-error.ts';
import { searchPath } from '../settings/search-path.ts';

/** What git printed, and how it ended. */
export interface GitResult {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const HARDENED = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
  '-c',
  'safe.directory=*',
  '-c',
  'protocol.ext.allow=never',
  '-c',
  'diff.external=',
];

/** Runs git in a folder: no shell, no hook, no pager, no credential prompt, nothing of the caller's environment but the PATH. */
export function git(folder: string, words: readonly string[], input?: string): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...HARDENED, ...words], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: searchPath(),
        LC_ALL: 'C',
        GIT_TERMINAL_PROMPT: '0',
        GIT_OPTIONAL_LOCKS: '0',
        HOME: '/nonexistent',
      },
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) =>
      reject(new SettingsError(`git: expected git on the PATH, got "${error.message}". Install git.`)),
    );
    child.on('close', (status) =>
      resolve({
        status: status ?? 1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8').trim(),
      }),
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
  });
}

/** git's output split at NUL. */
export function atNul(output: Buffer): readonly string[] {
  return output
    .toString('utf8')
    .split('\0')
    .filter((part) => part !== '');
}
