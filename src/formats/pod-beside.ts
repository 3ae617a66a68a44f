import type { PodContext } from '../domain/reference.ts';
import type { Cursor } from './document.ts';
import { deviceNames, podContext, tolerationOf } from './pod-spec.ts';

/**
 * What values beside an image say of the Pod that runs it, by the keys that charts give to a Pod's template; `null` where none of the
 * mappings says where it lands: then nobody has seen the Pod. The first that says anything decides.
 */
export function podBeside(...mappings: readonly Cursor[]): PodContext | null {
  const telling = mappings.find(saysWhere);
  if (telling === undefined) return null;
  const pod = podContext(telling);
  const devices = deviceNames(telling.at('resources'));
  return {
    ...pod,
    serviceAccountName:
      pod.serviceAccountName ?? textOf(telling.at('serviceAccount', 'name')),
    tolerations: [...pod.tolerations, ...devices.map(tolerationOf)],
    devices,
  };
}

function saysWhere(values: Cursor): boolean {
  return (
    values.at('nodeSelector').entries().length > 0 ||
    values.at('tolerations').items().length > 0 ||
    values.at('affinity', 'nodeAffinity').entries().length > 0 ||
    ['nodeName', 'runtimeClassName'].some((key) => textOf(values.at(key)) !== null) ||
    deviceNames(values.at('resources')).length > 0
  );
}

function textOf({ text }: Cursor): string | null {
  return text === '' ? null : text;
}
