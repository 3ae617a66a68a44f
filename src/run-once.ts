import { connectSources } from './connect.ts';
import { SettingsError } from './domain/settings-error.ts';
import { type CheckResult, check, type Run } from './engine/check.ts';
import type { ChangeSource } from './engine/sources.ts';
import { startClock } from './google/wire/clock.ts';
import type { Environment } from './google/wire/endpoints.ts';
import { nameIdentity } from './google/wire/identity.ts';
import type { Heard } from './google/wire/transport.ts';
import type { RenderSettings } from './render/render-settings.ts';
import { renderSource } from './render/render-source.ts';
import type { Federation } from './settings/federation.ts';
import type { Settings } from './settings/settings.ts';

/** What a face hands over for one run. */
export interface Once {
  readonly settings: Settings;
  readonly environment: Environment;
  /** The action's own login, or `null` for Application Default Credentials. */
  readonly federation: Federation | null;
  readonly changes: ChangeSource;
  /** Whose files are rendered. */
  readonly files: RenderSettings['files'];
  /**
   * A stranger's pull request brings no waivers of its own, is never impersonated for, and goes on without credentials: what
   * needs them is then unknown.
   */
  readonly trust: 'own' | 'foreign';
  readonly progress: (text: string) => void;
  /** How a user of this face logs in again. */
  readonly loginAgain: string;
  /** Aborts when somebody asks the run to end: what is known by then is its result. */
  readonly stop?: AbortSignal;
  /** Told what references were found, before anybody is asked about them. */
  readonly found?: Run['found'];
  /** Told how far it is. */
  readonly answered?: Run['answered'];
  /** Which image texts are looked at; absent: all. */
  readonly only?: Run['only'];
  /** Hears of every request to Google. */
  readonly heard?: Heard;
  /** Told of each token that this run is given, so that it can be kept out of logs. */
  readonly secret?: (token: string) => void;
}

/** One check, from the settings to the report: the same for the command line and the action. */
export async function runOnce(once: Once): Promise<CheckResult> {
  const { settings, environment, federation, changes, progress } = once;
  const own = once.trust === 'own';
  const now = new Date();
  const clock = startClock(settings.timeoutMs, once.stop);
  const sources = connectSources({
    settings,
    environment,
    federation,
    changes,
    rendering: renderSource({ ...settings, files: once.files }, clock.signal),
    withoutCredentials: own ? 'refuse' : 'unknown',
    impersonation: own ? 'allowed' : 'never',
    progress,
    clock,
    now: () => now,
    ...(once.heard === undefined ? {} : { heard: once.heard }),
    ...(once.secret === undefined ? {} : { secret: once.secret }),
  });
  const waiversFrom = own ? 'head' : 'base';
  const { found, answered, only } = once;
  const result = await check(settings, sources, {
    now,
    progress,
    waiversFrom,
    signal: clock.signal,
    ...(found === undefined ? {} : { found }),
    ...(answered === undefined ? {} : { answered }),
    ...(only === undefined ? {} : { only }),
  });
  if (own && sources.unauthenticated()) {
    throw new SettingsError(
      `Google does not accept the credentials of this run (401): ${nameIdentity(environment, federation)}. ${once.loginAgain}`,
    );
  }
  return once.stop?.aborted === true ? interrupted(result) : result;
}

const INTERRUPTED =
  'The run was interrupted: what it had not found out by then could not be verified.';

/** The same result, which says why so much of it is open. */
function interrupted({ report, failed }: CheckResult): CheckResult {
  return { report: { ...report, remarks: [INTERRUPTED, ...report.remarks] }, failed };
}
