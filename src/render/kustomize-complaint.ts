/** Where each file of kustomize's chain of complaints begins. */
const STEP = /(?:accumulating|merging) resources from '([^']*)': /g;
/** What kustomize tries next, when a file is none: no cause, and longer than it. */
const AFTERTHOUGHT = /'?: must build at directory: [\s\S]*$/;

/** Why kustomize failed: the innermost cause first, with its file; the chain that led there is left out. */
export function causeFirst(complaint: string): string {
  const said = complaint.replace(/^Error: /, '');
  const steps = [...said.matchAll(STEP)];
  const last = steps.at(-1);
  if (last === undefined) return said;
  const [whole, file = ''] = last;
  const rest = said.slice(last.index + whole.length);
  const why = rest
    .replace(AFTERTHOUGHT, '')
    .replace(/^evalsymlink failure on '[^']*' : /, '')
    .replace(/'$/, '');
  const path = steps.slice(0, -1).map(([, step = '']) => step);
  const by = path.length === 0 ? '' : ` (by way of ${path.join(', ')})`;
  return `${file}: ${why}${by}`;
}
