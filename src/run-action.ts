import type { Report } from './domain/report.ts';
import { SettingsError } from './domain/settings-error.ts';
import type { Tree } from './domain/tree.ts';
import type { CheckResult } from './engine/check.ts';
import type { ChangeSource } from './engine/sources.ts';
import { findCheckout } from './git/find-checkout.ts';
import { folderTree } from './git/folder-tree.ts';
import { connectToGitHub, type GitHubApi } from './github/api.ts';
import { everything, gitHubChanges } from './github/changes.ts';
import { type CheckedEvent, readEvent } from './github/events.ts';
import { readTreeConfig } from './github/fetch-config.ts';
import { findPull } from './github/find-pull.ts';
import type { Pause } from './github/pause.ts';
import { planFiles } from './github/report-files.ts';
import { runKey } from './github/run-key.ts';
import { contextOf, type Telling, tell } from './github/tell.ts';
import { type FoundImage, unaskedSummary } from './github/tell-unasked.ts';
import { unlessStopped } from './github/unless-stopped.ts';
import { wayToGitHub } from './github/way.ts';
import { headline } from './reporters/sentence.ts';
import { ruleCatalogue, ruleIds } from './rules/catalogue.ts';
import { type Once, runOnce } from './run-once.ts';
import { readFederation } from './settings/federation.ts';
import { readSettings } from './settings/read-settings.ts';
import type { Settings } from './settings/settings.ts';

/** What the action may touch of the runner. */
export interface Runner {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: (name: string) => string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly output: (name: string, value: string | number) => void;
  readonly fail: (message: string) => void;
  /** Workflow commands, as they are. */
  readonly write: (text: string) => unknown;
  readonly log: (text: string) => void;
  /** A warning that the run's page shows. */
  readonly warn: (text: string) => void;
  readonly secret: (value: string) => void;
  readonly summary: (text: string) => Promise<void>;
  /** Aborts when the job is cancelled. */
  readonly stop: AbortSignal;
  readonly pause: Pause;
}

const OPTIONS = [
  'service-account',
  'cluster',
  'platform',
  'paths',
  'scope',
  'render',
  'wait',
  'remote',
  'permission-source',
  'fail-on',
  'timeout',
];

/** The documentation beside the program, as the sources and the bundle stand. */
const DOCS = new URL('../docs/', import.meta.url);

/** One run of the action, from the event to the step's end. */
export async function runAction(runner: Runner): Promise<void> {
  const { environment, input } = runner;
  const choices = readChoices(runner);
  const federation = readFederation(
    input('workload-identity-provider'),
    input('login-service-account'),
  );
  const key = runKey(runner);
  const files = await planFiles(runner, key, DOCS);
  for (const secret of secretsOf(runner)) runner.secret(secret);
  const api = await openGitHub(runner);
  const found = await unlessStopped(runner.stop, findWork(api, runner));
  if (found === 'stopped') return tellStopped(runner);
  if (found === null) return;
  const { event, changes } = found;
  const foreign = event.kind === 'pull-request' && event.trust === 'foreign';
  const speaker = foreign ? (changes.base ?? changes.head) : changes.head;
  const settings = await readRunSettings(runner, speaker, api);

  const data = event.kind === 'pull-request' && event.headIs === 'data';
  const ofWhom = foreign ? 'stranger' : 'own';
  const { report } = await checked(runner, {
    settings,
    environment,
    federation,
    changes,
    files: data ? 'data' : ofWhom,
    trust: foreign ? 'foreign' : 'own',
    progress: runner.log,
    loginAgain:
      'Log in with google-github-actions/auth before this step, after actions/checkout.',
    stop: runner.stop,
    secret: runner.secret,
  });
  const telling: Telling = {
    api,
    event,
    at: repositoryOf(runner),
    environment,
    changes,
    rules: ruleCatalogue,
    key,
    choices,
    write: runner.write,
    log: runner.log,
    summary: runner.summary,
    to: runner.stop.aborted ? 'the-run' : 'everybody',
  };
  await files.write(report, contextOf(telling));
  for (const [name, value] of Object.entries(outputsOf(report)))
    runner.output(name, value);
  runner.output('report', files.report);
  await tell(report, telling);
  if (report.conclusion === 'failure') runner.fail(`GAR Preflight: ${headline(report)}`);
}

/** One check, of which the images that were found are told also where Google could not be asked about them. */
async function checked(runner: Runner, once: Once): Promise<CheckResult> {
  let found: readonly FoundImage[] = [];
  try {
    return await runOnce({
      ...once,
      found: (references) => {
        found = references.map(({ image, location: { file, line } }) => ({
          image,
          file,
          line,
        }));
      },
    });
  } catch (error) {
    if (error instanceof SettingsError && found.length > 0)
      await runner.summary(unaskedSummary(found, error.message));
    throw error;
  }
}

interface Work {
  readonly event: CheckedEvent;
  readonly changes: ChangeSource;
}

