import { type Answer, strange } from './answers.ts';
import type { Call, GoogleClient } from './client.ts';
import { decodeAll, type Json } from './decode.ts';

/** A list in pages: which field holds it, and what one item must be. */
export interface Listing<T> {
  readonly field: string;
  readonly decode: (item: unknown) => T | null;
  /** No list is read further than this: then it is not known. */
  readonly pagesAtMost?: number;
}

const PAGES_AT_MOST = 20;

/** A whole list, or why it is not known: never a part of one. */
export async function readPages<T>(
  client: GoogleClient,
  call: Call,
  { field, decode, pagesAtMost = PAGES_AT_MOST }: Listing<T>,
): Promise<Answer<readonly T[]>> {
  const { resource } = call.needs;
  const all: T[] = [];
  const seen = new Set<string>();
  let pageToken = '';
  while (seen.size < pagesAtMost) {
    seen.add(pageToken);
    const query = { ...call.query, ...(pageToken === '' ? {} : { pageToken }) };
    const answer: Answer = await client.call({ ...call, query });
    if (answer.kind !== 'ok') return answer;
    const page = decodePage(answer.value, field, decode);
    if (page === null)
      return strange(`The ${field} of ${resource} were listed in an unknown form`);
    all.push(...page.items);
    if (page.next === '') return { kind: 'ok', value: all };
    if (seen.has(page.next))
      return strange(`The ${field} of ${resource} were listed in a circle`);
    pageToken = page.next;
  }
  return strange(`${resource} has more ${field} than are read here`);
}

/** What else may stand beside a page's items. */
const BESIDE = new Set(['nextPageToken', 'totalSize', 'kind', 'etag']);

function decodePage<T>(
  body: Json,
  field: string,
  decode: (item: unknown) => T | null,
): { readonly items: readonly T[]; readonly next: string } | null {
  const known = Object.keys(body).every((key) => key === field || BESIDE.has(key));
  const items = known ? decodeAll(body[field], decode) : null;
  const next = body['nextPageToken'] ?? '';
  if (items === null || typeof next !== 'string') return null;
  return { items, next };
}
