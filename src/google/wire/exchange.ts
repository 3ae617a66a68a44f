import type { Dispatcher } from 'undici';
import type { Incoming } from './incoming.ts';

/** What one exchange is: where to, and what is sent. */
export interface Exchange {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** In milliseconds; what takes longer ends with a `TimeoutError`. */
  readonly patienceMs: number;
}

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** An answer that is longer than any that is read here. */
export class TooLarge extends Error {}

const ANSWER_BYTES_AT_MOST = 16 * 1024 * 1024;

/** Sends one request and reads all of its answer; throws what the network throws. */
export type Exchanger = (dispatcher: Dispatcher, exchange: Exchange) => Promise<Incoming>;

/**
 * By the dispatcher's own events: a stream and two signals a request are half of what many small requests cost. All that is under way
 * ends when the signal aborts.
 */
export function openExchanger(signal: AbortSignal): Exchanger {
  const open = new Set<(why: unknown) => void>();
  signal.addEventListener('abort', () => {
    for (const stop of [...open]) stop(signal.reason);
  });
  return (dispatcher, exchange) =>
    new Promise((resolve, reject) => {
      let controller: Dispatcher.DispatchController | null = null;
      let stopped: Error | null = null;
      const stop = (why: unknown): void => {
        stopped ??= why instanceof Error ? why : new Error(String(why));
        controller?.abort(stopped);
        end();
        reject(stopped);
      };
      const { patienceMs } = exchange;
      const late = setTimeout(() => stop(timeout()), patienceMs);
      const end = (): void => {
        clearTimeout(late);
        open.delete(stop);
      };
      open.add(stop);
      if (signal.aborted) return stop(signal.reason);
      dispatcher.dispatch(
        optionsOf(exchange),
        collecting({
          started: (one) => {
            controller = one;
            if (stopped !== null) one.abort(stopped);
          },
          stop,
          done: (answer) => {
            end();
            // By then its connection is free for whoever waits.
            setImmediate(() => resolve(answer));
          },
          failed: (error) => {
            end();
            reject(error);
          },
        }),
      );
    });
}

interface Told {
  readonly started: (controller: Dispatcher.DispatchController) => void;
  readonly stop: (why: unknown) => void;
  readonly done: (answer: Incoming) => void;
  readonly failed: (error: Error) => void;
}

/** Puts an answer together as it comes in; what is merely informational is passed over. */
function collecting({ started, stop, done, failed }: Told): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let size = 0;
  let [status, headers] = [0, {} as Headers];
  return {
    onRequestStart: started,
    onResponseStart: (_, ...told) => {
      if (told[0] >= 200) [status, headers] = told;
    },
    onResponseData: (_, chunk) => {
      size += chunk.length;
      if (size > ANSWER_BYTES_AT_MOST)
        stop(new TooLarge('its answer is larger than 16 MiB'));
      else chunks.push(chunk);
    },
    onResponseEnd: () =>
      done({
        kind: 'answer',
        status,
        headers: flat(headers),
        text: Buffer.concat(chunks).toString('utf8'),
      }),
    onResponseError: (_, error) => failed(error),
  };
}

function flat(headers: Headers): Incoming['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function timeout(): DOMException {
  return new DOMException('no answer in time', 'TimeoutError');
}

function optionsOf({
  url: { origin, pathname, search },
  method,
  headers,
  body,
}: Exchange): Dispatcher.DispatchOptions {
  return {
    origin,
    path: `${pathname}${search}`,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}
