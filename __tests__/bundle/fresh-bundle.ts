import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** What the bundle is made of. */
const SOURCES = ['src', 'scripts', 'package-lock.json', 'package.json'];

/** Every Node that this machine has and that the bundle promises to run on: the tests' own, the system's, and a runner's. */
export function nodes(): readonly string[] {
  const cache = '/opt/hostedtoolcache/node';
  const cached = existsSync(cache)
    ? readdirSync(cache).map((version) => `${cache}/${version}/x64/bin/node`)
    : [];
  const files = ['/usr/bin/node', '/usr/local/bin/node', ...cached];
  const own = versionOf(process.execPath);
  const byVersion = new Map([[own, process.execPath]]);
  for (const file of files.filter((one) => existsSync(one))) {
    const version = versionOf(file);
    if (isPromised(version) && !byVersion.has(version)) byVersion.set(version, file);
  }
  return [...byVersion.values()];
}

export function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
}

function isPromised(version: string): boolean {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 20);
}

/** A folder with the bundle of the sources as they stand: built when it is first asked for, and again when they change. */
export function freshBundle(): string {
  const folder = path.join(tmpdir(), `gar-bundle-${hashOfSources()}`);
  if (!existsSync(folder)) {
    const made = mkdtempSync(path.join(tmpdir(), 'gar-bundling-'));
    const words = ['scripts/bundle.ts', '--outdir', path.join(made, 'dist')];
    execFileSync(process.execPath, words, { cwd: ROOT, stdio: 'pipe' });
    symlinkSync(path.join(ROOT, 'docs'), path.join(made, 'docs'));
    moveUnlessThere(made, folder);
  }
  return path.join(folder, 'dist');
}

/** Two test files may build at once: the first to end is kept. */
function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(filesOf).sort()) {
    hash.update(`${file}\0`).update(readFileSync(path.join(ROOT, file)));
  }
  return hash.digest('hex').slice(0, 24);
}

function filesOf(source: string): readonly string[] {
  if (path.extname(source) !== '') return [source];
  return readdirSync(path.join(ROOT, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
}

/** Path → content of every file in a folder. */
export function contentsOf(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return new Map(
    files.sort().map((file) => [file, readFileSync(path.join(folder, file), 'latin1')]),
  );
}
