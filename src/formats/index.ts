import { customResources } from './custom-resources.ts';
import type { Format } from './format.ts';
import { generic } from './generic.ts';
import { helmValues } from './helm-values.ts';
import { kubernetes } from './kubernetes.ts';
import { kustomize } from './kustomize.ts';
import { prow } from './prow.ts';

/** Every format, in the order in which they are asked: the first that reads a document has it. */
export const formats: readonly Format[] = [kubernetes, customResources, kustomize, helmValues, prow, generic];
