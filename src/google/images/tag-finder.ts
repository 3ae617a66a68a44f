import type { RepositoryName } from '../../domain/artifact-image.ts';
import type { Answer } from '../wire/answers.ts';
import { packageResource } from './artifact-id.ts';
import type { ArtifactRegistry } from './artifact-registry.ts';
import type { TagFacts } from './messages.ts';

/** Where a tag points. */
export type TagFinder = (
  name: RepositoryName,
  pkg: string,
  tag: string,
) => Promise<Answer<TagFacts>>;

/** From so many tags of one package on, its list is asked for first. */
const LIST_FROM = 8;

interface Batch {
  readonly tags: Set<string>;
  /** The package's tags, where they are worth listing. */
  readonly listed: Promise<ReadonlyMap<string, TagFacts>>;
}

/**
 * Finds tags: several of one package that are looked for at the same time by one
 * list. What a list does not name is still asked for, since only Google's own 404
 * says that a tag is absent.
 */
export function tagFinder(api: Pick<ArtifactRegistry, 'tag' | 'tags'>): TagFinder {
  const batches = new Map<string, Batch>();
  return async (name, pkg, tag) => {
    const key = packageResource(name, pkg);
    const batch = batches.get(key) ?? open();
    batches.set(key, batch);
    batch.tags.add(tag);
    const known = (await batch.listed).get(tag);
    return known === undefined ? api.tag(name, pkg, tag) : { kind: 'ok', value: known };

    function open(): Batch {
      const tags = new Set<string>();
      const listed = gathered().then(() => {
        batches.delete(key);
        return tags.size < LIST_FROM ? NOTHING : list();
      });
      return { tags, listed };
    }

    async function list(): Promise<ReadonlyMap<string, TagFacts>> {
      const all = await api.tags(name, pkg);
      if (all.kind !== 'ok') return NOTHING;
      return new Map(all.value.map((one) => [one.tag, one]));
    }
  };
}

const NOTHING: ReadonlyMap<string, TagFacts> = new Map();

/** Whatever is asked in the same breath. */
function gathered(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
