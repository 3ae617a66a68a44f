import pLimit from 'p-limit';
import pRetry, { AbortError } from 'p-retry';
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { type Unknown, unknown } from '../../domain/facts.ts';
import { type Environment, isLoopback } from './endpoints.ts';
import { sleep } from './sleep.ts';

/** One request as it goes out. */
export interface Outgoing {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What is sick together: calls of one group stop being tried when the group keeps failing. */
  readonly group: string;
}

/** One answer as it came in, whatever its status. */
export interface Incoming {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sends requests: retried where that can help, limited in number and time, never following a redirect. */
export type Transport = (outgoing: Outgoing) => Promise<Incoming | Unknown>;

export interface TransportOptions {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Milliseconds that the run still has. */
  readonly timeLeft: () => number;
  /** Told of every request that is sent, retries included. */
  readonly sent: (outgoing: Outgoing) => void;
}

const AT_ONCE = 24;
const RETRIES = 3;
const REQUEST_MS = 20_000;
const ANSWER_BYTES_AT_MOST = 16 * 1024 * 1024;
const FAILURES_AT_MOST = 4;

/** Opens a transport that honours the proxies of the environment. */
export function openTransport(options: TransportOptions): Transport {
  const limit = pLimit(AT_ONCE);
  const direct = new Agent({ keepAliveTimeout: 10_000 });
  const proxied = proxyAgent(options.environment);
  const failures = new Map<string, number>();
  return (outgoing) =>
    limit(async () => {
      if ((failures.get(outgoing.group) ?? 0) >= FAILURES_AT_MOST) {
        return unreachable(outgoing, 'it failed too often in this run to be asked again');
      }
      const dispatcher = isLoopback(new URL(outgoing.url).hostname) ? direct : proxied;
      const answer = await sendWithRetries(outgoing, dispatcher, options);
      if (answer.kind === 'unknown')
        failures.set(outgoing.group, (failures.get(outgoing.group) ?? 0) + 1);
      else failures.delete(outgoing.group);
      return answer;
    });
}

function proxyAgent(environment: Environment): Dispatcher {
  const either = (name: string): string | undefined =>
    environment[name] ?? environment[name.toUpperCase()];
  const httpProxy = either('http_proxy');
  const httpsProxy = either('https_proxy');
  const noProxy = either('no_proxy');
  return new EnvHttpProxyAgent({
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? httpProxy ?? '',
    noProxy: noProxy ?? '',
    keepAliveTimeout: 10_000,
  });
}

async function sendWithRetries(
  outgoing: Outgoing,
  dispatcher: Dispatcher,
  options: TransportOptions,
): Promise<Incoming | Unknown> {
  let last: Incoming | null = null;
  try {
    return await pRetry(
      async () => {
        if (options.signal.aborted) throw new AbortError('the time for the run is up');
        options.sent(outgoing);
        const answer = await sendOnce(outgoing, dispatcher, options);
        if (!isPassing(answer.status)) return answer;
        last = answer;
        await waitAsTold(answer, options);
        throw new Error(`it answered ${answer.status}`);
      },
      {
        retries: RETRIES,
        minTimeout: 250,
        maxTimeout: 4000,
        randomize: true,
        shouldRetry: () => !options.signal.aborted && options.timeLeft() > 0,
      },
    );
  } catch (error) {
    const reason = error instanceof Error ? describe(error) : String(error);
    if (last !== null) return passing(outgoing, last);
    if (options.signal.aborted || options.timeLeft() <= 0) {
      return unknown(
        'timeout',
        `${hostOf(outgoing)} was not heard in time.`,
        'Give the run more time with --timeout, or run it again.',
      );
    }
    return unreachable(outgoing, reason);
  }
}

async function sendOnce(
  { url, method, headers, body }: Outgoing,
  dispatcher: Dispatcher,
  { signal, timeLeft }: TransportOptions,
): Promise<Incoming> {
  const patience = AbortSignal.timeout(
    Math.max(1, Math.ceil(Math.min(REQUEST_MS, timeLeft()))),
  );
  const response = await request(url, {
    method,
    headers,
    dispatcher,
    signal: AbortSignal.any([signal, patience]),
    ...(body === undefined ? {} : { body }),
  });
  return {
    kind: 'answer',
    status: response.statusCode,
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    text: await readText(response.body),
  };
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_BYTES_AT_MOST)
      throw new AbortError('its answer is larger than 16 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isPassing(status: number): boolean {
  return (
    status === 429 || status === 500 || status === 502 || status === 503 || status === 504
  );
}

/** `Retry-After` is obeyed; beyond the time that is left the call gives up at once. */
async function waitAsTold(
  { headers }: Incoming,
  { timeLeft, signal }: TransportOptions,
): Promise<void> {
  const told = headers['retry-after'];
  if (told === undefined) return;
  const seconds = /^\d+$/.test(told.trim())
    ? Number(told)
    : (Date.parse(told) - Date.now()) / 1000;
  if (!Number.isFinite(seconds) || seconds <= 0) return;
  const wait = seconds * 1000;
  if (wait >= timeLeft())
    throw new AbortError('it asks to wait longer than the run has time');
  await sleep(wait, signal);
}

function passing(outgoing: Outgoing, { status }: Incoming): Unknown {
  if (status === 429) {
    return unknown(
      'unreachable',
      `${hostOf(outgoing)} answered 429: too many requests.`,
      'Run it again later, or raise the quota of the project.',
    );
  }
  return unreachable(outgoing, `it answered ${status}`);
}

function unreachable(outgoing: Outgoing, reason: string): Unknown {
  return unknown(
    'unreachable',
    `${hostOf(outgoing)} could not be asked: ${reason}.`,
    'Run it again; if it stays so, see whether the network and any proxy let it through.',
  );
}

function hostOf({ url }: Outgoing): string {
  return new URL(url).host;
}

function describe(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause.message : '';
  const said = error.name === 'TimeoutError' ? 'no answer in 20 s' : error.message;
  return (cause === '' ? said : `${said} (${cause})`).replace(/\.$/, '');
}
