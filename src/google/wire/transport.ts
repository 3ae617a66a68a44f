import type { Dispatcher } from 'undici';
import { type Unknown, unknown } from '../../domain/facts.ts';
import { SettingsError } from '../../domain/settings-error.ts';
import { type Circuit, circuits } from './circuit.ts';
import type { Clock } from './clock.ts';
import { type Environment, isLoopback } from './endpoints.ts';
import { type Exchanger, openExchanger, TooLarge } from './exchange.ts';
import type { Incoming } from './incoming.ts';
import {
  type Attempt,
  attemptsFor,
  heals,
  isCutOff,
  LATE,
  pauseBefore,
  readFailure,
} from './retry.ts';
import type { Service } from './service.ts';
import { adaptiveWidth, type Width } from './width.ts';

/** One request as it goes out. */
export interface Outgoing {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whose width it shares; `token`: what logs us in, and counts for no service. */
  readonly service: Service | 'token';
  /** What is sick together: calls of one group stop being tried when the group keeps failing. */
  readonly group: string;
}

/** Sends requests: retried where that can help, limited in number and time, never following a redirect. */
export type Transport = (outgoing: Outgoing) => Promise<Incoming | Unknown>;

/** The same, giving the last attempt as it is: for callers who read refusals themselves. */
export type Attempts = (outgoing: Outgoing) => Promise<Attempt>;

export interface TransportOptions {
  readonly environment: Environment;
  readonly clock: Clock;
  /** Told of every request that is sent, retries included. */
  readonly sent: (outgoing: Outgoing) => void;
  /** Told of every attempt that came to an end. */
  readonly heard: Heard;
}

/** Hears of a request: what was asked, what was answered (a status, or why nothing was), in milliseconds. */
export type Heard = (request: {
  readonly method: Outgoing['method'];
  readonly url: string;
  readonly answer: string;
  readonly milliseconds: number;
}) => void;

const REQUEST_MS = 20_000;

interface Line extends TransportOptions {
  readonly dispatcherOf: (url: URL) => Promise<Dispatcher>;
  readonly widthOf: (service: string) => Width;
  readonly circuit: Circuit;
  readonly exchange: Exchanger;
}

/** Opens a transport that honours the proxies of the environment: one policy for every call. */
export function openTransport(options: TransportOptions): {
  readonly send: Transport;
  readonly attempt: Attempts;
} {
  const dispatcherOf = dispatchers(options.environment);
  const widths = new Map<string, Width>();
  const line: Line = {
    ...options,
    dispatcherOf,
    widthOf: (service) => {
      const width = widths.get(service) ?? adaptiveWidth(options.clock.elapsed);
      widths.set(service, width);
      return width;
    },
    circuit: circuits(options.clock.elapsed),
    exchange: openExchanger(options.clock.signal),
  };
  return {
    send: (outgoing) => send(outgoing, line),
    attempt: (outgoing) => attemptAll(outgoing, line, line.widthOf(serviceOf(outgoing))),
  };
}

const KEPT = { keepAliveTimeout: 10_000 };

/** What carries a request: this machine is asked directly, the rest as the environment's proxies say. */
function dispatchers(environment: Environment): Line['dispatcherOf'] {
  const proxies = proxiesOf(environment);
  let [direct, proxied]: (Promise<Dispatcher> | null)[] = [null, null];
  const agents = () => import('./agents.ts');
  return ({ hostname }) => {
    if (isLoopback(hostname)) {
      direct ??= agents().then(({ Agent }) => new Agent(KEPT));
      return direct;
    }
    proxied ??= agents().then(
      ({ EnvHttpProxyAgent }) => new EnvHttpProxyAgent({ ...proxies, ...KEPT }),
    );
    return proxied;
  };
}

/** Calls of one service on one host share a width and a circuit. */
function serviceOf({ service, url }: Outgoing): string {
  return `${service} ${new URL(url).host}`;
}

async function send(outgoing: Outgoing, line: Line): Promise<Incoming | Unknown> {
  const service = serviceOf(outgoing);
  const closed = line.circuit.closedTo(service, outgoing.group);
  if (closed !== null) return unreachable(outgoing, closed);
  const last = await attemptAll(outgoing, line, line.widthOf(service));
  if (last.kind === 'answer' && !heals(last)) {
    line.circuit.answered(service, outgoing.group);
    return last;
  }
  if (isOver(line) || ranShort(last, line)) return timedOut(outgoing);
  line.circuit.failed(service, outgoing.group);
  return explain(outgoing, last);
}

