/**
 * Takes the operations that the action uses out of GitHub's OpenAPI description, with every schema that they name:
 * `node scripts/extract-github-openapi.ts api.github.com.json` (from the npm package `@octokit/openapi`, MIT).
 */
import { readFileSync, writeFileSync } from 'node:fs';

const OPERATIONS: readonly (readonly [string, string])[] = [
  ['get', '/repos/{owner}/{repo}/pulls'],
  ['get', '/repos/{owner}/{repo}/pulls/{pull_number}'],
  ['get', '/repos/{owner}/{repo}/pulls/{pull_number}/files'],
  ['get', '/repos/{owner}/{repo}/compare/{basehead}'],
  ['get', '/repos/{owner}/{repo}/git/trees/{tree_sha}'],
  ['get', '/repos/{owner}/{repo}/git/blobs/{file_sha}'],
  ['get', '/repos/{owner}/{repo}/issues/{issue_number}/comments'],
  ['post', '/repos/{owner}/{repo}/issues/{issue_number}/comments'],
  ['patch', '/repos/{owner}/{repo}/issues/comments/{comment_id}'],
  ['get', '/repos/{owner}/{repo}/pulls/{pull_number}/comments'],
  ['post', '/repos/{owner}/{repo}/pulls/{pull_number}/reviews'],
  ['post', '/repos/{owner}/{repo}/check-runs'],
  ['patch', '/repos/{owner}/{repo}/check-runs/{check_run_id}'],
  ['get', '/repos/{owner}/{repo}/check-runs/{check_run_id}'],
  ['get', '/repos/{owner}/{repo}/commits/{ref}/check-runs'],
];
const TARGET = '__tests__/github/fixtures/github-openapi.json';

type Json = Readonly<Record<string, unknown>>;

const [, , file = ''] = process.argv;
const spec = JSON.parse(readFileSync(file, 'utf8')) as {
  paths: Record<string, Record<string, Json>>;
  components: Record<string, Json>;
};
const operations = OPERATIONS.map(([method, path]) => ({
  method,
  path,
  ...bodies(spec.paths[path]?.[method] ?? {}),
}));
const schemas = new Map<string, unknown>();
collect(operations);
writeFileSync(
  TARGET,
  `${JSON.stringify({ operations, components: { schemas: Object.fromEntries([...schemas].sort()) } })}\n`,
);

function bodies(operation: Json): Json {
  const responses = (operation['responses'] ?? {}) as Record<string, Json>;
  const success = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return {
    request: schemaOf(operation['requestBody']),
    responses: Object.fromEntries(
      success.map(([status, response]) => [status, schemaOf(response)]),
    ),
  };
}

function schemaOf(holder: unknown): unknown {
  const content = (
    holder as { content?: Record<string, { schema?: unknown }> } | undefined
  )?.content;
  return strip(content?.['application/json']?.schema ?? null);
}

/** Descriptions and examples say nothing to a validator. */
function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (value === null || typeof value !== 'object') return value;
  // A property of that name is an object; prose is text.
  const isProse = (key: string, one: unknown): boolean =>
    ['example', 'examples', 'externalDocs'].includes(key) ||
    (key === 'description' && typeof one === 'string');
  const kept = Object.entries(value).filter(([key, one]) => !isProse(key, one));
  return Object.fromEntries(kept.map(([key, one]) => [key, strip(one)]));
}

function collect(value: unknown): void {
  if (Array.isArray(value)) {
    for (const one of value) collect(one);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const reference = Reflect.get(value, '$ref');
  if (typeof reference === 'string') {
    const name = reference.replace('#/components/schemas/', '');
    if (!schemas.has(name)) {
      const schema = strip(spec.components['schemas']?.[name]);
      schemas.set(name, schema);
      collect(schema);
    }
  }
  for (const one of Object.values(value)) collect(one);
}
