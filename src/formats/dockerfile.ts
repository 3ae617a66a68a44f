import { parseImageName } from '../domain/image-name.ts';
import type { ImageReference } from '../domain/reference.ts';
import { positionsOf } from './positions.ts';

/** Is it a Dockerfile by its name? They are read when the config asks for them, `formats: [dockerfile]`. */
export function isDockerfile(path: string): boolean {
  return /(?:^|\/)(?:[\w.-]+\.)?(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$/.test(path);
}

/** What `FROM` names, stages of the file itself and `scratch` left out. No YAML, so it is no format of the catalogue. */
export function dockerfileReferences(
  file: string,
  text: string,
): readonly ImageReference[] {
  const positions = positionsOf(file, text);
  const stages = new Set<string>();
  const references: ImageReference[] = [];
  for (const match of text.matchAll(
    /^[ \t]*FROM[ \t]+((?:--\S+[ \t]+)*)(\S+)(?:[ \t]+AS[ \t]+(\S+))?/gim,
  )) {
    const [whole, , image = '', stage] = match;
    const start =
      match.index + whole.length - whole.slice(whole.search(/\bFROM\b/i)).length;
    const at = text.indexOf(image, start + 4 + (match[1]?.length ?? 0));
    if (image !== 'scratch' && !stages.has(image.toLowerCase())) {
      references.push({
        image,
        parsed: parseImageName(image),
        location: positions.span(at, at + image.length),
        part: 'image',
        source: 'dockerfile',
        workload: null,
        container: stage ?? null,
        path: null,
        pod: null,
        fetcher: { kind: 'node' },
        roots: [],
        remarks: [],
      });
    }
    if (stage !== undefined) stages.add(stage.toLowerCase());
  }
  return references;
}
