import type { Reading } from './values.ts';

/** A config file of another repository, at a branch, a tag or a commit. */
export interface ConfigElsewhere {
  readonly owner: string;
  readonly repo: string;
  readonly path: string;
  readonly ref: string;
}

/** `acme/platform-config/.github/gar-preflight.yml@v3`. */
export function readElsewhere(text: string): Reading<ConfigElsewhere> {
  const match = /^([\w.-]+)\/([\w.-]+)\/([^@\s]+)@([\w./-]+)$/.exec(text);
  const [, owner = '', repo = '', path = '', ref = ''] = match ?? [];
  const leads = path.split('/').some((part) => part === '' || /^\.\.?$/.test(part));
  if (match === null || leads || /^\.+$/.test(owner) || /^\.+$/.test(repo))
    return {
      expected:
        "another repository's file such as acme/platform-config/.github/gar-preflight.yml@v3",
    };
  return { value: { owner, repo, path, ref } };
}
