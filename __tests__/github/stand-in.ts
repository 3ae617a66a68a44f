import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** A pull request as the stand-in holds it. */
export interface StandInPull {
  /** Path → text, at the merge base and at the head. */
  readonly base: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
  /** Path → patch, where GitHub gives one. */
  readonly patches?: Readonly<Record<string, string>>;
  /** Whether the token may write. */
  readonly token: 'writes' | 'reads';
  /** Comments that stand already. */
  readonly comments?: readonly {
    readonly login: string;
    readonly type?: string;
    readonly body: string;
  }[];
  /** What goes wrong, by a part of the path: how many times which status. */
  readonly faults?: {
    path: string;
    method?: string;
    status: number;
    times: number;
    headers?: Record<string, string>;
    lose?: 'answer';
    message?: string;
    /** The whole answer, where it is no message. */
    body?: unknown;
    /** The answer's text, whatever it is; with the type that it is sent as. */
    text?: string;
    type?: string;
    cut?: 'reset' | 'short' | undefined;
  }[];
  /** Path → commit of a submodule, at the merge base and at the head. */
  /** Files of the head that are symbolic links: their text is where they lead. */
  readonly links?: readonly string[];
  readonly submodules?: Readonly<Record<string, readonly [string, string]>>;
  /** The commits' own names, where a checkout has them. */
  readonly shas?: { readonly base: string; readonly head: string };
  /** Contents that one GraphQL query may ask for, before it takes too long. */
  readonly longestQuery?: number;
  /** Who GraphQL says that we are, where we may ask. */
  readonly viewer?: string;
}

export interface StandIn {
  readonly url: string;
  readonly comments: { readonly id: number; readonly login: string; body: string }[];
  readonly checkRuns: {
    readonly body: Record<string, unknown>;
    readonly annotations: unknown[];
  }[];
  readonly reviews: {
    readonly comments: readonly {
      readonly path: string;
      readonly line: number;
      readonly body: string;
    }[];
  }[];
  readonly requests: string[];
  /** What GitHub's own description says against a request or an answer. */
  readonly violations: string[];
  /** From now on this goes wrong too. */
  readonly fail: (fault: NonNullable<StandInPull['faults']>[number]) => void;
  readonly close: () => Promise<void>;
}

export const BASE_SHA = 'b'.repeat(40);
export const HEAD_SHA = 'a'.repeat(40);
const FIXTURE = path.join(import.meta.dirname, 'fixtures/github-openapi.json');

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly request: object | null;
  readonly responses: Readonly<Record<string, object | null>>;
}

