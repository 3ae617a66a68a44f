import { SettingsError } from '../../domain/settings-error.ts';
import type { Service } from './service.ts';

/** The environment of a run, as a face was given it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where each service answers (contract §5). */
export interface Endpoints {
  /** The base address of a REST service, without `/` at its end. */
  readonly base: (service: Exclude<Service, 'registry'>) => string;
  /** What stands in for `https://HOST` of every `/v2/` call, or `null`. */
  readonly registry: string | null;
  /** Where federated tokens are exchanged, without `/` at its end. */
  readonly tokenService: string;
}

const DEFAULTS: Readonly<Record<Exclude<Service, 'registry'>, string>> = {
  artifactregistry: 'https://artifactregistry.googleapis.com',
  cloudresourcemanager: 'https://cloudresourcemanager.googleapis.com',
  iam: 'https://iam.googleapis.com',
  iamcredentials: 'https://iamcredentials.googleapis.com',
  container: 'https://container.googleapis.com',
  compute: 'https://compute.googleapis.com',
  policytroubleshooter: 'https://policytroubleshooter.googleapis.com',
};

/** Reads the overrides, by the names that the Google Cloud CLI uses; a wrong one is a `SettingsError` that names it. */
export function readEndpoints(environment: Environment): Endpoints {
  const bases = new Map<string, string>(
    Object.entries(DEFAULTS).map(([service, base]) => [
      service,
      override(environment, `CLOUDSDK_API_ENDPOINT_OVERRIDES_${service.toUpperCase()}`) ??
        base,
    ]),
  );
  return {
    base: (service) => bases.get(service) ?? DEFAULTS[service],
    registry: override(environment, 'GAR_PREFLIGHT_REGISTRY_ENDPOINT'),
    tokenService:
      override(environment, 'CLOUDSDK_API_ENDPOINT_OVERRIDES_STS') ??
      'https://sts.googleapis.com',
  };
}

function override(environment: Environment, variable: string): string | null {
  const text = environment[variable];
  if (text === undefined || text === '') return null;
  const expected = 'expected an https:// address (http:// for a loopback address only)';
  const wrong = (): SettingsError =>
    new SettingsError(`${variable}: ${expected}, got "${text}".`);
  if (!URL.canParse(text)) throw wrong();
  const url = new URL(text);
  if (
    url.protocol !== 'https:' &&
    !(url.protocol === 'http:' && isLoopback(url.hostname))
  )
    throw wrong();
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw wrong();
  // Google's own paths are sometimes given with the version in them, as gcloud takes them.
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** 127.0.0.0/8, ::1, localhost. */
export function isLoopback(hostname: string): boolean {
  return (
    /^127(?:\.\d{1,3}){3}$/.test(hostname) ||
    hostname === 'localhost' ||
    hostname === '[::1]'
  );
}
