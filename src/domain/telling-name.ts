import { type ImageName, parseImageName } from './image-name.ts';

/** An image at one of Google's registries, wherever it stands in a text. */
export const GOOGLE =
  /(?<![\w.-])(?:[a-z0-9-]+-docker\.pkg\.dev|docker\.[a-z0-9-]+\.rep\.pkg\.dev|(?:us\.|eu\.|asia\.)?gcr\.io)\/[^\s"'`,;)\]}]+/;

/** The host of Google's alone, to which names are added elsewhere. */
export const GOOGLE_HOST =
  /^(?:[a-z0-9-]+-docker\.pkg\.dev|docker\.[a-z0-9-]+\.rep\.pkg\.dev|(?:us\.|eu\.|asia\.)?gcr\.io)\/?$/;

const NO_CONTAINER =
  /\.(?:png|jpe?g|svg|gif|webp|ico|iso|qcow2|img|vmdk|raw|vhd|tar|gz|zip|ya?ml|json)$|\/global\/images\/|^family\//i;

/** Is it no address, path, picture or disk? */
export function isContainer(text: string): boolean {
  if (/\s/.test(text) || /^(?:[a-z]+:\/\/|[./~])/i.test(text)) return false;
  return !NO_CONTAINER.test(text);
}

/** A name that its key says to be an image: `image`, `sidecarImage`, an entry of `images`. */
export function isHeld(
  text: string,
  own: readonly string[],
  above: readonly string[],
): boolean {
  const last = own.at(-1) ?? '';
  const named = own.includes('image') || own.includes('images');
  const parsed = parseImageName(behindSign(text));
  if (parsed.kind === 'templated')
    return named && /^[\w.-]+\.[\w.-]+\/\w/.test(behindSign(text));
  if (parsed.kind !== 'name' || text.includes('=')) return false;
  const { path, tag, digest } = parsed.name;
  if (last === 'image')
    return tag !== null || digest !== null || path.includes('/') || own.length === 1;
  if (above.at(-1) === 'image' && /^(?:repository|repo|name)$/.test(last))
    return path.includes('/');
  const listed = last === 'images' || above.at(-1) === 'images';
  return listed && path.includes('/') && !FIELDS.test(last);
}

/** What stands beside an image in an entry of a list of them, and is none. */
const FIELDS = /^(?:policy|secret|secrets|url|path|source|registry|name|newname)$/;

/** A name that says of itself that it is an image: by its registry, or by the version behind it. */
export function isNamed(text: string, last: string): boolean {
  const parsed = parseImageName(behindSign(text));
  if (parsed.kind !== 'name') return false;
  const { host, path, tag, digest } = parsed.name;
  if (digest !== null) return true;
  if (tag === null) return !ADDRESS.test(last) && isKnownRegistry(host, path);
  if (host?.includes('.') === true) return /[a-z]/.test(path);
  if (!path.includes('/')) return isShort(parsed.name);
  return /^\d+$/.test(tag) ? !isPort(tag, last) : VERSION.test(tag);
}

/** `web=acme/web:1`: the entry of a generator, of kustomize's images, of a list of arguments. */
function behindSign(text: string): string {
  return text.slice(text.lastIndexOf('=') + 1);
}

/** What names a place from which other things than images come. */
const ADDRESS = /^(?:url|repourl|chart|charts|registry|mirror|endpoint|server)$/;
const REGISTRIES =
  /^(?:ghcr\.io|quay\.io|docker\.io|registry\.k8s\.io|mcr\.microsoft\.com|public\.ecr\.aws|registry\.gitlab\.com|nvcr\.io|index\.docker\.io|[\w-]+\.azurecr\.io|\d+\.dkr\.ecr\.[\w-]+\.amazonaws\.com)$/;

function isKnownRegistry(host: string | null, path: string): boolean {
  return host !== null && path !== '' && REGISTRIES.test(host);
}

const VERSION =
  /^v?\d+(?:\.\d+)+|^v\d|^\d+-[a-z]|^[0-9a-f]{7,40}$|^(?:latest|stable|edge|main|master|dev|nightly|canary)(?:-|$)/;
/** Behind a name without a path a bare number may be a port, and a word may be anything. */
const SHORT_VERSION =
  /^v?\d+(?:\.\d+)+(?:[-+][\w.-]+)?$|^v\d+$|^\d{1,3}(?:\.\d+)*-[a-z][\w.-]*$|^(?:latest|stable)(?:-[a-z]\w*)?$/;
const PORTS: ReadonlySet<string> = new Set(['22', '25', '53', '80', '443']);
/** Under these stands a service and its port: `8080: shop/web:80`. */
const SERVICE =
  /^\d+$|^(?:tcp|udp|service|services|backend|upstream|upstreams|target|targets|addr|address|endpoint|endpoints|host|hosts|server|servers|listen|proxy|port|ports)$/;

function isPort(number: string, last: string): boolean {
  if (PORTS.has(number)) return true;
  return /^\d{2,5}$/.test(number) && SERVICE.test(last);
}

/** What is told apart by a number, and is no image. */
const NO_NAME =
  /^(?:v|version|env|tag|build|release|level|uid|gid|id|oid|rev|revision|https?|tcp|udp|localhost|host|system|tls|ssl|api|schema|app|chart|cluster)$/;
/** Docker Hub's own, which one writes with a bare number behind them: `postgres:15`. */
const OFFICIAL =
  /^(?:alpine|amazonlinux|busybox|caddy|cassandra|centos|composer|consul|couchdb|debian|eclipse-temurin|elasticsearch|fedora|golang|gradle|grafana|haproxy|httpd|influxdb|jenkins|kibana|kong|logstash|mariadb|maven|memcached|mongo|mysql|nats|nginx|node|openjdk|perl|php|postgres|python|rabbitmq|redis|ruby|rust|solr|tomcat|traefik|ubuntu|vault|wordpress|zookeeper)$/;

/** `nginx:1.27`, `redis:7-alpine`, `postgres:15`: no host and port, no time of day. */
function isShort({ path, tag }: ImageName): boolean {
  if (!/^[a-z][a-z0-9_-]+$/.test(path) || NO_NAME.test(path) || tag === null)
    return false;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(tag)) return false;
  if (/^\d{1,2}$/.test(tag)) return OFFICIAL.test(path);
  return SHORT_VERSION.test(tag);
}
