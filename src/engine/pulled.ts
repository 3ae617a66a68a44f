import type { Platform } from '../domain/puller.ts';
import type { PullSecret } from '../domain/reference.ts';
import type { TargetPuller } from '../domain/target.ts';

/** Who pulls one occurrence, and what decides whether they can. */
export interface Pulled {
  readonly pullers: readonly TargetPuller[];
  readonly platforms: readonly Platform[];
  readonly pullSecrets: readonly PullSecret[];
  /** The emails of the Google service accounts that its containers run as, by Workload Identity. */
  readonly runsAs: readonly string[];
  readonly said: 'said' | 'unsaid';
}
