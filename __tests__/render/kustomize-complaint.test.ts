import { describe, expect, it } from 'vitest';
import { causeFirst } from '../../src/render/kustomize-complaint.ts';

/** kustomize 5's own words, and the cause in them. */
const complaints: readonly (readonly [string, string])[] = [
  [
    "Error: accumulating resources: accumulation err='accumulating resources from '../base': 'base' must resolve to a file': recursed accumulation of path 'base': accumulating resources: accumulation err='accumulating resources from 'gone.yaml': evalsymlink failure on 'base/gone.yaml' : lstat base/gone.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on 'base/gone.yaml' : lstat base/gone.yaml: no such file or directory",
    'gone.yaml: lstat base/gone.yaml: no such file or directory (by way of ../base)',
  ],
  [
    "Error: accumulating resources: accumulating resources from 'a.yaml': MalformedYAMLError: yaml: line 2: did not find expected node content in File: a.yaml",
    'a.yaml: MalformedYAMLError: yaml: line 2: did not find expected node content in File: a.yaml',
  ],
  [
    "Error: accumulating resources: accumulation err='merging resources from 'b.yaml': may not add resource with an already registered id: Deployment.v1.apps/a.[noNs]': must build at directory: 'b.yaml': file is not directory",
    'b.yaml: may not add resource with an already registered id: Deployment.v1.apps/a.[noNs]',
  ],
  [
    'Error: invalid Kustomization: json: unknown field "resourcez"',
    'invalid Kustomization: json: unknown field "resourcez"',
  ],
  [
    "Error: accumulating resources: accumulation err='accumulating resources from '../../over': read over: is a directory': couldn't make target for path 'over': invalid Kustomization: json: cannot unmarshal string into Go struct field Kustomization.patches of type types.Patch",
    'over: invalid Kustomization: json: cannot unmarshal string into Go struct field Kustomization.patches of type types.Patch',
  ],
  [
    "Error: accumulating resources: accumulation err='accumulating resources from '../../over': read over: is a directory': recursed accumulation of path 'over': loading KV pairs: file sources: [a.bin]: open over/a.bin: no such file or directory",
    'over: loading KV pairs: file sources: [a.bin]: open over/a.bin: no such file or directory',
  ],
  ['It failed, and did not say why.', 'It failed, and did not say why.'],
];

describe("kustomize's complaint", () => {
  it.each(complaints)('%s', (said, cause) => {
    expect(causeFirst(said)).toBe(cause);
  });
});
