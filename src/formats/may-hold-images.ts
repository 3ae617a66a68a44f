import { table } from './custom-resources-table.ts';
import type { ImageRule } from './format.ts';
import { isValuesFile } from './helm-values.ts';
import { isKustomizationFile } from './kustomize.ts';

/**
 * Is a document worth parsing? What is refused here holds no image, no service account and no workload for any format: it has no key that
 * could name one. Words in prose are no keys. Wide on purpose: what might be one is parsed.
 */
export function mayHoldImages(
  text: string,
  file: string,
  imageRules: readonly ImageRule[],
): boolean {
  if (isValuesFile(file) || isKustomizationFile(file)) return true;
  return (
    (/image/i.test(text) && IMAGE_KEY.test(text)) ||
    namesHost(text) ||
    text.includes('ServiceAccount') ||
    text.includes('ComputeClass') ||
    WORKLOADS.test(text) ||
    (OTHER_KEYS.some((key) => text.includes(key)) && OTHER.test(text)) ||
    mayHideKeys(text) ||
    imageRules.some(({ kind }) => kind !== null && text.includes(kind))
  );
}

/** The last keys of the table's paths to images that are not called `…image`. */
const OTHER_KEYS = [
  ...new Set(
    table.flatMap(({ images = [] }) =>
      images.flatMap((path) => {
        const key = path
          .split('.')
          .map((step) => step.replace(/\[.*$/, ''))
          .findLast((step) => step !== '' && !step.includes('*'));
        return key === undefined || /image/i.test(key) ? [] : [key];
      }),
    ),
  ),
].sort();

/** Quotes as they stand around a key, also where its document stands in a quoted text. */
const QUOTES = '["\'\\\\]*';

/** Each test begins with letters, so that it runs at the speed of a search. */
const IMAGE_KEY = new RegExp(
  [
    // `image:`, `sidecarImage:`, `"image" :`, `images:`, `imageTag:`; `image` alone as an entry of a flow mapping.
    `image[\\w.-]{0,80}${QUOTES}\\s*[:#}]`,
    `[{,]\\s*${QUOTES}image${QUOTES}\\s*,`,
    // A JSON patch's path, and the name of a chart's parameter.
    '/image',
    'image\\.[a-z]',
    'image["\']?\\s*$',
  ].join('|'),
  'im',
);
const OTHER = new RegExp(`(?:${OTHER_KEYS.join('|')})${QUOTES}\\s*[:#]`);

/** Images wherever they stand, and who deploys: values and parameters may be spelled in many ways. */
const HOSTS =
  /(?:pkg\.dev|gcr\.io|argoproj\.io|fluxcd\.io|configsync\.gke\.io|kustomize\.config\.k8s\.io)\//;

/** Each of them ends so, which is looked for at the speed of memory. */
function namesHost(text: string): boolean {
  return (text.includes('.io/') || text.includes('.dev/')) && HOSTS.test(text);
}

/** Broken or whole, such an object is looked at. */
const WORKLOADS =
  /kind["']?\s*:\s*["']?(?:Pod|PodTemplate|Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob)\b/;

/** Keys may be written in other ways than by their letters: escaped, or behind a question mark. */
function mayHideKeys(text: string): boolean {
  if (text.includes('\\') && /\\[xuU\n]/.test(text)) return true;
  return text.includes('?') && /(?:^|[\s,[{])\?(?:\s|$)/.test(text);
}
