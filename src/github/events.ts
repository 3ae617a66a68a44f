/** What a workflow run is about. */
export type RunEvent =
  | PullRequestEvent
  | {
      readonly kind: 'range';
      readonly headSha: string;
      readonly baseSha: string;
    }
  /** A push of a new branch: what it adds to the default branch. */
  | {
      readonly kind: 'branch';
      readonly headSha: string;
      readonly defaultBranch: string;
    }
  | { readonly kind: 'everything'; readonly headSha: string }
  /** A pull request of which the payload has the number alone. */
  | { readonly kind: 'numbered'; readonly number: number }
  /** There is nothing to check, as it should be. */
  | { readonly kind: 'nothing'; readonly why: string }
  /** There may be something, and the event does not say what. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface PullRequestEvent {
  readonly kind: 'pull-request';
  readonly number: number;
  readonly headSha: string;
  readonly baseSha: string;
  /** How many files GitHub says that it changes; `null` where it does not say. */
  readonly changedFiles: number | null;
  /** A fork's, or Dependabot's: a read-only token and no secrets. */
  readonly trust: 'own' | 'foreign';
  /** `data` where the run has the rights of the default branch: the head is never handed to a tool. */
  readonly headIs: 'checked-out' | 'data';
}

/** An event that something can be checked for. */
export type CheckedEvent = Exclude<
  RunEvent,
  { kind: 'nothing' | 'unknown' | 'numbered' }
>;

type Payload = Readonly<Record<string, unknown>>;

/** Events whose payload has the pull request, and whose run has its rights. */
const OWN_RIGHTS = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
]);

/** Events without anything to compare with. */
const EVERYTHING = new Set(['schedule', 'workflow_dispatch', 'repository_dispatch']);

/** Reads the event that started the run (facts: GitHub's `events-that-trigger-workflows`). */
export function readEvent(
  name: string,
  payload: Payload,
  sha: string,
  actor: string,
): RunEvent {
  if (EVERYTHING.has(name)) return { kind: 'everything', headSha: sha };
  if (name === 'push') return readPush(payload, sha);
  if (name === 'merge_group') return readGroup(payload, sha);
  if (payload['pull_request'] !== undefined) {
    const headIs = OWN_RIGHTS.has(name) ? 'checked-out' : 'data';
    return readPullRequest(objectOf(payload['pull_request']), headIs, actor);
  }
  if (name === 'issue_comment' || name === 'issues') return readIssue(payload);
  const holder = objectOf(
    payload['workflow_run'] ?? payload['check_suite'] ?? payload['check_run'],
  );
  return readHolder(name, holder);
}

/** A pull request as the API or a payload has it. */
export function readPullRequest(
  pull: Payload,
  headIs: PullRequestEvent['headIs'],
  actor: string,
): PullRequestEvent {
  const head = objectOf(pull['head']);
  const base = objectOf(pull['base']);
  const from = objectOf(head['repo'])['full_name'];
  const into = objectOf(base['repo'])['full_name'];
  const foreign = from === undefined || from !== into;
  const changed = pull['changed_files'];
  return {
    kind: 'pull-request',
    number: Number(pull['number'] ?? 0),
    headSha: textOf(head['sha']),
    baseSha: textOf(base['sha']),
    changedFiles: typeof changed === 'number' ? changed : null,
    trust: foreign || actor === 'dependabot[bot]' ? 'foreign' : 'own',
    headIs,
  };
}

function readIssue(payload: Payload): RunEvent {
  const issue = objectOf(payload['issue']);
  const number = Number(issue['number'] ?? 0);
  if (issue['pull_request'] !== undefined && number > 0)
    return { kind: 'numbered', number };
  return {
    kind: 'nothing',
    why: 'This is about an issue that is no pull request: there is nothing to check.',
  };
}

/** A finished run, suite or check names its pull requests, but never a fork's. */
function readHolder(name: string, holder: Payload): RunEvent {
  const pulls = holder['pull_requests'];
  const [first] = Array.isArray(pulls) ? pulls : [];
  const number = Number(objectOf(first)['number'] ?? 0);
  if (number > 0) return { kind: 'numbered', number };
  return {
    kind: 'unknown',
    why: `Nothing was checked: the event ${name} says of no pull request that it belongs to (GitHub leaves a fork's out). Run on pull_request, push, merge_group, schedule or workflow_dispatch; to tell a fork's pull request what its own run found, see docs/forks.md.`,
  };
}

function readGroup(payload: Payload, sha: string): RunEvent {
  const group = objectOf(payload['merge_group']);
  return {
    kind: 'range',
    headSha: textOf(group['head_sha']) || sha,
    baseSha: textOf(group['base_sha']),
  };
}

function readPush(payload: Payload, sha: string): RunEvent {
  if (payload['deleted'] === true)
    return { kind: 'nothing', why: 'The branch was deleted.' };
  const before = textOf(payload['before']);
  const headSha = textOf(payload['after']) || sha;
  if (!/^0*$/.test(before)) return { kind: 'range', headSha, baseSha: before };
  const branch = textOf(objectOf(payload['repository'])['default_branch']);
  return branch === ''
    ? { kind: 'everything', headSha }
    : { kind: 'branch', headSha, defaultBranch: branch };
}

function objectOf(value: unknown): Payload {
  const isObject = value !== null && typeof value === 'object';
  return isObject ? (value as Payload) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
