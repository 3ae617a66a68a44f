/** An answer that was cut off, or that is none of GitHub's: it may be right the next time. */
class Unreadable extends Error {
  /** As where there was no answer: whether the request was obeyed is not known. */
  readonly status = 0;
}

interface Answer {
  readonly status: number;
  readonly data: unknown;
}

/** An answer whose body is what GitHub says everything in: an object, or a list of them. */
export function asRead<T extends Answer>(answer: T): T {
  const { status, data } = answer;
  if (status === 204) return answer;
  const isText = data === null || typeof data !== 'object';
  if (isText || data instanceof ArrayBuffer)
    throw new Unreadable(`an answer (${status}) that is no JSON`);
  return answer;
}
