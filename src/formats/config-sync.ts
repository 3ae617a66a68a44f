import { asWritten } from '../domain/service-account.ts';
import type { Cursor } from './document.ts';
import { type Format, type Found, wholeImage, workloadOf } from './format.ts';
import { valuesImages } from './values-images.ts';

/** Config Sync: the image that a RootSync or RepoSync fetches, and the values that it gives to a chart. */
export const configSync: Format = {
  id: 'config-sync',
  title: 'RootSync and RepoSync: `oci.image`, `helm.values`',
  source: 'config-sync',
  reads: ({ apiVersion, kind }) =>
    apiVersion.startsWith('configsync.gke.io/') &&
    (kind === 'RootSync' || kind === 'RepoSync'),
  *references({ root }) {
    const spec = root.at('spec');
    const workload = workloadOf(root);
    if (spec.at('sourceType').text === 'oci') yield* artifact(spec.at('oci'));
    for (const found of valuesImages(spec.at('helm', 'values'), null))
      yield { ...found, workload };
  },
};

/** Fetched by Config Sync's reconciler, as the account that the object declares. */
function* artifact(oci: Cursor): Iterable<Found> {
  const declared = oci.at('auth').text === 'gcpserviceaccount';
  const email = declared ? asWritten(oci.at('gcpServiceAccountEmail').text) : null;
  yield* wholeImage(oci.at('image'), { fetcher: { kind: 'controller', email } });
}
