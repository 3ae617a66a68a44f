/** A world and the images to look up in it: what the look-ups are measured with. */
export interface LookupCase {
  readonly world: Readonly<Record<string, unknown>>;
  readonly images: readonly string[];
}

const HOST = 'us-docker.pkg.dev/p';
const PLATFORMS = ['linux/amd64', 'linux/arm64'];

function worldOf(
  repositories: Readonly<Record<string, unknown>>,
  latencyMs: number,
): LookupCase['world'] {
  return { 'latency-ms': latencyMs, projects: { p: { number: '1', repositories } } };
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Images that are there: so many repositories of so many packages with one tag each. */
export function spread(
  repositories: number,
  packages: number,
  latencyMs: number,
): LookupCase {
  const images = Object.fromEntries(
    range(packages).map((one) => [`app${one}`, [{ tags: ['1'], platforms: PLATFORMS }]]),
  );
  const all = Object.fromEntries(
    range(repositories).map((one) => [`us/r${one}`, { images }]),
  );
  return {
    world: worldOf(all, latencyMs),
    images: range(repositories).flatMap((r) =>
      range(packages).map((p) => `${HOST}/r${r}/app${p}:1`),
    ),
  };
}

/** So many tags of one package, all there. */
export function tagged(tags: number, latencyMs: number): LookupCase {
  const versions = range(tags).map((one) => ({
    tags: [`1.0.${one}`],
    platforms: PLATFORMS,
    size: one + 1,
  }));
  return {
    world: worldOf({ 'us/r': { images: { app: versions } } }, latencyMs),
    images: range(tags).map((one) => `${HOST}/r/app:1.0.${one}`),
  };
}

/** So many tags that are not there, in so many packages of one repository. */
export function gone(tags: number, packages: number, latencyMs: number): LookupCase {
  const images = Object.fromEntries(
    range(packages).map((one) => [`app${one}`, [{ tags: ['1.0.0', 'latest'] }]]),
  );
  return {
    world: worldOf({ 'us/r': { images }, 'us/other': { images: {} } }, latencyMs),
    images: range(tags).map((one) => `${HOST}/r/app${one % packages}:9.9.${one}`),
  };
}
