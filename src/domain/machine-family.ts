import { selected } from './pod-selection.ts';
import type { PodContext } from './reference.ts';

const ARM: ReadonlySet<string> = new Set(['t2a', 'c4a', 'n4a', 'a4x']);
const X86 =
  /^(?:e2|ek|f1|g1|n1|n2|n2d|n4|n4d|t2d|c2|c2d|c3|c3d|c4|c4d|m1|m2|m3|m4|x4|a2|a3|a4|g2|g4|h3|h4d|z3|ct\w+|custom)$/;

/** The architecture of a family, or of a machine type of it (`n2-standard-4`); `null` for a family of tomorrow: it is not guessed at. */
export function architectureByFamily(machineType: string): string | null {
  const [family = ''] = machineType.split('-');
  if (ARM.has(family)) return 'arm64';
  return X86.test(family) ? 'amd64' : null;
}

const ASKING = ['cloud.google.com/machine-family', 'node.kubernetes.io/instance-type'];

/** The architectures of the machines that a Pod asks for by family or type; `null` where it asks for none that is known. */
export function architecturesOf(pod: PodContext): readonly string[] | null {
  const asked = ASKING.flatMap((key) => selected(pod, key) ?? []);
  const told = asked.map(architectureByFamily).filter((one) => one !== null);
  return told.length === 0 ? null : [...new Set(told)];
}
