import type { z } from 'zod';
import { nearest } from './nearest.ts';

/** What is wrong with a value of the config: what was expected there, and what stands there. */
export function issueText(issue: z.core.$ZodIssue, config: unknown): string {
  const got = valueAt(config, issue.path);
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${NOUNS[issue.expected] ?? issue.expected}, got ${inWords(got)}`;
    case 'invalid_value':
      return oneOf(issue.values.map(String), got);
    case 'invalid_union':
      return ofUnion(issue, got);
    case 'too_small':
      return `expected ${issue.origin === 'string' ? 'a text' : 'at least one entry'}, got none`;
    case 'invalid_format':
      return `expected a text, got ${inWords(got)}`;
    default:
      return issue.message;
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  string: 'a text',
};

/** What a union is for, where its schema says so; else the words that it takes. */
function ofUnion(issue: z.core.$ZodIssueInvalidUnion, got: unknown): string {
  if (issue.message.startsWith('expected '))
    return `${issue.message}, got ${inWords(got)}`;
  const words = issue.errors
    .flat()
    .flatMap((one) => (one.code === 'invalid_value' ? one.values : []))
    .filter((one) => typeof one === 'string');
  return words.length === 0 ? issue.message : oneOf(words, got);
}

function oneOf(words: readonly string[], got: unknown): string {
  const meant = typeof got === 'string' ? nearest(got, words) : '';
  const hint = meant.includes('did you mean') ? meant : '';
  return `expected one of ${words.join(', ')}, got ${inWords(got)}${hint}`;
}

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  let at = config;
  for (const key of path) {
    if (at === null || typeof at !== 'object') return undefined;
    at = Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined;
  }
  return at;
}

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `"${value}"` : String(value);
}