/** What is to be checked; `null` where the run ends here, which is said. */
async function findWork(api: GitHubApi, runner: Runner): Promise<Work | null> {
  const event = await findEvent(api, runner);
  if (event === null) return null;
  return { event, changes: await findChanges(api, event, runner) };
}

/** Nothing was known yet: that is said, and nothing else. */
async function tellStopped({ log, summary }: Runner): Promise<void> {
  const sentence = 'The run was cancelled before it knew of any image.';
  log(sentence);
  await summary(`### ⚠️ ${sentence}\n`);
}

/** What the run is about; `null` where it ends here, which is said. */
async function findEvent(api: GitHubApi, runner: Runner): Promise<CheckedEvent | null> {
  const { environment, payload, log, warn, output } = runner;
  const event = readEvent(
    environment['GITHUB_EVENT_NAME'] ?? '',
    payload,
    environment['GITHUB_SHA'] ?? '',
    environment['GITHUB_ACTOR'] ?? '',
  );
  if (event.kind === 'numbered') return findPull(api, repositoryOf(runner), event.number);
  if (event.kind !== 'nothing' && event.kind !== 'unknown') return event;
  if (event.kind === 'nothing') log(event.why);
  else warn(event.why);
  output('conclusion', event.kind === 'nothing' ? 'success' : 'neutral');
  for (const count of ['errors', 'warnings', 'images']) output(count, 0);
  return null;
}

/** How the result is told. */
interface Choices {
  readonly annotations: 'shown' | 'hidden';
  readonly comment: 'on-findings' | 'always' | 'never';
  readonly suggestions: 'posted' | 'kept';
}

function readChoices({ input }: Runner): Choices {
  const word = <T extends string>(name: string, words: readonly T[]): T => {
    const given =
      input(name) === ''
        ? words[0]
        : words.find((one) => one === input(name).toLowerCase());
    if (given === undefined)
      throw new SettingsError(
        `${name}: expected one of ${words.join(', ')}, got "${input(name)}".`,
      );
    return given;
  };
  return {
    annotations: word('annotations', ['true', 'false']) === 'true' ? 'shown' : 'hidden',
    comment: word('comment', ['on-findings', 'always', 'never']),
    suggestions: word('suggestions', ['false', 'true']) === 'true' ? 'posted' : 'kept',
  };
}

/** What must never stand in a log, were it to get there. */
function secretsOf({ input, environment }: Runner): readonly string[] {
  const named = ['CLOUDSDK_AUTH_ACCESS_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  return [input('token'), ...named.map((name) => environment[name] ?? '')].filter(
    (one) => one.length > 8,
  );
}

async function openGitHub({ input, environment, pause }: Runner): Promise<GitHubApi> {
  const token = input('token');
  if (token === '')
    throw new SettingsError(
      'token: expected a token for GitHub, got nothing. Leave the input out, or set it to github.token.',
    );
  const apiUrl = environment['GITHUB_API_URL'] ?? 'https://api.github.com';
  if (!URL.canParse(apiUrl))
    throw new SettingsError(
      'GITHUB_API_URL: expected an address, such as https://api.github.com.',
    );
  return connectToGitHub({
    token,
    apiUrl,
    graphqlUrl: environment['GITHUB_GRAPHQL_URL'] ?? null,
    pause,
    ...wayToGitHub(environment),
  });
}

/** The repository that the run is about. */
function repositoryOf({ environment }: Pick<Runner, 'environment'>): {
  readonly owner: string;
  readonly repo: string;
} {
  const [owner = '', repo = ''] = (environment['GITHUB_REPOSITORY'] ?? '').split('/');
  return { owner, repo };
}

async function findChanges(
  api: GitHubApi,
  event: CheckedEvent,
  runner: Runner,
): Promise<ChangeSource> {
  const at = repositoryOf(runner);
  const workspace = runner.environment['GITHUB_WORKSPACE'] ?? '';
  const checkout = await findCheckout(workspace, `${at.owner}/${at.repo}`);
  const folder = checkout ?? workspace;
  if (event.kind === 'everything' && folder !== '') {
    const head = await folderTree(folder).catch(() => null);
    if (head !== null && (await head.files()).length > 0) return everything(head);
  }
  return gitHubChanges({ api, at, workspace: folder }, event);
}

/** The config of a tree: the head's, or, for a stranger's pull request, the base's. */
async function readRunSettings(
  runner: Runner,
  tree: Tree,
  api: GitHubApi,
): Promise<Settings> {
  const config = await readTreeConfig(runner.input('config'), tree, api);
  const given = Object.fromEntries(
    OPTIONS.flatMap((name) => {
      const lines = runner
        .input(name)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      return lines.length === 0 ? [] : [[name, lines] as const];
    }),
  );
  return readSettings({
    given,
    config,
    ruleIds,
  });
}

function outputsOf({
  conclusion,
  summary: { errors, warnings, images },
}: Report): Readonly<Record<string, string | number>> {
  return { conclusion, errors, warnings, images };
}
