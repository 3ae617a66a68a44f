import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { GitHubAnswer, GitHubApi } from '../../src/github/api.ts';
import { keepComment, markerOf } from '../../src/github/comment.ts';

interface Row {
  readonly name: string;
  readonly there?: readonly string[];
  readonly create?: 'yes' | 'no';
  readonly viewer?: { readonly login: string; readonly databaseId: number | null } | null;
  readonly head?: 'moved' | 'refused' | 'unsaid';
  readonly pages?: number;
  readonly 'pages-after'?: number;
  readonly posts?: readonly ('ok' | 'lost' | 'beside' | number)[];
  readonly result: string;
  readonly after: readonly string[];
  readonly pauses?: readonly number[];
}

interface Comment {
  readonly id: number;
  readonly who: string;
  readonly user: { id?: number; login: string; type: string } | null;
  body?: string;
}

const rows = parse(
  readFileSync(path.join(import.meta.dirname, 'comment-life.yaml'), 'utf8'),
) as readonly Row[];
const KEY = 'ci/images';
const HEAD = 'a'.repeat(40);
const OURS = `${markerOf(KEY)}\nbefore\n`;
const NOW = `${markerOf(KEY)}\nwhat is so\nnow`;
const BODIES: Readonly<Record<string, string>> = {
  ours: OURS,
  'ours-now': NOW,
  'ours-now-crlf': `${NOW.replaceAll('\n', '\r\n')}\r\n`,
  'other-run': `${markerOf('ci/other')}\nbefore\n`,
  'quoting ours': `> ${OURS}`,
};

function commentOf(text: string, index: number): Comment {
  const [, who = '', word = ''] = /^(\S+) (.*)$/.exec(text) ?? [];
  const [, login = '', id, type = 'Bot'] =
    /^([^#!]+)(?:#(\d+))?(?:!(\w*))?$/.exec(who) ?? [];
  const user = {
    login,
    type,
    ...(id === undefined ? {} : { id: Number(id) }),
  };
  return {
    id: index + 1,
    who,
    user: type === '' ? null : user,
    ...(word === '(none)' ? {} : { body: BODIES[word] ?? word }),
  };
}

function writeComment({ who, body = '(none)' }: Comment): string {
  const word = Object.entries(BODIES).find(([, text]) => text === body)?.[0] ?? body;
  return `${who} ${word}`;
}

interface Stage {
  readonly api: GitHubApi;
  readonly comments: Comment[];
  readonly pauses: number[];
}

/** A GitHub of one pull request in memory, as a row has it. */
function stage(row: Row): Stage {
  const comments = (row.there ?? []).map(commentOf);
  const pauses: number[] = [];
  const posts = [...(row.posts ?? [])];
  let posted = false;
  const refused = <T>(status: number): GitHubAnswer<T> => ({
    kind: 'refused',
    status,
    message: 'no',
    limited: false,
  });
  const ok = <T>(value: unknown): GitHubAnswer<T> => ({ kind: 'ok', value: value as T });
  const add = (body: string): void => {
    comments.push({ ...commentOf('github-actions[bot] x', 100 + comments.length), body });
  };
  const post = <T>(body: string): GitHubAnswer<T> => {
    const fate = posts.shift() ?? 'ok';
    posted = true;
    if (typeof fate === 'number') return refused(fate);
    if (fate === 'beside') add(OURS);
    add(body);
    return fate === 'lost' ? refused(502) : ok({ id: comments.length });
  };
  const pull = <T>(parameters: Readonly<Record<string, unknown>>): GitHubAnswer<T> => {
    expect(parameters['pull_number']).toBe(7);
    if (row.head === 'refused') return refused(403);
    const sha = row.head === 'moved' ? 'b'.repeat(40) : HEAD;
    return ok(row.head === 'unsaid' ? {} : { head: { sha } });
  };
  const isHere = (parameters: Readonly<Record<string, unknown>>): boolean =>
    parameters['owner'] === 'o' && parameters['repo'] === 'r';
  const request: GitHubApi['request'] = async (route, parameters, repeat) => {
    expect(isHere(parameters)).toBe(true);
    expect(repeat).toBe(/^(GET|PATCH)/.test(route) ? 'repeat' : 'once');
    const [method = ''] = route.split(' ');
    if (method === 'GET') return pull(parameters);
    if (method === 'POST') return post(String(parameters['body']));
    const index = comments.findIndex(({ id }) => id === parameters['comment_id']);
    const one = comments[index];
    if (one === undefined) return refused(404);
    if (method === 'DELETE') comments.splice(index, 1);
    else one.body = String(parameters['body']);
    return ok({});
  };
  const api: GitHubApi = {
    request,
    pages: async (route, parameters) => {
      expect(route).toBe('GET /repos/{owner}/{repo}/issues/{issue_number}/comments');
      expect([isHere(parameters), parameters['issue_number']]).toEqual([true, 7]);
      const status = posted ? row['pages-after'] : row.pages;
      return status === undefined ? ok([...comments]) : refused(status);
    },
    graphql: async (query) => {
      expect(query).toBe('query { viewer { login databaseId } }');
      const known = row.viewer !== undefined && row.viewer !== null;
      return known ? ok({ viewer: row.viewer }) : refused(403);
    },
    sent: () => 0,
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  };
  return { api, comments, pauses };
}

describe('the life of the comment', () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const { api, comments, pauses } = stage(row);
    const result = await keepComment(api, {
      at: { owner: 'o', repo: 'r' },
      number: 7,
      headSha: HEAD,
      key: KEY,
      body: 'what is so\nnow',
      create: row.create ?? 'yes',
    });
    const said =
      result.kind === 'refused' ? `${result.kind} ${result.status}` : result.kind;
    expect(said).toBe(row.result);
    expect(comments.map(writeComment)).toEqual(row.after);
    expect(pauses).toEqual(row.pauses ?? []);
  });

  it('asks who we are only where somebody else bears our mark', async () => {
    let asked = 0;
    const { api } = stage({ name: '', result: '', after: [] });
    const counting: GitHubApi = {
      ...api,
      graphql: async (query, variables, repeat) => {
        asked += 1;
        return api.graphql(query, variables, repeat);
      },
    };
    const request = {
      at: { owner: 'o', repo: 'r' },
      number: 7,
      headSha: HEAD,
      key: KEY,
      body: 'x',
      create: 'yes' as const,
    };
    await keepComment(counting, request);
    await keepComment(counting, request);
    expect(asked).toBe(0);
  });

  it('has a mark for each run, which no manifest can hold', () => {
    expect(markerOf('a')).toMatch(/^<!-- gar-preflight:v1:[0-9a-f]{16} -->$/);
    expect(markerOf('a')).not.toBe(markerOf('b'));
  });
});
