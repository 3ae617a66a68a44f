import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import { homeFolder } from '../settings/search-path.ts';
import { findProgram, safeSearchPath } from './find-program.ts';

/** What git printed, and how it ended. */
export interface GitResult {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * What a repository's own configuration may not decide. Only plumbing is run besides, and nothing that compares the working tree:
 * that would run the repository's filters.
 */
const HARDENED: Readonly<Record<string, string>> = {
  'core.fsmonitor': 'false',
  'core.hooksPath': '/dev/null',
  'core.quotePath': 'false',
  'core.untrackedCache': 'false',
  'core.sshCommand': 'false',
  'core.gitProxy': '',
  'core.askPass': '',
  'core.alternateRefsCommand': '',
  'credential.helper': '',
  'diff.external': '',
  'safe.bareRepository': 'explicit',
  'submodule.recurse': 'false',
  'protocol.allow': 'never',
  'gc.auto': '0',
  'maintenance.auto': 'false',
};

/** Nothing of the caller's environment but the PATH; no protocol, whatever the configuration allows; no object fetched on the way. */
function environment(): Record<string, string> {
  return {
    PATH: safeSearchPath(),
    LC_ALL: 'C',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ASKPASS: '',
    GIT_EDITOR: 'false',
    GIT_PAGER: '',
  };
}

/** Runs git's plumbing in a folder: no shell, no hook, no filter, no network, no program that the repository names. */
export async function git(
  folder: string,
  words: readonly string[],
  input?: string,
): Promise<GitResult> {
  const said = noWorkingTree(folder);
  if (said !== null) return { status: 128, stdout: Buffer.alloc(0), stderr: said };
  const program = gitProgram();
  const first = await run(
    program,
    folder,
    [...configWords(HARDENED), ...words],
    environment(),
    input,
  );
  if (first.status === 0 || !/dubious ownership/.test(first.stderr)) return first;
  const trusted = await trustedFolders(program);
  if (trusted.length === 0) return first;
  const safe = trusted.flatMap((one) => ['-c', `safe.directory=${one}`]);
  return run(
    program,
    folder,
    [...configWords(HARDENED), ...safe, ...words],
    environment(),
    input,
  );
}

/** The same; `null` where it failed, or git is not installed or does not run. */
export async function tryGit(
  ...words: Parameters<typeof git>
): Promise<GitResult | null> {
  try {
    const result = await git(...words);
    return result.status === 0 ? result : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SettingsError || code !== undefined) return null;
    throw error;
  }
}

/** Did git refuse a repository because it belongs to somebody else? Says so, and how to trust it. */
export function ownershipProblem(
  folder: string,
  { stderr }: GitResult,
): SettingsError | null {
  if (!/dubious ownership/.test(stderr)) return null;
  return new SettingsError(
    `git: expected a repository of this user, got "${folder}", which belongs to another. If you trust what it holds: git config --global --add safe.directory '${folder.replaceAll("'", "'\\''")}'`,
  );
}

/**
 * Why git need not be run, where it could find no working tree from here, in its words. A bare repository is configured by whoever made
 * the folder, and git before 2.38 would obey it.
 */
function noWorkingTree(folder: string): string | null {
  for (let at = realFolder(folder); ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return null;
    if (existsSync(path.join(at, 'HEAD')) && isFolder(path.join(at, 'objects')))
      return 'fatal: not a git working tree: a bare repository is not looked into';
    if (at === path.dirname(at))
      return 'fatal: not a git repository (or any of the parent directories): .git';
  }
}

/** Where git would stand: what leads there through links counts for nothing. */
function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return path.resolve(folder);
  }
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function configWords(config: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(config).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

let found: string | null = null;

function gitProgram(): string {
  found ??= findProgram('git');
  if (found === null)
    throw new SettingsError(
      'git: expected git on the PATH, in a folder given in full, got none. Install git.',
    );
  return found;
}

/** The folders that the user's own configuration trusts (`safe.directory`), asked outside of any repository. */
async function trustedFolders(program: string): Promise<readonly string[]> {
  const env = {
    PATH: safeSearchPath(),
    LC_ALL: 'C',
    HOME: homeFolder(),
    GIT_CEILING_DIRECTORIES: '/',
  };
  const words = ['config', '-z', '--get-all', 'safe.directory'];
  const { status, stdout } = await run(
    program,
    path.parse(process.cwd()).root,
    words,
    env,
  );
  return status === 0 ? atNul(stdout) : [];
}

async function run(
  program: string,
  folder: string,
  words: readonly string[],
  env: Record<string, string>,
  input?: string,
): Promise<GitResult> {
  // Loaded where git is run: most of what it brings is for that alone.
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      env,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) =>
      reject(new SettingsError(`git: expected a git that runs, got "${error.message}".`)),
    );
    child.on('close', (status) =>
      resolve({
        status: status ?? 1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8').trim(),
      }),
    );
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      // git may end before it has read everything; how it ended is what counts.
      if (error.code !== 'EPIPE') reject(error);
    });
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
