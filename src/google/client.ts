import type { Unknown } from '../domain/facts.ts';

/** The Google services that are asked, by the names that the Google Cloud CLI gives them. */
export type Service =
  | 'artifactregistry'
  | 'cloudresourcemanager'
  | 'iam'
  | 'iamcredentials'
  | 'container'
  | 'compute'
  | 'policytroubleshooter'
  | 'registry';

/** One call. `path` starts with `/` and is already escaped. */
export interface Call {
  readonly service: Exclude<Service, 'registry'>;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The permission that the caller needs, and on what: for the sentence that says what would settle a refusal. */
  readonly needs: { readonly permission: string; readonly resource: string };
  /** Another bearer than the run's own: an impersonated service account's. */
  readonly bearer?: string;
}

/** What an answer means. Only Google's own 404 body is `absent`; everything that is not understood is an `Unknown`. */
export type Answer =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'absent'; readonly message: string }
  | Unknown;

/** A connection to Google: credentials, endpoints, retries, time limits, counting. */
export interface GoogleClient {
  readonly call: (call: Call) => Promise<Answer>;
  /** The bearer for `/v2/` token exchange; sent to exact Google hosts alone. */
  readonly accessToken: () => Promise<string | null>;
}
