import { parseImageName } from '../../src/domain/image-name.ts';
import type { ImageReference } from '../../src/domain/reference.ts';
import type { SourceLocation } from '../../src/domain/source-location.ts';

/** A reference in `Deployment/api`, container `api`, to put into a test. */
export function reference(
  image: string,
  place: Partial<SourceLocation> = {},
): ImageReference {
  const { file = 'k8s/api.yaml', line = 10, column = 16 } = place;
  return {
    image,
    parsed: parseImageName(image),
    location: {
      file,
      line,
      column,
      endLine: line,
      endColumn: column + image.length,
      ...place,
    },
    part: 'image',
    source: 'manifest',
    workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: null, name: 'api' },
    container: 'api',
    path: 'spec.template.spec.containers[0].image',
    pod: null,
    fetcher: { kind: 'node' },
    roots: [],
    remarks: [],
  };
}
