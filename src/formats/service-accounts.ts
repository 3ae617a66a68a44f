import type { ComputeClass, KubernetesServiceAccount } from '../domain/reference.ts';
import { asWritten, isToBeFilledIn } from '../domain/service-account.ts';
import type { Cursor } from './document.ts';
import { pullSecrets } from './pod-spec.ts';

/** A Kubernetes ServiceAccount object with what it says about Google and about pulling; `null` for any other object. */
export function readServiceAccount(root: Cursor): KubernetesServiceAccount | null {
  if (root.at('kind').text !== 'ServiceAccount' || root.at('apiVersion').text !== 'v1')
    return null;
  const name = root.at('metadata', 'name');
  if (name.written === null) return null;
  const annotations = root.at('metadata', 'annotations');
  const email = annotations.at('iam.gke.io/gcp-service-account');
  const pulls = annotations.at('iam.gke.io/enable-wi-image-pull');
  return {
    namespace: asWritten(root.at('metadata', 'namespace').written),
    name: name.written,
    location: name.location,
    place: name.location.file,
    googleServiceAccount:
      asWritten(email.text) === null
        ? null
        : { email: email.text ?? '', location: email.location },
    pullsAsItself: pulls.written === 'true' ? { location: pulls.location } : null,
    pullSecrets: pullSecrets(root.at('imagePullSecrets')),
  };
}

/** A GKE ComputeClass; `null` for any other object. */
export function readComputeClass(root: Cursor): ComputeClass | null {
  const group = (root.at('apiVersion').text ?? '').split('/')[0];
  const name = root.at('metadata', 'name').written;
  if (
    root.at('kind').text !== 'ComputeClass' ||
    group !== 'cloud.google.com' ||
    name === null
  )
    return null;
  const spec = root.at('spec');
  const config = spec.at('nodePoolConfig');
  const serviceAccount = config.at('serviceAccount').text?.toLowerCase() ?? null;
  // Whose account a build fills in is nobody's that can be named.
  if (isToBeFilledIn(config.at('serviceAccount').text ?? '')) return null;
  const creates = spec.at('nodePoolAutoCreation', 'enabled').written;
  const taints = config.at('taintConfig', 'architectureTaintBehavior').text;
  return {
    name,
    serviceAccount,
    makes: creates === 'false' ? 'nothing' : 'nodes',
    machines: spec.at('priorities').items().flatMap(machineOf),
    taintsArm: taints === 'NONE' ? 'never' : 'unless-told',
  };
}

/** What one priority makes nodes of; nothing where it uses pools that are there. */
function machineOf(priority: Cursor): readonly (string | null)[] {
  if (priority.at('nodepools').items().length > 0) return [];
  return [priority.at('machineType').text ?? priority.at('machineFamily').text];
}
