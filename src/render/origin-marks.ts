import path from 'node:path';
import { parseDocuments } from '../formats/document.ts';
import type { Plan } from './kustomize-plan.ts';
import { wrapped } from './overlay.ts';
import { folderNameOf, type Workplace } from './workplace.ts';

/** How kustomize is made to say which file each object came from. */
export interface Marked {
  /** The folder that is built, in the workplace. */
  readonly folder: string;
  /** The file that an object came from, by what kustomize says of it; `null` where it does not say, or it is none of the tree. */
  readonly originOf: (text: string) => string | null;
}

const MARK = 'buildMetadata: [originAnnotations]\n';

/**
 * In the copy of the root's own kustomization, where nothing is put on top of it and a line can surely be added; `null` elsewhere. A
 * kustomization takes these words of the outermost one alone, so what builds on it as well is not touched.
 */
export function markInside(
  { root, own }: Plan,
  text: string,
  workplace: Workplace,
): Marked | null {
  if (root.deployment !== null || root.made.length > 0 || own === undefined) return null;
  if (!takesALine(text)) return null;
  workplace.append(`tree/${own.file}`, MARK);
  const { folder } = root;
  return {
    folder: path.posix.join('tree', folder),
    originOf: (printed) => {
      const origin = originIn(printed);
      return origin === null ? null : path.posix.join(folder, origin);
    },
  };
}

/** A block mapping whose last line has its end: what follows at the first column is a key of it. */
function takesALine(text: string): boolean {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#.*)?\r?$/.test(line));
  return (
    text.endsWith('\n') &&
    !text.includes('buildMetadata') &&
    !lines.some((line) => /^(?:---|\.\.\.|%|\uFEFF)/.test(line)) &&
    /^[A-Za-z]+:(?:\s|$)/.test(lines[0] ?? '')
  );
}

/** In a folder around the root. */
export async function markAround(
  { root, label }: Plan,
  workplace: Workplace,
): Promise<Marked> {
  const folder = `around/${folderNameOf(label)}`;
  await workplace.write(`${folder}/kustomization.yaml`, JSON.stringify(wrapped(root)));
  return {
    folder,
    originOf: (printed) =>
      /^(?:\.\.\/)*tree\/(.+)$/.exec(originIn(printed) ?? '')?.[1] ?? null,
  };
}

/** The annotation as kustomize writes it: no key of another place stands in these columns. */
const WRITTEN =
  /^metadata:\n(?:(?: .*)?\n)*? {2}annotations:\n(?:(?: {4}.*)?\n)*? {4}config\.kubernetes\.io\/origin: \|\n {6}path: (.+)\n(?! {6}\S)/m;

/** The path that an object came from, as kustomize says it; what came from another repository has none. */
function originIn(text: string): string | null {
  const written = WRITTEN.exec(text)?.[1];
  if (written !== undefined) return written;
  const [document] = parseDocuments('rendered.yaml', text, () => true);
  const origin =
    document?.root.at('metadata', 'annotations', 'config.kubernetes.io/origin').text ??
    '';
  return /^repo: /m.test(origin) ? null : (/^path: (.+)$/m.exec(origin)?.[1] ?? null);
}
