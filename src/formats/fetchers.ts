import type { Fetcher } from '../domain/reference.ts';
import { asWritten } from '../domain/service-account.ts';
import type { Cursor } from './document.ts';

/** A controller of the cluster, whose identity the manifest does not declare. */
export function controller(): Fetcher {
  return { kind: 'controller', email: null };
}

/** Cloud Run names its project where Kubernetes has the namespace. */
export function cloudRun(root: Cursor): Fetcher {
  return {
    kind: 'cloud-run',
    project: asWritten(root.at('metadata', 'namespace').written),
  };
}

/** A Knative service is Cloud Run's where a label or an annotation of its says so; else the node of a cluster runs it. */
export function knative(root: Cursor): Fetcher {
  const metadata = [root.at('metadata'), root.at('spec', 'template', 'metadata')];
  const keys = metadata.flatMap((one) =>
    ['labels', 'annotations'].flatMap((name) =>
      one
        .at(name)
        .entries()
        .map(({ key }) => key),
    ),
  );
  const isCloudRun = keys.some((key) => /^(?:run|cloud)\.googleapis\.com\//.test(key));
  return isCloudRun ? cloudRun(root) : { kind: 'node' };
}

/** Config Connector's objects name their project in an annotation or a reference. */
export function configConnector(root: Cursor): Fetcher {
  const annotation = root
    .at('metadata', 'annotations')
    .at('cnrm.cloud.google.com/project-id').text;
  const reference = root.at('spec', 'projectRef', 'external').text;
  const project = annotation ?? reference?.replace(/^projects\//, '') ?? null;
  return { kind: 'cloud-run', project: asWritten(project) };
}
