import { describe, expect, it } from 'vitest';
import { decoded, objects, readAnswer } from '../../../src/google/wire/answers.ts';

const NEED = { permission: 'x.y.get', resource: 'projects/p' };
const HOST = 'x.googleapis.com';
const RUN_AGAIN =
  'Run it again; if it stays so, see what stands between here and Google.';

function read(status: number, text: string) {
  return readAnswer(
    { kind: 'answer', status, headers: {}, text },
    NEED,
    HOST,
    () => true,
  );
}

function error(code: number, message: string, status = 'NOT_FOUND'): string {
  return JSON.stringify({ error: { code, message, status } });
}

describe('what an answer means', () => {
  it('is the object that it holds', () => {
    expect(read(200, '{"name":"x"}')).toEqual({ kind: 'ok', value: { name: 'x' } });
    expect(read(299, '{}')).toEqual({ kind: 'ok', value: {} });
  });

  it.each([
    [200, '', 'answered 200 with nothing.'],
    [204, '', 'answered 204 with nothing.'],
    [200, '[]', 'answered 200 with something that is no JSON object.'],
    [200, '<html>', 'answered 200 with something that is no JSON object.'],
    [200, error(404, 'gone'), 'answered 200 with an error.'],
    [199, '{}', 'answered 199.'],
    [302, '{"name":"x"}', 'answered 302.'],
    [404, '<html>', "answered 404 in words that are not Google's."],
    [404, '{}', "answered 404 in words that are not Google's."],
    [404, error(503, 'later'), "answered 404 in words that are not Google's."],
    [
      404,
      error(404, 'Method not found: x'),
      "answered 404 in words that are not Google's.",
    ],
    [
      404,
      error(404, 'x', 'UNIMPLEMENTED'),
      "answered 404 in words that are not Google's.",
    ],
    [400, error(400, 'bad'), 'answered 400: bad.'],
    [501, '', 'answered 501.'],
  ])('is nothing that %i with %j says', (status, text, why) => {
    expect(read(status, text)).toEqual({
      kind: 'unknown',
      reason: 'unexpected-answer',
      why: `${HOST} ${why}`,
      settle: RUN_AGAIN,
    });
  });

  it('is an absence in Google’s own words alone', () => {
    const message = 'Requested entity was not found.';
    expect(read(404, error(404, message))).toEqual({ kind: 'absent', message });
    const about = 'The package says: Method not found';
    expect(read(404, error(404, about))).toEqual({ kind: 'absent', message: about });
  });

  it('is a login that is not accepted', () => {
    expect(read(401, error(401, 'no'))).toMatchObject({
      reason: 'no-credentials',
      why: `${HOST} does not accept the credentials of this run.`,
      settle: expect.stringContaining('gcloud auth application-default login'),
    });
  });

  it('is a refusal, of us, that may also mean that it is not there', () => {
    expect(read(403, '<html>')).toMatchObject({
      reason: 'refused',
      why: 'We were refused x.y.get on projects/p (or it may not exist).',
    });
  });
});

describe('a decoder', () => {
  it('is asked about what is there alone, and what it does not take is unknown', () => {
    const absent = { kind: 'absent', message: 'gone' } as const;
    expect(decoded(absent, () => 1, 'x')).toBe(absent);
    const ok = { kind: 'ok', value: { a: 1 } } as const;
    expect(decoded(ok, ({ a }) => a, 'x')).toEqual({ kind: 'ok', value: 1 });
    expect(decoded(ok, () => null, 'the thing')).toMatchObject({
      kind: 'unknown',
      why: 'the thing was described in an unknown form.',
    });
  });

  it('finds the objects of a list', () => {
    expect(objects([{ a: 1 }, 'x', null, [1]])).toEqual([{ a: 1 }]);
    expect(objects({ a: 1 })).toEqual([]);
  });
});
