import type { Heard } from '../google/wire/transport.ts';
import { printable } from '../reporters/escape.ts';

/** One request to Google, as it was heard. */
export type HeardRequest = Parameters<Heard>[0];

/** `200  GET https://… (34 ms)`. */
export function requestLine({ method, url, answer, milliseconds }: HeardRequest): string {
  return printable(
    `${answer.padStart(3)}  ${method} ${url} (${Math.round(milliseconds)} ms)`,
  );
}
