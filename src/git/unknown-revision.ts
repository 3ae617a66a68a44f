import { SettingsError } from '../domain/settings-error.ts';
import { git } from './git.ts';

/** Says what was expected of a revision and, in a shallow clone, the command that brings it. */
export async function unknownRevision(
  folder: string,
  revision: string,
  said: string,
): Promise<SettingsError> {
  const [why = ''] = said.split('\n');
  const expected = `--changed-since: expected a revision that git knows, got "${revision}" (${why}).`;
  const command = (await isShallow(folder)) ? bringing(revision) : null;
  return new SettingsError(
    command === null
      ? expected
      : `${expected} This is a shallow clone; fetch it first: ${command} (or check out with fetch-depth: 0)`,
  );
}

/** Was the clone's history cut off? */
export async function isShallow(folder: string): Promise<boolean> {
  const { status, stdout } = await git(folder, ['rev-parse', '--is-shallow-repository']);
  return status === 0 && stdout.toString('utf8').trim() === 'true';
}

/** With the history, for the merge base is looked for in it; a commit by its name alone. `null` for what is no name. */
function bringing(revision: string): string | null {
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(revision))
    return `git fetch --depth=1 origin ${revision}`;
  const [name = ''] = revision.split(/[~^]|@\{/);
  if (!/^[A-Za-z0-9][\w./-]*$/.test(name)) return null;
  if (/^(?:HEAD|[0-9a-f]{7,39})$/.test(name)) return 'git fetch --unshallow';
  const branch = /^origin\/(.+)$/.exec(name)?.[1];
  return branch === undefined
    ? `git fetch --unshallow origin ${name}:${name}`
    : `git fetch --unshallow origin +refs/heads/${branch}:refs/remotes/origin/${branch}`;
}