/** A GitHub on a loopback port, every request and answer of which is held against GitHub's OpenAPI. */
export async function startGitHub(pull: StandInPull): Promise<StandIn> {
  const validators = readValidators();
  const { base: baseSha, head: headSha } = pull.shas ?? {
    base: BASE_SHA,
    head: HEAD_SHA,
  };
  const state = {
    comments: (pull.comments ?? []).map((comment, index) => ({
      id: index + 1,
      ...comment,
    })),
    checkRuns: [] as StandIn['checkRuns'][number][],
    reviews: [] as StandIn['reviews'][number][],
    requests: [] as string[],
    violations: [] as string[],
    faults: (pull.faults ?? []).map((fault) => ({ ...fault })),
  };
  let texts: ReadonlyMap<string, string> | undefined;
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail: (fault) => void state.faults.push({ ...fault }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function serve(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const url = new URL(incoming.url ?? '/', 'http://stand-in');
    const method = (incoming.method ?? 'GET').toLowerCase();
    state.requests.push(`${method.toUpperCase()} ${decodeURIComponent(url.pathname)}`);
    if (incoming.headers['x-github-api-version'] !== '2022-11-28')
      state.violations.push('no API version');
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    const fault = state.faults.find(
      (one) =>
        one.times > 0 &&
        isAt(url.pathname, one.path) &&
        (one.method ?? method) === method,
    );
    if (fault !== undefined) {
      fault.times -= 1;
      if (fault.lose !== undefined) answer(method, url, body);
      if (fault.text !== undefined || fault.cut !== undefined) {
        answerRaw(outgoing, fault);
        return;
      }
      outgoing
        .writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
        .end(
          JSON.stringify(fault.body ?? { message: fault.message ?? 'stand-in fault' }),
        );
      return;
    }
    const validator = validators.find(
      (one) => one.method === method && one.pattern.test(url.pathname),
    );
    if (validator?.request != null && !validator.request(body))
      violate(method, url, 'request', validator.request);
    const { status, value } = answer(method, url, body);
    const check = validator?.responses.get(String(status));
    if (check != null && !check(value)) violate(method, url, `answer ${status}`, check);
    outgoing
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      .end(value === null ? '' : JSON.stringify(value));
  }

  function violate(
    method: string,
    url: URL,
    what: string,
    validate: ValidateFunction,
  ): void {
    const errors = (validate.errors ?? [])
      .slice(0, 3)
      .map((error) => `${error.instancePath} ${error.message}`);
    state.violations.push(`${what} of ${method} ${url.pathname}: ${errors.join('; ')}`);
  }

  function answer(
    method: string,
    url: URL,
    body: Record<string, unknown>,
  ): { status: number; value: unknown } {
    const where = `${method} ${decodeURIComponent(url.pathname).replace('/repos/o/r', '')}`;
    const page = Number(url.searchParams.get('page') ?? '1');
    const perPage = Number(url.searchParams.get('per_page') ?? '30');
    const paged = <T>(all: readonly T[]): readonly T[] =>
      all.slice((page - 1) * perPage, page * perPage);
    if (where === 'get /pulls') {
      const own =
        url.searchParams.get('head') === 'stranger:topic' &&
        url.searchParams.get('state') === 'open';
      return { status: 200, value: own ? [{ number: 7, head: { sha: headSha } }] : [] };
    }
    if (where === 'post /graphql') return graphql(String(body['query']));
    if (where === 'get /pulls/7') return { status: 200, value: pullOf() };
    if (where === `get /commits/${headSha}/check-runs`) {
      const all = state.checkRuns.map((run, index) =>
        writeCheckRun(run.body, index + 1, run.annotations.length),
      );
      const named = url.searchParams.get('check_name');
      const check_runs = all.filter((run) => (run as { name: string }).name === named);
      return { status: 200, value: { total_count: check_runs.length, check_runs } };
    }
    const asked = /^get \/check-runs\/(\d+)$/.exec(where)?.[1];
    const known = state.checkRuns[Number(asked) - 1];
    if (known !== undefined)
      return {
        status: 200,
        value: writeCheckRun(known.body, Number(asked), known.annotations.length),
      };
    if (where === 'get /pulls/7/files')
      return { status: 200, value: paged(changed()).slice(0, 3000) };
    if (where.startsWith('get /compare/'))
      return { status: 200, value: { merge_base_commit: { sha: baseSha } } };
    const tree = /^get \/git\/trees\/(\w+)$/.exec(where)?.[1];
    if (tree !== undefined) return { status: 200, value: writeTree(tree) };
    const blob = /^get \/git\/blobs\/(\w+)$/.exec(where)?.[1];
    if (blob !== undefined) return readBlob(blob);
    if (where === 'get /pulls/7/comments')
      return {
        status: 200,
        value: paged(state.reviews.flatMap(({ comments }) => comments)).map(
          ({ body }) => ({
            body,
          }),
        ),
      };
    if (where === 'get /issues/7/comments')
      return { status: 200, value: paged(state.comments).map(writeComment) };
    if (where === 'get /user')
      return {
        status: 403,
        value: { message: 'Resource not accessible by integration' },
      };
    if (pull.token === 'reads')
      return {
        status: 403,
        value: { message: 'Resource not accessible by integration' },
      };
    return write(where, body);
  }

  function write(
    where: string,
    body: Record<string, unknown>,
  ): { status: number; value: unknown } {
    const comment = /^(patch|delete) \/issues\/comments\/(\d+)$/.exec(where);
    if (where === 'post /issues/7/comments' || comment?.[1] === 'patch') {
      if (String(body['body']).length > 65_536)
        return {
          status: 422,
          value: { message: 'Body is too long (maximum is 65536 characters)' },
        };
    }
    if (where === 'post /issues/7/comments') {
      const made = {
        id: state.comments.length + 1,
        login: 'github-actions[bot]',
        body: String(body['body']),
      };
      state.comments.push(made);
      return { status: 201, value: writeComment(made) };
    }
    const known = state.comments.findIndex(({ id }) => id === Number(comment?.[2]));
    if (comment?.[1] === 'delete') {
      state.comments.splice(known, 1);
      return { status: 204, value: null };
    }
    const own = state.comments[known];
    if (comment?.[1] === 'patch' && own !== undefined) {
      own.body = String(body['body']);
      return { status: 200, value: writeComment(own) };
    }
    if (where === 'post /pulls/7/reviews') {
      state.reviews.push({
        comments: (body['comments'] ?? []) as StandIn['reviews'][number]['comments'],
      });
      return { status: 200, value: { id: 1 } };
    }
    if (where === 'post /check-runs') {
      const output = body['output'] as { annotations?: unknown[] };
      if (body['status'] === 'completed' && body['conclusion'] === undefined)
        return { status: 422, value: { message: 'conclusion' } };
      state.checkRuns.push({ body, annotations: [...(output.annotations ?? [])] });
      return { status: 201, value: writeCheckRun(body, state.checkRuns.length, 0) };
    }
    const patched = Number(/^patch \/check-runs\/(\d+)$/.exec(where)?.[1]);
    const run = state.checkRuns[patched - 1];
    if (run !== undefined) {
      const output = body['output'] as { annotations?: unknown[] };
      run.annotations.push(...(output.annotations ?? []));
      return {
        status: 200,
        value: writeCheckRun(run.body, patched, run.annotations.length),
      };
    }
    return { status: 404, value: { message: `Not Found: ${where}` } };
  }

  function pullOf(): object {
    const repo = { full_name: 'o/r' };
    return {
      number: 7,
      changed_files: changed().length,
      head: { sha: headSha, repo },
      base: { sha: baseSha, repo },
    };
  }

  /** The two queries that are sent: who we are, and many contents at once. */
  function graphql(query: string): { status: number; value: unknown } {
    if (query.includes('viewer'))
      return {
        status: 200,
        value: {
          data: {
            viewer: {
              login: pull.viewer ?? 'github-actions',
              databaseId: idOf(pull.viewer ?? 'github-actions', 'Bot'),
            },
          },
        },
      };
    const asked = [...query.matchAll(/(\w+): object\(oid: "([0-9a-f]+)"\)/g)];
    if (asked.length > (pull.longestQuery ?? Number.POSITIVE_INFINITY))
      return { status: 502, value: { message: 'Something went wrong' } };
    const objects = asked.map(([, alias = '', sha = '']) => {
      const text = textOf(sha);
      if (text === undefined) return [alias, null] as const;
      const blob = {
        text,
        byteSize: Buffer.byteLength(text),
        isBinary: false,
        isTruncated: false,
      };
      return [alias, blob] as const;
    });
    return { status: 200, value: { data: { repository: Object.fromEntries(objects) } } };
  }

  function textOf(sha: string): string | undefined {
    texts ??= new Map(
      [...Object.values(pull.head), ...Object.values(pull.base)].map((text) => [
        shaOf(text),
        text,
      ]),
    );
    return texts.get(sha);
  }

  function writeTree(sha: string): object {
    const files = sha === headSha ? pull.head : pull.base;
    const side = sha === headSha ? 1 : 0;
    const tree = Object.entries(files).map(([file, text]) => ({
      path: file,
      mode: side === 1 && pull.links?.includes(file) === true ? '120000' : '100644',
      type: 'blob',
      sha: shaOf(text),
      size: text.length,
    }));
    const linked = Object.entries(pull.submodules ?? {}).map(([file, commits]) => ({
      path: file,
      mode: '160000',
      type: 'commit',
      sha: commits[side],
    }));
    return {
      sha,
      url: 'https://api.github.com/x',
      truncated: false,
      tree: [...tree, ...linked],
    };
  }

  function changed(): readonly object[] {
    const paths = [
      ...new Set([...Object.keys(pull.base), ...Object.keys(pull.head)]),
    ].sort();
    return paths
      .filter((file) => pull.base[file] !== pull.head[file])
      .map((file) => ({
        sha: shaOf(pull.head[file] ?? pull.base[file] ?? ''),
        filename: file,
        status:
          pull.base[file] === undefined
            ? 'added'
            : pull.head[file] === undefined
              ? 'removed'
              : 'modified',
        additions: 1,
        deletions: 0,
        changes: 1,
        blob_url: 'https://github.com/o/r/blob/x',
        raw_url: 'https://github.com/o/r/raw/x',
        contents_url: 'https://api.github.com/repos/o/r/contents/x',
        ...(pull.patches?.[file] === undefined ? {} : { patch: pull.patches[file] }),
      }));
  }

  function readBlob(sha: string): { status: number; value: unknown } {
    const found = textOf(sha);
    if (found === undefined) return { status: 404, value: { message: 'Not Found' } };
    const content = Buffer.from(found).toString('base64');
    return {
      status: 200,
      value: {
        content,
        encoding: 'base64',
        url: 'https://api.github.com/x',
        sha,
        size: found.length,
        node_id: 'x',
      },
    };
  }
}

type Fault = NonNullable<StandInPull['faults']>[number];

/** A part of a path; its end, before a `$`. */
function isAt(pathname: string, part: string): boolean {
  if (part.endsWith('$')) return pathname.endsWith(part.slice(0, -1));
  return pathname.includes(part);
}

/** What stands between may answer anything, or nothing. */
function answerRaw(
  outgoing: ServerResponse,
  { status, headers, text = '', type = 'text/html', cut }: Fault,
): void {
  if (cut === 'reset') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  const length = cut === 'short' ? { 'content-length': '1000' } : {};
  outgoing.writeHead(status, { 'content-type': type, ...length, ...headers });
  if (cut === undefined) {
    outgoing.end(text);
    return;
  }
  outgoing.write(text, () => outgoing.socket?.destroy());
}

function shaOf(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Accounts have numbers; a bot and a person of one name have two. */
function idOf(login: string, type: string): number {
  const digest = createHash('sha1')
    .update(`${type} ${login.replace('[bot]', '')}`)
    .digest();
  return digest.readUInt32BE(0);
}

function writeComment({
  id,
  login,
  type = 'Bot',
  body,
}: {
  id: number;
  login: string;
  type?: string | undefined;
  body: string;
}): object {
  const time = '2026-11-24T10:00:00Z';
  const user = {
    login,
    id: idOf(login, type),
    node_id: 'x',
    avatar_url: 'https://x',
    gravatar_id: '',
    url: 'https://x',
    html_url: 'https://x',
    followers_url: 'https://x',
    following_url: 'https://x',
    gists_url: 'https://x',
    starred_url: 'https://x',
    subscriptions_url: 'https://x',
    organizations_url: 'https://x',
    repos_url: 'https://x',
    events_url: 'https://x',
    received_events_url: 'https://x',
    type,
    site_admin: false,
  };
  return {
    id,
    node_id: 'x',
    url: 'https://x',
    html_url: 'https://x',
    issue_url: 'https://x',
    body,
    user,
    created_at: time,
    updated_at: time,
    author_association: 'NONE',
  };
}

function writeCheckRun(
  body: Record<string, unknown>,
  id: number,
  annotations: number,
): object {
  const output = body['output'] as Record<string, unknown> | undefined;
  return {
    id,
    head_sha: String(body['head_sha']),
    node_id: 'x',
    external_id: body['external_id'] ?? null,
    url: 'https://x',
    html_url: 'https://x',
    details_url: 'https://x',
    status: 'completed',
    conclusion: body['conclusion'] ?? null,
    started_at: null,
    completed_at: null,
    output: {
      title: output?.['title'] ?? null,
      summary: output?.['summary'] ?? null,
      text: null,
      annotations_count: annotations,
      annotations_url: 'https://x',
    },
    name: String(body['name']),
    check_suite: { id: 1 },
    app: null,
    pull_requests: [],
  };
}

function readValidators(): readonly {
  method: string;
  pattern: RegExp;
  request: ValidateFunction | null;
  responses: Map<string, ValidateFunction>;
}[] {
  const { operations, components } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as {
    operations: Operation[];
    components: object;
  };
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'github', components });
  const compile = (schema: object | null): ValidateFunction | null =>
    schema === null
      ? null
      : ajv.compile(
          JSON.parse(
            JSON.stringify(schema).replaceAll('"#/components', '"github#/components'),
          ) as object,
        );
  return operations.map(({ method, path: template, request, responses }) => ({
    method,
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    request: compile(request),
    // A pull request's and a comparison's whole answers are far larger than what is read of them here.
    responses:
      /\/(?:pulls(?:\/\{pull_number\}(?:\/comments|\/reviews)?)?|compare\/\{basehead\})$/.test(
        template,
      )
        ? new Map()
        : new Map(
            Object.entries(responses).flatMap(([status, schema]) =>
              schema === null
                ? []
                : [[status, compile(schema) as ValidateFunction] as const],
            ),
          ),
  }));
}
