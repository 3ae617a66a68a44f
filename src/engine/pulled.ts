import type { Platform } from '../domain/puller.ts';
import type { PullSecret } from '../domain/reference.ts';
import type { TargetPuller } from '../domain/target.ts';

/** Who pulls one occurrence, and what decides whether they can. */
export interface Pulled {
  readonly pullers: readonly TargetPuller[];
  readonly platforms: readonly Platform[];
  readonly pullSecrets: readonly PullSecret[];
  readonly said: 'said' | 'unsaid';
}
