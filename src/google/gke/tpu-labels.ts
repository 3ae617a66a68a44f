/** What GKE calls the TPUs of each machine family (docs.cloud.google.com/kubernetes-engine/docs/concepts/plan-tpus). */
const ACCELERATORS: Readonly<Record<string, string>> = {
  ct3: 'tpu-v3-device',
  ct3p: 'tpu-v3-slice',
  ct4p: 'tpu-v4-podslice',
  ct5l: 'tpu-v5-lite-device',
  ct5lp: 'tpu-v5-lite-podslice',
  ct5p: 'tpu-v5p-slice',
  ct6e: 'tpu-v6e-slice',
  tpu7x: 'tpu7x',
};

/** The labels of TPU nodes, as far as machine type and placement tell them; empty for other nodes. */
export function tpuLabels(
  machineType: string,
  topology: string,
): Readonly<Record<string, string>> {
  const [family = ''] = machineType.split('-');
  const accelerator = Object.hasOwn(ACCELERATORS, family) ? ACCELERATORS[family] : null;
  return {
    ...(accelerator == null
      ? {}
      : { 'cloud.google.com/gke-tpu-accelerator': accelerator }),
    ...(topology === '' ? {} : { 'cloud.google.com/gke-tpu-topology': topology }),
  };
}
