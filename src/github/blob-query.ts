import { createHash } from 'node:crypto';
import type { FileContent } from '../domain/tree.ts';
import { decodeText, SIZE_AT_MOST } from '../git/read-text.ts';
import type { GitHubApi } from './api.ts';
import type { RepositoryAt } from './repository-at.ts';

/** A file's content, by its name. */
export interface Blob {
  readonly sha: string;
  /** In bytes; `null` where the listing does not say. */
  readonly size: number | null;
}

/** Whether one more request may be sent. */
type Spend = () => boolean;
type Contents = ReadonlyMap<string, FileContent>;

/** GraphQL cuts texts near this length. In bytes. */
const TEXT_AT_MOST = 400_000;

/** Asks for many contents in one request; what it cannot give exactly is asked for one by one. What is not in the answer was not read. */
export async function askForBlobs(
  api: GitHubApi,
  at: RepositoryAt,
  blobs: readonly Blob[],
  spend: Spend,
): Promise<Contents> {
  const small = blobs.filter(({ size }) => (size ?? 0) <= TEXT_AT_MOST);
  const contents = new Map<string, FileContent>();
  if (small.length > 1)
    for (const [sha, content] of await byQueries(api, at, small, spend))
      contents.set(sha, content);
  for (const { sha, size } of blobs) {
    if (contents.has(sha)) continue;
    if ((size ?? 0) > SIZE_AT_MOST) contents.set(sha, tooLarge());
    else if (spend()) contents.set(sha, await byName(api, at, sha));
  }
  return contents;
}

function tooLarge(): FileContent {
  return { kind: 'unreadable', why: 'Not read: larger than 32 MiB.' };
}

interface GraphBlob {
  readonly text?: string | null;
  readonly isBinary?: boolean | null;
  readonly isTruncated?: boolean;
}

/** A query with fewer is no longer too large for GitHub's ten seconds. */
const HALVED_TO = 40;

/** By GraphQL; a query that GitHub does not come to the end of is asked in halves. */
async function byQueries(
  api: GitHubApi,
  at: RepositoryAt,
  blobs: readonly Blob[],
  spend: Spend,
): Promise<Contents> {
  if (!spend()) return new Map();
  const large = blobs.length > HALVED_TO;
  const read = await byQuery(api, at, blobs, large ? 'once' : 'repeat');
  if (read !== 'no answer') return read;
  if (!large) return new Map();
  const half = Math.ceil(blobs.length / 2);
  const first = await byQueries(api, at, blobs.slice(0, half), spend);
  // Where not even a half is answered, GraphQL is not there at all.
  if (first.size === 0) return first;
  const second = await byQueries(api, at, blobs.slice(half), spend);
  return new Map([...first, ...second]);
}

async function byQuery(
  api: GitHubApi,
  at: RepositoryAt,
  blobs: readonly Blob[],
  repeat: 'repeat' | 'once',
): Promise<Contents | 'no answer'> {
  const fields = blobs.map(
    ({ sha }, index) =>
      `b${index}: object(oid: "${sha}") { ... on Blob { text isBinary isTruncated } }`,
  );
  const query = `query ($owner: String!, $repo: String!) {\n repository(owner: $owner, name: $repo) {\n${fields.join('\n')}\n }\n}`;
  const answer = await api.graphql<{
    readonly repository?: Readonly<Record<string, GraphBlob | null>> | null;
  }>(query, { owner: at.owner, repo: at.repo }, repeat);
  if (answer.kind === 'refused') return 'no answer';
  const objects = answer.value.repository;
  const read = blobs.flatMap(({ sha }, index) => {
    const content = exactly(objects?.[`b${index}`] ?? null, sha);
    return content === null ? [] : [[sha, content] as const];
  });
  return new Map(read);
}

/** The content where the answer has every byte of it. */
function exactly(blob: GraphBlob | null, sha: string): FileContent | null {
  if (blob === null) return null;
  if (blob.isBinary === true)
    return { kind: 'unreadable', why: 'Not read: a binary file.' };
  if (typeof blob.text !== 'string' || blob.isTruncated === true) return null;
  const bytes = Buffer.from(blob.text);
  return isNamed(bytes, sha) ? decodeText(bytes) : null;
}

/** Whether these bytes are the ones that were asked for: their hash is their name. */
function isNamed(bytes: Buffer, sha: string): boolean {
  const algorithm = sha.length === 64 ? 'sha256' : 'sha1';
  const hash = createHash(algorithm).update(`blob ${bytes.length}\0`);
  return hash.update(bytes).digest('hex') === sha;
}

async function byName(
  api: GitHubApi,
  at: RepositoryAt,
  sha: string,
): Promise<FileContent> {
  const answer = await api.request<{
    readonly content?: string;
    readonly encoding?: string;
  }>(
    'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
    { ...at, file_sha: sha },
    'repeat',
  );
  if (answer.kind === 'refused')
    return {
      kind: 'unreadable',
      why: `Not read: GitHub answered ${answer.status} (${answer.message}).`,
    };
  const { content, encoding } = answer.value;
  if (typeof content !== 'string') return otherContent();
  const code = encoding === 'utf-8' ? 'utf8' : 'base64';
  const bytes = Buffer.from(content, code);
  return isNamed(bytes, sha) ? decodeText(bytes) : otherContent();
}

function otherContent(): FileContent {
  const why = 'Not read: GitHub answered with another content than was asked for.';
  return { kind: 'unreadable', why };
}
