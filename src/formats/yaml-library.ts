import { createRequire } from 'node:module';

type Library = typeof import('yaml');

let library: Library | null = null;

/** All of the YAML library, loaded where it is first asked for: in most trees nothing is beyond the plain reader. */
export function yamlLibrary(): Library {
  library ??= createRequire(import.meta.url)('yaml') as Library;
  return library;
}
