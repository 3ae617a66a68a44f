import type { ArtifactImage } from '../../domain/artifact-image.ts';
import { evaluateCleanup } from '../../domain/cleanup-policy.ts';
import { evaluateDownload } from '../../domain/download-rule.ts';
import type {
  CleanupFact,
  DownloadFact,
  FoundImage,
  MovedTag,
} from '../../domain/facts.ts';
import type { RepositoryFacts } from '../wire/repositories.ts';
import type { Inquiry } from './inquiry.ts';
import type { DockerImageFacts } from './messages.ts';
import { platformsOf, readPlatforms } from './platforms.ts';
import type { Manifest, RegistryApi } from './registry-api.ts';

/** Everything that is told of an image that is there. `repository` is `null` where it may not be read. */
export async function describeFound(
  image: ArtifactImage,
  digest: string,
  repository: RepositoryFacts | null,
  inquiry: Inquiry,
): Promise<FoundImage> {
  const { api, registry } = inquiry;
  const { repository: name, package: pkg } = image;
  const asked = api.dockerImage(name, pkg, digest);
  const facts = asked.then((docker) => (docker.kind === 'ok' ? docker.value : null));
  const version = facts.then((known) => ({ digest, tags: tagsOf(image, known), known }));
  const [known, platforms, moved, cleanup, download] = await Promise.all([
    facts,
    facts.then((one) => readPlatforms({ ...image, digest }, digest, one, registry)),
    readMoved(image, digest, inquiry),
    readCleanup(image, version, repository, inquiry),
    readDownload(image, version, repository, inquiry),
  ]);
  return {
    kind: 'found',
    digest,
    platforms,
    uploadTime: known?.uploadTime ?? null,
    sizeBytes: known?.sizeBytes ?? null,
    mediaType: known?.mediaType ?? null,
    tags: known?.tags ?? [],
    moved,
    cleanup,
    download,
  };
}

/** What a manifest alone tells of an image. */
export async function foundByManifest(
  image: ArtifactImage,
  manifest: Manifest,
  registry: RegistryApi,
): Promise<FoundImage> {
  return {
    kind: 'found',
    digest: manifest.digest,
    platforms: await platformsOf(image, manifest, registry),
    uploadTime: null,
    sizeBytes: null,
    mediaType: null,
    tags: [],
    moved: null,
    cleanup: { kind: 'not-asked' },
    download: { kind: 'not-asked' },
  };
}

/** A version, as far as it is known. */
interface Version {
  readonly digest: string;
  /** `null` where its tags could not be read. */
  readonly tags: readonly string[] | null;
  readonly known: DockerImageFacts | null;
}

/** The tag that led here is one of its tags, whether it is listed yet or not. */
function tagsOf(
  { tag, digest }: ArtifactImage,
  facts: DockerImageFacts | null,
): readonly string[] | null {
  const listed = facts?.tags ?? null;
  if (listed === null || tag === null || digest !== null) return listed;
  return listed.includes(tag) ? listed : [...listed, tag];
}

/** For `tag@digest`: where the tag points now, when that is elsewhere. */
async function readMoved(
  image: ArtifactImage,
  digest: string,
  { api, findTag }: Inquiry,
): Promise<MovedTag | null> {
  if (image.tag === null || image.digest === null) return null;
  const now = await findTag(image.repository, image.package, image.tag);
  if (now.kind === 'unknown') return null;
  if (now.kind === 'absent') return { digest: null, uploadTime: null };
  const { digest: other } = now.value;
  if (other === digest) return null;
  const facts = await api.dockerImage(image.repository, image.package, other);
  const uploadTime = facts.kind === 'ok' ? facts.value.uploadTime : null;
  return { digest: other, uploadTime };
}

async function readCleanup(
  image: ArtifactImage,
  version: Promise<Version>,
  repository: RepositoryFacts | null,
  inquiry: Inquiry,
): Promise<CleanupFact> {
  if (repository === null) return { kind: 'not-asked' };
  const { cleanupPolicies: policies, cleanupDryRun } = repository;
  if (cleanupDryRun || Object.keys(policies).length === 0) return { kind: 'kept' };
  const counts = JSON.stringify(policies).includes('mostRecentVersions');
  const ranks = counts ? rankOf(image, inquiry) : () => null;
  const [{ digest, tags, known }, rank] = await Promise.all([version, ranks]);
  return evaluateCleanup(
    policies,
    {
      package: image.package,
      digest,
      tags,
      uploadTime: known?.uploadTime ?? null,
      rank: rank(digest),
    },
    inquiry.options.now(),
  );
}

/** A version's place among its package's, the newest first; `null` where it is not known. */
async function rankOf(
  image: ArtifactImage,
  { api }: Inquiry,
): Promise<(digest: string) => number | null> {
  const versions = await api.versions(image.repository, image.package);
  if (versions.kind !== 'ok') return () => null;
  if (versions.value.some(({ createTime }) => createTime === null)) return () => null;
  const ordered = versions.value
    .toSorted((a, b) => ((a.createTime ?? '') < (b.createTime ?? '') ? 1 : -1))
    .map((one) => one.digest);
  return (digest) => {
    const rank = ordered.indexOf(digest);
    return rank < 0 ? null : rank;
  };
}

async function readDownload(
  image: ArtifactImage,
  version: Promise<Version>,
  repository: RepositoryFacts | null,
  { api }: Inquiry,
): Promise<DownloadFact> {
  if (repository?.mode !== 'STANDARD') return { kind: 'not-asked' };
  const [rules, { digest, tags }] = await Promise.all([
    api.rules(image.repository),
    version,
  ]);
  if (rules.kind === 'unknown')
    return {
      kind: 'allowed',
      remark: `Its download rules could not be listed: ${rules.why}`,
    };
  if (rules.kind === 'absent') return { kind: 'allowed', remark: null };
  return evaluateDownload(rules.value, {
    package: image.package,
    digest,
    tags,
    tag: image.tag,
  });
}
