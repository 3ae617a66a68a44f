import type { Ours } from '../wire/advice.ts';
import type { Clock } from '../wire/clock.ts';
import type { RepositoryReader } from '../wire/repositories.ts';
import type { ArtifactRegistry } from './artifact-registry.ts';
import type { Purse } from './purse.ts';
import type { RegistryApi } from './registry-api.ts';
import type { TagFinder } from './tag-finder.ts';

/** How existence is asked. */
export interface ExistenceOptions {
  readonly remote: 'never' | 'ask';
  readonly waitMs: number;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly progress: (text: string) => void;
}

/** What a lookup of one image works with. */
export interface Inquiry {
  readonly api: ArtifactRegistry;
  readonly registry: RegistryApi;
  readonly repository: RepositoryReader;
  /** The first look at a tag, together with those that are looked for beside it. */
  readonly findTag: TagFinder;
  readonly purse: Purse;
  readonly options: ExistenceOptions;
  /** Which resources are the user's own to open. */
  readonly ours: Ours;
}
