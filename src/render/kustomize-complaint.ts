/** Where each file of kustomize's chain of complaints begins. */
const STEP = /(?:accumulating|merging) resources from '([^']*)': /g;
/** What kustomize tries next, when a file is none: no cause, and longer than it. */
const AFTERTHOUGHT = /'?: must build at directory: [\s\S]*$/;

/** A folder is first tried as a file; what building it came to is said behind that. */
const FOLDER =
  /(?:couldn't make target for path|recursed (?:accumulation|merging) (?:of|from) path) '([^']*)': /g;

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
  const built = [...why.matchAll(FOLDER)].at(-1);
  const path = steps.slice(0, -1).map(([, step = '']) => step);
  const by = path.length === 0 ? '' : ` (by way of ${path.join(', ')})`;
  if (built !== undefined) {
    const cause = why.slice(built.index + built[0].length);
    return `${built[1] || file}: ${cause}${by}`;
  }
  return `${file}: ${why}${by}`;
}
