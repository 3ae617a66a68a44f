import { type CustomResource, table } from './custom-resources-table.ts';
import type { Cursor } from './document.ts';
import { type DocumentAt, type Format, type Found, wholeImage } from './format.ts';
import { podBeside } from './pod-beside.ts';
import { podImages } from './pod-spec.ts';

/** Kinds that operators bring, by a table of where they hold their images. */
export const customResources: Format = {
  id: 'custom-resources',
  title:
    'Argo Rollouts, Workflows and Events, Knative, Tekton, KEDA, Prometheus operator, Kubeflow, Ray, Spark, Flink, CloudNativePG and more',
  source: 'manifest',
  reads: (document) => rowsOf(document).length > 0,
  *references(document) {
    for (const row of rowsOf(document)) {
      const fetcher = row.fetcher?.(document.root);
      for (const found of readRow(row, document.root))
        yield fetcher === undefined ? found : { ...found, fetcher };
    }
  },
};

function rowsOf({ apiVersion, kind }: DocumentAt): readonly CustomResource[] {
  const [group = ''] = apiVersion.split('/');
  return table.filter((row) => row.group === group && row.kinds.includes(kind));
}

function* readRow(
  { pods = [], containers = [], images = [] }: CustomResource,
  root: Cursor,
): Iterable<Found> {
  for (const path of pods) for (const pod of follow(root, path)) yield* podImages(pod);
  for (const path of containers) {
    for (const { place, above } of followed(root, path)) {
      yield* wholeImage(place.at('image'), {
        container: place.at('name').written,
        pod: podBeside(...above),
      });
    }
  }
  for (const path of images)
    for (const { place, above } of followed(root, path))
      yield* wholeImage(place, { pod: podBeside(...above.slice(0, 1)) });
}

/**
 * Every place that a path such as `spec.steps[*].image` leads to; `[*]` is each element of a list, `*` each value of a mapping, `**`
 * the place itself and everything below.
 */
export function follow(root: Cursor, path: string): readonly Cursor[] {
  return followed(root, path).map(({ place }) => place);
}

/** A place, and those that it was reached by, nearest first. */
interface Followed {
  readonly place: Cursor;
  readonly above: readonly Cursor[];
}

function followed(root: Cursor, path: string): readonly Followed[] {
  const steps = path
    .replaceAll('[*]', '.[*]')
    .replace(/\[(\d+)\]/g, '.[$1]')
    .split('.');
  return steps
    .filter((step) => step !== '')
    .reduce<readonly Followed[]>(
      (places, step) =>
        places.flatMap(({ place, above }) =>
          takeStep(place, step).map((next) => ({
            place: next,
            above: [place, ...above],
          })),
        ),
      [{ place: root, above: [] }],
    );
}

function takeStep(place: Cursor, step: string): readonly Cursor[] {
  if (step === '[*]') return place.items();
  if (step === '**') return everythingBelow(place, 0);
  if (step === '*') return place.entries().map(({ value }) => value);
  const index = /^\[(\d+)\]$/.exec(step)?.[1];
  const next = index === undefined ? place.at(step) : place.at(Number(index));
  return next.type === 'nothing' ? [] : [next];
}

const DEPTH_AT_MOST = 48;

function everythingBelow(place: Cursor, depth: number): readonly Cursor[] {
  if (depth > DEPTH_AT_MOST) return [place];
  const children = [...place.items(), ...place.entries().map(({ value }) => value)];
  return [place, ...children.flatMap((child) => everythingBelow(child, depth + 1))];
}
