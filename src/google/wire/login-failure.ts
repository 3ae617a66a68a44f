import { type Unknown, unknown } from '../../domain/facts.ts';
import { CREDENTIAL_TYPES } from './credential-fields.ts';
import { asObject } from './decode.ts';
import type { Environment } from './endpoints.ts';
import type { FoundCredentials } from './find-credentials.ts';
import { remedyOf } from './login-remedies.ts';

/** What a failed login comes to: which credentials were found and where, what was answered, and what would mend it. */
export function explainFailure(
  error: unknown,
  found: FoundCredentials,
  environment: Environment,
): Unknown {
  const onRunner = environment['GITHUB_ACTIONS'] === 'true';
  if (found.kind === 'metadata-or-none' && isNothingFound(error))
    return nothingFound(environment);
  const said = whatWasSaid(error, found);
  if (said === null) throw error;
  const why = `This run could not log in with ${nameOf(found)}: ${said.text}`;
  const settle = said.settle ?? remedyOf({ ...said, type: typeOf(found), onRunner });
  return unknown(said.timeout ? 'timeout' : 'no-credentials', why, settle);
}

/** Nothing was found, in the words of where this runs. */
function nothingFound(environment: Environment): Unknown {
  const why = 'This run has no Google credentials.';
  if (environment['GITHUB_ACTIONS'] !== 'true')
    return unknown(
      'no-credentials',
      why,
      'Log in: gcloud auth application-default login.',
    );
  if (environment['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined) {
    return unknown(
      'no-credentials',
      `${why} The job has no \`id-token: write\`, so nothing can log in here without a key.`,
      'Give the job `permissions: id-token: write`, and set workload-identity-provider (docs/setup.md).',
    );
  }
  return unknown(
    'no-credentials',
    why,
    'Set workload-identity-provider (docs/setup.md), or run google-github-actions/auth before this step.',
  );
}

/** Which credentials, and where they were found. */
export function nameOf(found: FoundCredentials): string {
  if (found.kind === 'file')
    return `${CREDENTIAL_TYPES.get(found.type)} from ${found.where}`;
  return 'the metadata server';
}

function typeOf(found: FoundCredentials): string {
  return found.kind === 'file' ? found.type : 'metadata';
}

interface Said {
  readonly text: string;
  readonly status: number | null;
  readonly timeout: boolean;
  readonly settle?: string;
}

/** What the library throws, as far as it is understood; `null` for a fault of ours. */
function whatWasSaid(error: unknown, found: FoundCredentials): Said | null {
  if (!(error instanceof Error) && !(error instanceof DOMException)) return null;
  if (isEnd(error)) {
    return {
      text: 'the token service did not answer in the time of this run.',
      status: null,
      timeout: true,
      settle:
        'Give the run more time with --timeout, or see what stands between here and the token service.',
    };
  }
  const answered = answerOf(error, found);
  if (answered !== null) return { ...answered, timeout: false };
  const code = networkCode(error);
  if (code !== null) {
    return {
      text: `its token service could not be reached (${code}).`,
      status: null,
      timeout: false,
      settle: 'See whether the network and any proxy let it through.',
    };
  }
  const oauth = /^Error code (\S+): ?(.*)$/s.exec(error.message);
  if (oauth !== null)
    return { text: sentence(`${oauth[1]}: ${oauth[2]}`), status: 400, timeout: false };
  if (isStrangeAnswer(error)) {
    const text = 'the token service answered something that is no token.';
    return { text, status: null, timeout: false, settle: IN_BETWEEN };
  }
  return isLibrary(error)
    ? { text: sentence(error.message.replace(PREFIX, '')), status: null, timeout: false }
    : null;
}

const IN_BETWEEN =
  'See whether something between here and the token service answers in its place.';
const PREFIX =
  /^(?:Unable to read the credential file specified by .*? environment variable: |unable to impersonate: (?:Error: )?)+/;

/** What the library stumbles over when a page, or half a token, stands where a token should. */
function isStrangeAnswer(error: Error): boolean {
  const stumbles =
    /^Cannot create property '\w+' on string|is an invalid header value|is not valid JSON|in JSON at position|JSON input/;
  return stumbles.test(error.message);
}

/** A programming error is not the user's: only what the library says on purpose, or reading a file, is. */
function isLibrary(error: Error): boolean {
  return !(error instanceof TypeError) || 'code' in error;
}

/** The library wraps what its fetch threw: it is looked for below as well. */
function isEnd(error: Error): boolean {
  return causes(error).some(
    ({ name }) => name === 'AbortError' || name === 'TimeoutError',
  );
}

/** The status and the words of a token service's answer, wherever in the chain of causes it stands. */
function answerOf(
  error: Error,
  found: FoundCredentials,
): Pick<Said, 'text' | 'status' | 'settle'> | null {
  for (const one of causes(error)) {
    const response = (one as { response?: { status?: unknown; data?: unknown } })
      .response;
    if (typeof response?.status !== 'number') continue;
    const said = wordsOf(response.data);
    const answered = `answered ${response.status}${said === '' ? '' : `, ${said}`}`;
    if (isSubjectService(one, found))
      return { text: sentence(`${SUBJECT} ${answered}`), ...SUBJECT_GONE, status: null };
    return { text: sentence(`the token service ${answered}`), status: response.status };
  }
  return null;
}

const SUBJECT = 'the service of the subject token (its credential_source)';
const SUBJECT_GONE = {
  settle:
    'Log in in the same job, with `permissions: id-token: write`: the token to ask with ends with its job.',
};

/** Was it asked where the token comes from that is to be exchanged? */
function isSubjectService(error: Error, found: FoundCredentials): boolean {
  const source = found.kind === 'file' ? asObject(found.json['credential_source']) : null;
  const { config } = error as { config?: { url?: unknown } };
  return source !== null && String(config?.url) === source['url'];
}

/** OAuth's `{error, error_description}` or Google's `{error: {message}}`; nothing for a page of HTML. */
function wordsOf(data: unknown): string {
  const body = asObject(typeof data === 'string' ? parsed(data) : data);
  const error = body?.['error'];
  const description = body?.['error_description'];
  if (typeof error === 'string')
    return typeof description === 'string' ? `${error}: ${description}` : error;
  const message = asObject(error)?.['message'];
  return typeof message === 'string' ? message : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const NETWORK =
  /^(?:E(?:CONN|HOST|NET|PIPE|AI_|PROTO|TIMEDOUT)|ENOTFOUND|UND_ERR|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

function networkCode(error: Error): string | null {
  for (const one of causes(error)) {
    const { code } = one as { code?: unknown };
    if (typeof code === 'string' && NETWORK.test(code)) return code;
  }
  return null;
}

const CAUSES_AT_MOST = 6;

function causes(error: Error): readonly Error[] {
  const chain: Error[] = [];
  let at: unknown = error;
  while (at instanceof Error && chain.length < CAUSES_AT_MOST) {
    chain.push(at);
    at = at.cause;
  }
  return chain;
}

/** One line, at most 300 characters, closed by a full stop; no token is ever in it. */
function sentence(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/\b(?:ya29\.|eyJ)[\w.-]+/g, '[token]')
    .trim();
  const short = line.length > 300 ? `${line.slice(0, 299)}…` : line;
  return /[.…]$/.test(short) ? short : `${short}.`;
}

function isNothingFound(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.message.startsWith('Could not load the default credentials')
  );
}
