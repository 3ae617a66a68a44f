import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  heals,
  pauseBefore,
  readFailure,
  readRetryAfter,
} from '../../../src/google/wire/retry.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

function answer(
  status: number,
  headers: Record<string, string> = {},
  text = '',
): Attempt {
  return { kind: 'answer', status, headers, text };
}

describe('what heals', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('%i does', (status) => {
    expect(heals(answer(status))).toBe(true);
  });

  it.each([200, 204, 302, 400, 401, 403, 404, 409, 501, 505])('%i does not', (status) => {
    expect(heals(answer(status))).toBe(false);
  });

  it('JSON that ends too early does, and no page of anything else', () => {
    const json = { 'content-type': 'application/json; charset=UTF-8' };
    expect(heals(answer(200, json, '{"name":"x'))).toBe(true);
    expect(heals(answer(200, json, '{"name":"x"}\n'))).toBe(false);
    expect(heals(answer(200, { 'content-type': 'text/html' }, '{"name":"x'))).toBe(false);
  });
});

describe('a connection that fails', () => {
  const failed = (code: string, cause?: unknown): Error =>
    Object.assign(new Error(`it said ${code}`, { cause }), { code });

  it.each([
    'ECONNRESET',
    'ECONNREFUSED',
    'EAI_AGAIN',
    'ENOTFOUND',
    'UND_ERR_SOCKET',
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    'HPE_INVALID_CONSTANT',
  ])('%s may heal', (code) => {
    expect(readFailure(failed(code))).toMatchObject({ heals: 'may-heal' });
  });

  it.each([
    'CERT_HAS_EXPIRED',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('%s stays', (code) => {
    expect(readFailure(failed(code))).toMatchObject({ heals: 'stays' });
  });

  it('is read through what it was caused by, and what it holds together', () => {
    const inner = new AggregateError([failed('ECONNREFUSED')], 'all failed');
    expect(readFailure(new TypeError('fetch failed', { cause: inner }))).toMatchObject({
      heals: 'may-heal',
    });
    expect(readFailure(new DOMException('late', 'TimeoutError'))).toMatchObject({
      heals: 'may-heal',
    });
  });

  it('is none where the fault is ours', () => {
    expect(readFailure(new TypeError('x is not a function'))).toBeNull();
    expect(readFailure('text')).toBeNull();
  });
});

describe('the pause before another attempt', () => {
  const clock = { random: () => 0, date: () => NOW };

  it('doubles from 250 ms to 4 s, and is never the same for all', () => {
    const pauses = [0, 1, 2, 3, 4, 5].map((tries) =>
      pauseBefore(answer(503), tries, clock),
    );
    expect(pauses).toEqual([125, 250, 500, 1000, 2000, 2000]);
    expect(pauseBefore(answer(503), 0, { ...clock, random: () => 1 })).toBe(250);
  });

  it.each([
    ['3', 3000],
    [' 120 ', 120_000],
    ['Tue, 24 Nov 2026 12:00:05 GMT', 5000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['', null],
  ])('is what Retry-After says: %s', (text, milliseconds) => {
    expect(readRetryAfter({ headers: { 'retry-after': text } }, NOW)).toBe(milliseconds);
  });
});

describe('the pause before another attempt', () => {
  const clock = { random: () => 1, date: () => NOW };

  it('is as long as the service says', () => {
    const told = answer(503, { 'retry-after': '7' });
    expect(pauseBefore(told, 0, clock)).toBe(7000);
    const never = answer(429, { 'retry-after': '0' });
    expect(pauseBefore(never, 3, clock)).toBe(0);
  });

  it('else grows, within four seconds, and is never the same for all', () => {
    const pauses = [0, 1, 2, 3, 4, 9].map((tries) =>
      pauseBefore(answer(503), tries, clock),
    );
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 4000]);
    const least = { ...clock, random: () => 0 };
    expect(pauseBefore(answer(503), 2, least)).toBe(500);
  });
});
