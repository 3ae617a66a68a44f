import ms, { type StringValue } from 'ms';
import type { ClusterName, Platform } from '../domain/puller.ts';

/** What a text may be read as: the value, or what was expected. */
export type Reading<T> = { readonly value: T } | { readonly expected: string };

/** `10m`, `90s`, `1h`; a bare `0` is nothing. In milliseconds. */
export function readDuration(text: string): Reading<number> {
  const expected = { expected: 'a duration such as 90s, 10m or 1h' };
  if (text === '0') return { value: 0 };
  if (
    !/^\d+(?:\.\d+)?\s*(?:ms|s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?)$/.test(
      text,
    )
  )
    return expected;
  const value = ms(text as StringValue);
  return Number.isFinite(value) ? { value } : expected;
}

/** `projects/P/locations/L/clusters/C` (or `zones/Z`). */
export function readCluster(text: string): Reading<ClusterName> {
  const match =
    /^projects\/((?:[a-z0-9.-]+:)?[a-z][a-z0-9-]*|\d+)\/(?:locations|zones)\/([a-z0-9-]+)\/clusters\/([a-z][a-z0-9-]*)$/.exec(
      text,
    );
  if (match === null)
    return {
      expected:
        'a cluster such as projects/my-project/locations/us-central1/clusters/prod',
    };
  return {
    value: { project: match[1] ?? '', location: match[2] ?? '', cluster: match[3] ?? '' },
  };
}

/** `linux/arm64`, `linux/arm/v7`. */
export function readPlatform(text: string): Reading<Platform> {
  const match = /^(linux|windows)\/([a-z0-9_]+)(?:\/(v[0-9]+))?$/.exec(text);
  if (match === null)
    return { expected: 'a platform such as linux/amd64 or linux/arm64' };
  return {
    value: {
      os: match[1] ?? '',
      architecture: match[2] ?? '',
      variant: match[3] ?? '',
      osVersion: '',
    },
  };
}

/** A Google service account's email, lower-cased. */
export function readServiceAccount(text: string): Reading<string> {
  const email = text
    .trim()
    .toLowerCase()
    .replace(/^serviceaccount:/, '');
  if (/^[a-z0-9][a-z0-9.:_-]*@(?:[a-z0-9.-]+\.)?gserviceaccount\.com$/.test(email))
    return { value: email };
  return {
    expected:
      'the email of a Google service account, such as gke-node@my-project.iam.gserviceaccount.com',
  };
}

/** `YYYY-MM-DD`, a day that exists. */
export function readDay(text: string): Reading<string> {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? Date.parse(`${text}T00:00:00Z`)
    : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    return { expected: 'a day such as 2026-12-31' };
  }
  return { value: text };
}

/** A glob that has a meaning. */
export function readGlob(text: string): Reading<string> {
  const open = (text.match(/(?<!\\)[[{(]/g) ?? []).length;
  const closed = (text.match(/(?<!\\)[\]})]/g) ?? []).length;
  if (text.trim() === '' || text === '!' || open !== closed)
    return { expected: 'a glob such as overlays/prod/**' };
  return boundGlob(text);
}

const STARS_AT_MOST = 3;
const GLOBSTARS_AT_MOST = 4;

/** A glob whose matching takes no time without bound: each star may stand for anything, so that many of them multiply. */
export function boundGlob(text: string): Reading<string> {
  if (/[+*@?!]\(/.test(text) || text.length > 1000)
    return { expected: 'a glob of *, **, ?, [abc] and {a,b}' };
  const parts = text.split('/');
  const globstars = parts.filter((part) => part === '**').length;
  const stars = parts.map((part) => (part === '**' ? 0 : part.split(/\*+/).length - 1));
  const most = Math.max(...stars);
  if (most <= STARS_AT_MOST && globstars <= GLOBSTARS_AT_MOST) return { value: text };
  return {
    expected: `a glob with at most ${STARS_AT_MOST} stars in a part and ${GLOBSTARS_AT_MOST} times **`,
  };
}

/** `projects/my-project`, or the id alone. */
export function readProject(text: string): Reading<string> {
  const match = /^(?:projects\/)?((?:[a-z0-9.-]+:)?[a-z][a-z0-9-]*|\d+)$/.exec(text);
  if (match === null) return { expected: 'a project such as projects/my-project' };
  return { value: match[1] ?? '' };
}
