/** What a workflow run is about. */
export type RunEvent =
  | {
      readonly kind: 'pull-request';
      readonly number: number;
      readonly headSha: string;
      readonly baseSha: string;
      /** How many files GitHub says that it changes; `null` where it does not say. */
      readonly changedFiles: number | null;
      /** A fork's, or Dependabot's: a read-only token and no secrets. */
      readonly trust: 'own' | 'foreign';
      /** `pull_request_target`: the head is data, and never handed to a tool. */
      readonly headIs: 'checked-out' | 'data';
    }
  | { readonly kind: 'range'; readonly headSha: string; readonly baseSha: string }
  /** A push of a new branch: what it adds to the default branch. */
  | { readonly kind: 'branch'; readonly headSha: string; readonly defaultBranch: string }
  | { readonly kind: 'everything'; readonly headSha: string }
  | { readonly kind: 'nothing'; readonly why: string };

type Payload = Readonly<Record<string, unknown>>;

/** Reads the event that started the run (facts: GitHub's `events-that-trigger-workflows`). */
export function readEvent(
  name: string,
  payload: Payload,
  sha: string,
  actor: string,
): RunEvent {
  switch (name) {
    case 'pull_request':
    case 'pull_request_target':
      return readPullRequest(name, payload, actor);
    case 'merge_group': {
      const group = objectOf(payload['merge_group']);
      return {
        kind: 'range',
        headSha: textOf(group['head_sha']) || sha,
        baseSha: textOf(group['base_sha']),
      };
    }
    case 'push':
      return readPush(payload, sha);
    default:
      return { kind: 'everything', headSha: sha };
  }
}

function readPullRequest(name: string, payload: Payload, actor: string): RunEvent {
  const pull = objectOf(payload['pull_request']);
  const head = objectOf(pull['head']);
  const base = objectOf(pull['base']);
  const headRepository = objectOf(head['repo'])['full_name'];
  const foreign =
    headRepository === undefined || headRepository !== objectOf(base['repo'])['full_name'];
  const changed = pull['changed_files'];
  return {
    kind: 'pull-request',
    number: Number(pull['number'] ?? payload['number'] ?? 0),
    headSha: textOf(head['sha']),
    baseSha: textOf(base['sha']),
    changedFiles: typeof changed === 'number' ? changed : null,
    trust: foreign || actor === 'dependabot[bot]' ? 'foreign' : 'own',
    headIs: name === 'pull_request_target' ? 'data' : 'checked-out',
  };
}

function readPush(payload: Payload, sha: string): RunEvent {
  if (payload['deleted'] === true)
    return { kind: 'nothing', why: 'The branch was deleted.' };
  const before = textOf(payload['before']);
  const headSha = textOf(payload['after']) || sha;
  if (/^0*$/.test(before)) {
    const branch = textOf(objectOf(payload['repository'])['default_branch']);
    return branch === ''
      ? { kind: 'everything', headSha }
      : { kind: 'branch', headSha, defaultBranch: branch };
  }
  return { kind: 'range', headSha, baseSha: before };
}

function objectOf(value: unknown): Payload {
  return value !== null && typeof value === 'object' ? (value as Payload) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
