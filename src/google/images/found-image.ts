import type { ArtifactImage } from '../../domain/artifact-image.ts';
import { evaluateCleanup } from '../../domain/cleanup-policy.ts';
import { evaluateDownload } from '../../domain/download-rule.ts';
import type {
  CleanupFact,
  DownloadFact,
  FoundImage,
  MovedTag,
} from '../../domain/facts.ts';
import type { Lookup, RepositoryFacts } from '../wire/repositories.ts';
import type { DockerImageFacts } from './artifact-registry-messages.ts';
import type { Inquiry } from './inquiry.ts';
import { readPlatforms } from './platforms.ts';

/** Everything that is told of an image that is there. */
export async function describeFound(
  image: ArtifactImage,
  digest: string,
  repository: Lookup<RepositoryFacts>,
  inquiry: Inquiry,
): Promise<FoundImage> {
  const { api, registry } = inquiry;
  const docker = await api.dockerImage(image.repository, image.package, digest);
  const facts = docker.kind === 'ok' ? docker.value : null;
  const [platforms, moved, cleanup, download] = await Promise.all([
    readPlatforms({ ...image, digest }, facts, registry),
    readMoved(image, digest, inquiry),
    readCleanup(image, digest, facts, repository, inquiry),
    readDownload(image, digest, facts, repository, inquiry),
  ]);
  return {
    kind: 'found',
    digest,
    platforms,
    uploadTime: facts?.uploadTime ?? null,
    sizeBytes: facts?.sizeBytes ?? null,
    tags: facts?.tags ?? [],
    moved,
    cleanup,
    download,
  };
}

/** For `tag@digest`: where the tag points now, when that is elsewhere. */
async function readMoved(
  image: ArtifactImage,
  digest: string,
  { api }: Inquiry,
): Promise<MovedTag | null> {
  if (image.tag === null || image.digest === null) return null;
  const now = await api.tag(image.repository, image.package, image.tag);
  if (now.kind === 'unknown' || (now.kind === 'ok' && now.value === digest)) return null;
  if (now.kind === 'absent') return { digest: null, uploadTime: null };
  const other = await api.dockerImage(image.repository, image.package, now.value);
  return {
    digest: now.value,
    uploadTime: other.kind === 'ok' ? other.value.uploadTime : null,
  };
}

async function readCleanup(
  image: ArtifactImage,
  digest: string,
  facts: DockerImageFacts | null,
  repository: Lookup<RepositoryFacts>,
  { api, options }: Inquiry,
): Promise<CleanupFact> {
  if (repository.kind !== 'ok') return { kind: 'not-asked' };
  const { cleanupPolicies, cleanupDryRun } = repository.value;
  if (cleanupDryRun || Object.keys(cleanupPolicies).length === 0) return { kind: 'kept' };
  const counts = Object.values(cleanupPolicies).some((policy) =>
    JSON.stringify(policy).includes('mostRecentVersions'),
  );
  const versions = counts ? await api.versions(image.repository, image.package) : null;
  const ranked =
    versions?.kind === 'ok'
      ? versions.value
          .toSorted((a, b) => ((a.createTime ?? '') < (b.createTime ?? '') ? 1 : -1))
          .map((one) => one.digest)
      : [];
  const rank = ranked.indexOf(digest);
  const age = {
    package: image.package,
    digest,
    tags: facts?.tags ?? [],
    uploadTime: facts?.uploadTime ?? null,
    rank: rank < 0 ? null : rank,
  };
  return evaluateCleanup(cleanupPolicies, age, options.now());
}

async function readDownload(
  image: ArtifactImage,
  digest: string,
  facts: DockerImageFacts | null,
  repository: Lookup<RepositoryFacts>,
  { api }: Inquiry,
): Promise<DownloadFact> {
  if (repository.kind !== 'ok' || repository.value.mode !== 'STANDARD')
    return { kind: 'not-asked' };
  const rules = await api.rules(image.repository);
  if (rules.kind === 'unknown')
    return {
      kind: 'allowed',
      remark: `Its download rules could not be listed: ${rules.why}`,
    };
  if (rules.kind === 'absent') return { kind: 'allowed', remark: null };
  return evaluateDownload(rules.value, {
    package: image.package,
    digest,
    tags: facts?.tags ?? [],
    tag: image.tag,
  });
}
