/** How a mapping of values spells one image: the key of its name, and the keys that may stand beside it. */
export interface ValuesShape {
  readonly name: string;
  readonly registry: readonly string[];
  readonly tag: readonly string[];
  readonly digest: readonly string[];
  /**
   * Where it is taken for an image. `image-key`: below a key that ends in `image` (or in a mapping called `images`); `anywhere`: in any
   * mapping, where the name is complete (it has a host) and something else of the shape stands beside it.
   */
  readonly where: 'image-key' | 'anywhere';
  /** May the name stand without a tag, a digest or a registry beside it? */
  readonly alone?: boolean;
}

const REGISTRY = ['registry', 'imageRegistry', 'host'];
const TAG = ['tagOverride', 'tag', 'imageTag', 'version', 'imageVersion'];
const DIGEST = ['digest', 'imageDigest', 'sha', 'sha256'];
const PARTS = { registry: REGISTRY, tag: TAG, digest: DIGEST } as const;

/** The shapes that public charts have; the first whose name is there is taken. */
export const VALUES_SHAPES: readonly ValuesShape[] = [
  // image: {hub: us-docker.pkg.dev/acme/istio, image: pilot, tag: 1.20.1}
  { name: 'image', registry: ['hub'], tag: ['tag'], digest: DIGEST, where: 'anywhere' },
  // image: {registry, repository, tag, digest}
  { name: 'repository', ...PARTS, where: 'image-key' },
  { name: 'repository', ...PARTS, where: 'anywhere' },
  // image: {repo, tag}
  { name: 'repo', ...PARTS, where: 'image-key' },
  { name: 'repo', ...PARTS, where: 'anywhere' },
  // imageRepository: …, imageTag: …
  { name: 'imageRepository', ...PARTS, where: 'image-key' },
  { name: 'imageRepository', ...PARTS, where: 'anywhere' },
  { name: 'imageRepo', ...PARTS, where: 'anywhere' },
  { name: 'imageName', ...PARTS, where: 'image-key' },
  { name: 'imageName', ...PARTS, where: 'anywhere' },
  // image: {registry, image, tag}
  { name: 'image', ...PARTS, where: 'image-key' },
  { name: 'image', ...PARTS, where: 'anywhere' },
  // image: {name, tag}
  { name: 'name', ...PARTS, where: 'image-key' },
  {
    name: 'name',
    registry: [],
    tag: ['tag', 'imageTag'],
    digest: DIGEST,
    where: 'anywhere',
  },
];

/** For a key of one's own such as `sidecarImage`: what may hold its tag, digest and registry beside it. */
export function ownKeys(key: string): Omit<ValuesShape, 'where' | 'name'> {
  const stem = key.replace(/_?image$/i, '');
  const spelled = (part: string): readonly string[] => {
    const small = part.toLowerCase();
    const forms = [`${key}${part}`, `${key}_${small}`];
    return stem === '' ? [...forms] : [...forms, `${stem}${part}`, `${stem}_${small}`];
  };
  const plain = /^image$/i.test(key);
  return {
    registry: [...spelled('Registry'), ...(plain ? REGISTRY : [])],
    tag: [...spelled('Tag'), ...spelled('Version'), ...(plain ? TAG : [])],
    digest: [...spelled('Digest'), ...(plain ? DIGEST : [])],
  };
}
