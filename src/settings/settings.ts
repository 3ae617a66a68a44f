import type { ClusterName, Platform } from '../domain/puller.ts';
import type { Severity } from '../domain/report.ts';
import type { SourceLocation } from '../domain/source-location.ts';

/** Everything that a run was told, from flags, inputs, the config file and defaults: valid, complete, and in one value. */
export interface Settings {
  readonly environments: readonly Environment[];
  /** Speaks for what no environment claims: `--service-account`, `--cluster`, `--platform`. */
  readonly unclaimed: Spoken;
  /** Globs of what is looked at at all; `!` excludes. */
  readonly paths: readonly string[];
  readonly imageRules: readonly ImageRule[];
  readonly valuesRules: readonly ValuesRule[];
  /** Only what differs from the catalogue. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  readonly waivers: readonly Waiver[];
  readonly failOn: 'error' | 'warning' | 'never';
  readonly render: 'auto' | 'never' | 'always';
  /** May rendering fetch remote bases and chart dependencies? */
  readonly renderRemote: 'never' | 'allow';
  /** Milliseconds; 0 does not wait. */
  readonly waitMs: number;
  readonly remote: 'never' | 'ask';
  readonly permissionSource: 'auto' | 'policies' | 'troubleshooter' | 'impersonation';
  /** Milliseconds for the whole run. */
  readonly timeoutMs: number;
  readonly scope: 'changed' | 'all';
  /** Formats that are off unless asked for: `skaffold`, `docker-compose`, `dockerfile`, `terraform`. */
  readonly extraFormats: readonly string[];
  /** The working directory from the repository's root, from which globs count: empty, or with `/` at its end. */
  readonly below: string;
  /** From the working directory; `null` where there is none. */
  readonly configFile: string | null;
  /** Where each entry of the config stands, by its path: `environments[0].paths[1]`. */
  readonly configPlaces: ReadonlyMap<string, SourceLocation>;
}

/** Who runs what is not claimed by an environment, or by one. */
export interface Spoken {
  readonly clusters: readonly ClusterName[];
  readonly serviceAccounts: readonly string[];
  readonly platforms: readonly Platform[];
}

/** Who runs what: a reference belongs to every environment whose paths match its file. */
export interface Environment extends Spoken {
  /** Projects whose Cloud Run services it holds: their service agents pull. */
  readonly cloudRun: readonly string[];
  readonly name: string;
  readonly paths: readonly string[];
  /** Where a manifest names none; `null` where the config does not either. */
  readonly namespace: string | null;
}

/** Where a kind or a file that nobody else knows holds its images. */
export interface ImageRule {
  readonly kind: string | null;
  readonly apiVersion: string | null;
  /** Globs. */
  readonly files: readonly string[];
  /** `spec.steps[*].image`. */
  readonly paths: readonly string[];
}

/** Values files that nothing in the tree gives to a chart. */
export interface ValuesRule {
  /** Globs. */
  readonly files: readonly string[];
  /** The chart's folder from the repository's root, or `null`. */
  readonly chart: string | null;
  /** The image whose tag alone the file holds, or `null`. */
  readonly image: string | null;
}

export interface Waiver {
  readonly rule: string;
  /** A glob over the image text (`*` crosses `/`), or `null` for any. */
  readonly image: string | null;
  /** Globs over the file; empty for any. */
  readonly paths: readonly string[];
  readonly reason: string;
  /** `YYYY-MM-DD`, the last day it counts, or `null`. */
  readonly expires: string | null;
}