/** With more time for the run, it would have been waited for longer. */
function ranShort(last: Attempt, { clock }: Line): boolean {
  return last.kind === 'failed' && last.why === LATE && clock.timeLeft() < REQUEST_MS;
}

function isOver({ clock }: Line): boolean {
  return clock.signal.aborted || clock.timeLeft() <= 0;
}

/** As many attempts as may help and as the time allows; the last one's outcome. */
async function attemptAll(
  outgoing: Outgoing,
  line: Line,
  width: Width,
): Promise<Attempt> {
  let last: Attempt = OUT_OF_TIME;
  for (let tries = 0; !isOver(line); tries += 1) {
    last = await attemptOne(outgoing, line, width);
    if (!heals(last)) return last;
    const wait = pauseBefore(last, tries, { random: Math.random, date: Date.now });
    // What would end after the run is not waited for.
    if (tries + 1 >= attemptsFor(last) || wait >= line.clock.timeLeft()) return last;
    await line.clock.pause(wait);
  }
  return last;
}

const OUT_OF_TIME: Attempt = {
  kind: 'failed',
  why: 'the time for the run is up',
  heals: 'stays',
};

async function attemptOne(
  outgoing: Outgoing,
  line: Line,
  width: Width,
): Promise<Attempt> {
  const leave = await width.enter(outgoing.group);
  const { method, url } = outgoing;
  const started = line.clock.elapsed();
  const tell = (answer: string): void =>
    line.heard({ method, url, answer, milliseconds: line.clock.elapsed() - started });
  try {
    if (isOver(line)) return OUT_OF_TIME;
    line.sent(outgoing);
    const answer = await sendOnce(outgoing, line);
    tell(`${answer.status}`);
    if (answer.status === 429) width.shrink();
    else width.grow();
    return answer;
  } catch (error) {
    const read = line.clock.signal.aborted ? OUT_OF_TIME : readFailure(error);
    if (error instanceof TooLarge)
      return { kind: 'failed', why: error.message, heals: 'stays' };
    if (read === null) throw error;
    tell(read.kind === 'failed' ? read.why : `${read.status}`);
    return read;
  } finally {
    leave();
  }
}

/** Half of the time that is left, so that an attempt that hangs leaves time for another. */
function patience(timeLeft: number): number {
  const half = Math.max(1000, timeLeft / 2);
  return Math.max(1, Math.ceil(Math.min(REQUEST_MS, half, timeLeft)));
}

async function sendOnce(
  { url, method, headers, body }: Outgoing,
  { clock, dispatcherOf, exchange }: Line,
): Promise<Incoming> {
  const to = new URL(url);
  const patienceMs = patience(clock.timeLeft());
  const dispatcher = await dispatcherOf(to);
  return exchange(dispatcher, { url: to, method, headers, body, patienceMs });
}

/** Read at once, so that a wrong one is said before anything is sent. */
function proxiesOf(environment: Environment) {
  const httpProxy = proxyOf(environment, 'http_proxy') ?? '';
  return {
    httpProxy,
    httpsProxy: proxyOf(environment, 'https_proxy') ?? httpProxy,
    noProxy: setting(environment, 'no_proxy') ?? '',
  };
}

function setting(environment: Environment, name: string): string | undefined {
  return environment[name] ?? environment[name.toUpperCase()];
}

/** A proxy's address; without a scheme it is http://, as curl has it. */
function proxyOf(environment: Environment, name: string): string | undefined {
  const text = setting(environment, name);
  if (text === undefined || text === '') return undefined;
  const address = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:/.test(address)) return address;
  throw new SettingsError(
    `${name.toUpperCase()}: expected the http:// address of a proxy, got another one.`,
  );
}

function explain(outgoing: Outgoing, last: Attempt): Unknown {
  if (last.kind === 'failed') return unreachable(outgoing, last.why);
  if (last.status === 429) {
    return unknown(
      'unreachable',
      `${hostOf(outgoing)} answered 429: too many requests.`,
      'Run it again later, or raise the quota of the project.',
    );
  }
  if (isCutOff(last)) return unreachable(outgoing, 'its answer was cut off');
  return unreachable(outgoing, `it answered ${last.status}`);
}

function timedOut(outgoing: Outgoing): Unknown {
  return unknown(
    'timeout',
    `${hostOf(outgoing)} was not heard in time.`,
    'Give the run more time with --timeout, or run it again.',
  );
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
