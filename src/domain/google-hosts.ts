import { distance } from 'fastest-levenshtein';
import {
  hasRegionalEndpoint,
  isKnownLocation,
  LOCATIONS,
  nearestLocation,
} from './locations.ts';

/** What a registry's host is to Google. */
export type HostReading =
  | { readonly kind: 'pkg-dev'; readonly location: string }
  | { readonly kind: 'gcr'; readonly location: string; readonly repository: string }
  /** Google's domain, and no registry there; `meant` is the right spelling, where it can be told. */
  | { readonly kind: 'misspelt'; readonly why: string; readonly meant: string | null }
  /** None of Google's, and so near to one that it may be a slip. */
  | { readonly kind: 'near'; readonly meant: string }
  | { readonly kind: 'other' };

/** The four hosts of Container Registry, which Artifact Registry serves: where their repositories stand. */
export const GCR: Readonly<Record<string, string>> = {
  'gcr.io': 'us',
  'us.gcr.io': 'us',
  'eu.gcr.io': 'europe',
  'asia.gcr.io': 'asia',
};

/** Is it one of the four hosts of Container Registry? */
export function isGcrHost(host: string): boolean {
  return Object.hasOwn(GCR, host);
}

/** Reads a host as written, port included. */
export function readHost(host: string): HostReading {
  const location =
    /^([a-z0-9][a-z0-9-]*)-docker\.pkg\.dev$/.exec(host)?.[1] ?? regionalLocation(host);
  if (location !== undefined) return { kind: 'pkg-dev', location };
  const gcr = isGcrHost(host) ? GCR[host] : undefined;
  if (gcr !== undefined) return { kind: 'gcr', location: gcr, repository: host };
  const name = host.toLowerCase().replace(/:\d+$/, '');
  if (name === 'pkg.dev' || name.endsWith('.pkg.dev')) return misspelt(host, name);
  if (OTHERS.some((other) => other.test(name))) return { kind: 'other' };
  const meant = nearestHost(host.toLowerCase());
  return meant === null ? { kind: 'other' } : { kind: 'near', meant };
}

/** The location of `docker.REGION.rep.pkg.dev`, where it may have such an endpoint. */
function regionalLocation(host: string): string | undefined {
  const location = /^docker\.([a-z0-9][a-z0-9-]*)\.rep\.pkg\.dev$/.exec(host)?.[1];
  if (location === undefined || !isKnownLocation(location)) return location;
  return hasRegionalEndpoint(location) ? location : undefined;
}

function misspelt(host: string, name: string): HostReading {
  const location = locationIn(name);
  const right = location === null ? null : `${location}-docker.pkg.dev`;
  const rule =
    'Artifact Registry serves images at LOCATION-docker.pkg.dev and docker.REGION.rep.pkg.dev';
  return {
    kind: 'misspelt',
    why: `"${host}" ${whatIsWrong(host, name, location)}: ${rule}.`,
    meant: right === host ? null : right,
  };
}

function whatIsWrong(host: string, name: string, location: string | null): string {
  if (/:\d+$/.test(host)) return 'names a port, and images of pkg.dev have none';
  if (host !== name) return 'is written with capital letters';
  if (location === null) return 'names no location';
  const format = /(?:^|[.-])(python|npm|maven|go|apt|yum|generic|kfp|ruby)(?=[.-])/.exec(
    name,
  );
  if (format !== null) return `is the host of ${format[1]} packages`;
  if (/^docker\..*\.rep\.pkg\.dev$/.test(name))
    return `is no endpoint: ${location} has no regional one`;
  return 'is no host of images';
}

/** The location that a misspelt host of pkg.dev names, whatever stands around it. */
function locationIn(name: string): string | null {
  // `us-central1docker.pkg.dev`, `us-central-1docker.pkg.dev`: a hyphen was lost, or slipped.
  const spaced = name.replace(/\.?pkg\.dev$/, '').replace(/-?(\d*)docker$/, '$1-docker');
  const words = spaced.split(/[._-]+/);
  const rest = words.filter(
    (word) => !FORMATS.test(word) && distance(word, 'docker') > 2,
  );
  const whole = rest.join('-');
  if (isKnownLocation(whole)) return whole;
  const host = withinEdits(name);
  if (host !== null) return locationOf(host);
  const near = whole.length < 5 ? null : nearestLocation(whole);
  return near ?? locationRun(rest) ?? rest.map(asLocation).find(isSomething) ?? null;
}

