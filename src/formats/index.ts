import { argoCd } from './argo-cd.ts';
import { configSync } from './config-sync.ts';
import { customResources } from './custom-resources.ts';
import { dockerCompose } from './docker-compose.ts';
import { flux } from './flux.ts';
import type { Format } from './format.ts';
import { generic } from './generic.ts';
import { helmValues } from './helm-values.ts';
import { jsonPatches } from './json-patches.ts';
import { kubernetes } from './kubernetes.ts';
import { kustomize } from './kustomize.ts';
import { prow } from './prow.ts';
import { skaffold } from './skaffold.ts';
import { terraform } from './terraform.ts';
import { userRules } from './user-rules.ts';

/** Every format, in the order in which they are asked: the first that reads a document has it. */
export const formats: readonly Format[] = [
  userRules,
  kubernetes,
  customResources,
  kustomize,
  argoCd,
  flux,
  configSync,
  helmValues,
  prow,
  skaffold,
  dockerCompose,
  terraform,
  jsonPatches,
  generic,
];
