import {
  type ArtifactImage,
  repositoryPath,
  repositoryResource,
} from '../../domain/artifact-image.ts';
import {
  type Existence,
  type MissingImage,
  type Proposal,
  unknown,
} from '../../domain/facts.ts';
import { parseRepository, type RepositoryFacts } from '../wire/repositories.ts';
import { foundByManifest } from './found-image.ts';
import type { Inquiry } from './inquiry.ts';
import { missing, open } from './verdicts.ts';

type FindOut = (image: ArtifactImage, inquiry: Inquiry) => Promise<Existence>;

/** Remote and virtual repositories: what is not in the cache may still be there. */
export async function lookBehind(
  image: ArtifactImage,
  facts: RepositoryFacts,
  inquiry: Inquiry,
  findOut: FindOut,
): Promise<Existence> {
  if (facts.mode === 'VIRTUAL') {
    const upstream = await walkUpstreams(image, facts, inquiry, findOut);
    if (upstream !== null) return upstream;
  }
  if (inquiry.options.remote === 'ask') return askRegistry(image, inquiry);
  const kind = facts.mode === 'VIRTUAL' ? 'a virtual' : 'a remote';
  return open(
    unknown(
      'undecidable',
      `${repositoryResource(image.repository)} is ${kind} repository: what its cache lacks may be upstream.`,
      "Let the registry itself be asked with --remote ask (it may fill the cache and spend the upstream's quota).",
    ),
  );
}

/** The upstreams of a virtual repository, the greatest priority first; `null` where they leave it open. */
async function walkUpstreams(
  image: ArtifactImage,
  facts: RepositoryFacts,
  inquiry: Inquiry,
  findOut: FindOut,
): Promise<Existence | null> {
  const ordered = facts.upstreams.toSorted((a, b) => b.priority - a.priority);
  const patient = { ...inquiry, options: { ...inquiry.options, waitMs: 0 } };
  const gone: MissingImage[] = [];
  for (const { repository } of ordered) {
    const name = parseRepository(repository);
    if (name === null) return null;
    const upstream = { ...image, repository: name };
    const existence = await findOut(upstream, patient);
    if (existence.kind === 'found') return existence;
    if (existence.kind !== 'missing') return null;
    gone.push(seenThrough(image, upstream, existence));
  }
  const first = gone.find(({ what }) => what !== 'repository') ?? gone[0];
  if (first === undefined) return null;
  return first.what === 'repository' ? { ...first, what: 'image' } : first;
}

/** What is proposed of an upstream is named as the virtual repository serves it. */
function seenThrough(
  image: ArtifactImage,
  upstream: ArtifactImage,
  found: MissingImage,
): MissingImage {
  const own = `${repositoryPath(upstream)}/`;
  const rename = (one: Proposal): Proposal =>
    one.image.startsWith(own)
      ? { ...one, image: `${repositoryPath(image)}/${one.image.slice(own.length)}` }
      : one;
  return { ...found, proposals: found.proposals.map(rename) };
}

async function askRegistry(
  image: ArtifactImage,
  { registry }: Inquiry,
): Promise<Existence> {
  const reference = image.digest ?? image.tag ?? 'latest';
  const answer = await registry.manifest(image, reference);
  if (answer.kind === 'unknown') return open(answer);
  // The repository was read: what the registry does not know is the image.
  if (answer.kind === 'no-repository') return missing('image', []);
  if (answer.kind === 'absent')
    return missing(image.digest === null ? 'tag' : 'digest', []);
  return foundByManifest(image, answer.value, registry);
}