function locationOf(host: string): string | null {
  const reading = readHost(host);
  return reading.kind === 'pkg-dev' ? reading.location : null;
}

const FORMATS = /^(?:python|npm|maven|go|apt|yum|generic|kfp|ruby|rep|docker)$/;

function asLocation(word: string): string | null {
  if (word === 'eu') return 'europe';
  return isKnownLocation(word) ? word : null;
}

function isSomething(one: string | null): one is string {
  return one !== null;
}

/** The longest run of words that is a location. */
function locationRun(words: readonly string[]): string | null {
  for (let length = words.length; length > 1; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const candidate = words.slice(start, start + length).join('-');
      if (isKnownLocation(candidate)) return candidate;
    }
  }
  return null;
}

/** Other people's registries, and other hosts of Google's, that stand near by accident. */
const OTHERS: readonly RegExp[] = [
  /^(?:ghcr|lscr|nvcr|docr|quay|ocir)\.io$/,
  /^(?:[a-z0-9-]+\.)*icr\.io$/,
  /^(?:mirror|us-mirror|eu-mirror|asia-mirror|marketplace|l|launcher|k8s|staging-k8s)\.gcr\.io$/,
  /^(?:b|c|beta|appengine)\.gcr\.io$/,
];

const HOSTS: readonly string[] = [
  ...Object.keys(GCR),
  ...LOCATIONS.map((location) => `${location}-docker.pkg.dev`),
  ...LOCATIONS.filter(hasRegionalEndpoint).map(
    (location) => `docker.${location}.rep.pkg.dev`,
  ),
];
const EDITS = 2;
const SUFFIX = '-docker.pkg.dev';

/** The host of Google's that another begins with, or stands within two edits of. */
function nearestHost(host: string): string | null {
  const longest = HOSTS.filter((one) => host.startsWith(one)).sort(
    (a, b) => b.length - a.length,
  )[0];
  if (longest !== undefined) return longest;
  const begun = /^[a-z0-9][a-z0-9-]*-docker\.pkg\.dev/.exec(host)?.[0];
  if (begun !== undefined) return begun;
  return withinEdits(host) ?? nearSuffix(host) ?? underGcr(host);
}

/** `europe.gcr.io`, `us-central1.gcr.io`: the host of that part of the world. */
function underGcr(host: string): string | null {
  const [, first = ''] = /^([a-z0-9-]+)\.(?:[a-z0-9-]+\.)*gcr\.io$/.exec(host) ?? [];
  if (first === '') return null;
  const part = ['us', 'eu', 'asia'].find((one) => first.startsWith(one));
  return part === undefined ? 'gcr.io' : `${part}.gcr.io`;
}

function withinEdits(host: string): string | null {
  let best: { readonly one: string; readonly edits: number } | null = null;
  for (const one of HOSTS) {
    if (Math.abs(one.length - host.length) > EDITS) continue;
    const edits = distance(one, host);
    if (edits <= EDITS && (best === null || edits < best.edits)) best = { one, edits };
  }
  return best?.one ?? null;
}

/** `us-central9-dokcer.pgk.de`: a location of whatever name, and an ending within two edits. */
function nearSuffix(host: string): string | null {
  for (let length = SUFFIX.length - EDITS; length <= SUFFIX.length + EDITS; length += 1) {
    const start = host.length - length;
    if (start < 2 || distance(host.slice(start), SUFFIX) > EDITS) continue;
    const prefix = host.slice(0, start).replace(/[.-]+$/, '');
    if (!/^[a-z0-9][a-z0-9-]*$/.test(prefix)) continue;
    return `${nearestLocation(prefix) ?? prefix}${SUFFIX}`;
  }
  return null;
}
