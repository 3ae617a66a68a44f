import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseImageName } from '../../src/domain/image-name.ts';
import { findPlaceholder } from '../../src/domain/placeholder.ts';

/** What the distribution's own code says of a name; `null` where it refuses. */
export type Told = { readonly tag: string; readonly digest: string } | null;
/** Asks it of many at once. */
export type Reference = (names: readonly string[]) => readonly Told[];

/** Builds the Go program beside this file; `null` where its module cannot be downloaded. */
export function buildReference(): Reference | null {
  const program = path.join(mkdtempSync(path.join(tmpdir(), 'gar-names-')), 'names');
  const cwd = path.join(import.meta.dirname, 'reference');
  try {
    execFileSync('go', ['build', '-o', program, '.'], { cwd, stdio: 'pipe' });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const away = /dial tcp|lookup |no such host|connection refused|GOPROXY/i;
    if (away.test(said)) return null;
    throw error;
  }
  return (names) =>
    JSON.parse(
      execFileSync(program, { input: JSON.stringify(names), encoding: 'utf8' }),
    ) as readonly Told[];
}

/** Names of which we say something else than the distribution does. What a build fills in is ours alone. */
export function differing(
  names: readonly string[],
  reference: Reference,
): readonly string[] {
  const told = reference(names);
  return names.filter((name, index) => !isSame(name, told[index] ?? null));
}

/** No host is that long; the distribution's code bounds the path alone. */
const LONGEST = 4096;

function isSame(name: string, told: Told): boolean {
  if (name.length > LONGEST || findPlaceholder(name) !== null) return true;
  const parsed = parseImageName(name);
  if (parsed.kind !== 'name') return told === null;
  const { tag, digest } = parsed.name;
  return told !== null && told.tag === (tag ?? '') && told.digest === (digest ?? '');
}
