import type { Cursor } from './document.ts';
import type { Format } from './format.ts';
import { podImages } from './pod-spec.ts';

const LISTS = ['periodics', 'presubmits', 'postsubmits'];

/** Prow's job files, which are no Kubernetes objects. */
export const prow: Format = {
  id: 'prow',
  title: 'Prow job files (`presubmits`, `postsubmits`, `periodics`)',
  source: 'prow',
  reads: ({ root, kind }) =>
    kind === '' && LISTS.some((list) => jobs(root.at(list)).length > 0),
  *references({ root }) {
    for (const job of LISTS.flatMap((list) => jobs(root.at(list)))) {
      for (const found of podImages(job.at('spec'))) {
        yield {
          ...found,
          workload: {
            apiVersion: null,
            kind: 'ProwJob',
            namespace: null,
            name: job.at('name').written,
          },
        };
      }
    }
  },
};

function jobs(list: Cursor): readonly Cursor[] {
  const all =
    list.type === 'mapping'
      ? list.entries().flatMap(({ value }) => value.items())
      : list.items();
  return all.filter(
    (job) => job.at('spec').type === 'mapping' && job.at('name').written !== null,
  );
}
