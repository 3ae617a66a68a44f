import type { DocumentProblem, ImageReference } from '../domain/reference.ts';
import type { Tree } from '../domain/tree.ts';
import { mayHoldReferences, STANDARD_INPUT } from '../formats/read-file.ts';
import { matchesGlobs } from '../settings/environments.ts';
import type { ImageRule, Settings, Waiver } from '../settings/settings.ts';
import { imageMatches } from '../settings/waivers.ts';
import { treeReader } from './read-tree.ts';
import { globsWithout, type ProblemAt } from './unmatched-globs.ts';

/** What a config is held against. */
export interface HeldAgainst {
  readonly tree: Tree;
  /** Every reference of the tree; `null` where only what changed was read. */
  readonly references: readonly ImageReference[] | null;
  readonly now: Date;
}

/** What of the config has no effect: globs that match nothing, rules that find nothing, waivers that are over. */
export async function findUnmatched(
  settings: Settings,
  { tree, references, now }: HeldAgainst,
): Promise<readonly DocumentProblem[]> {
  if (settings.configFile === null) return [];
  const whole = await wholeTree(tree, settings);
  const isManifest = (file: string): boolean => mayHoldReferences(file, settings);
  // Where only a part of the repository was read, an image may stand in the rest of it.
  const isRead = whole !== null && settings.below === '' && tree.around === undefined;
  const problems = [
    ...expired(settings, now),
    ...(whole === null ? [] : globsWithout(settings, await whole.files(), isManifest)),
    ...(isRead ? waiversWithout(settings, references) : []),
    ...(whole === null ? [] : await rulesWithout(settings, whole)),
  ];
  // What another repository's config says need not match here.
  return problems.flatMap(({ path, why }) => {
    const location = settings.configPlaces.get(path);
    return location === undefined ? [] : [{ location, why }];
  });
}

/** The tree from whose root globs count; `null` where there is none to be had: standard input has no folder that they could speak of. */
async function wholeTree(tree: Tree, { below }: Settings): Promise<Tree | null> {
  const around = (await tree.around?.()) ?? tree;
  if ((await around.files()).includes(STANDARD_INPUT)) return null;
  if (below === '') return around;
  return (await around.above?.(below)) ?? null;
}

function expired({ waivers }: Settings, now: Date): readonly ProblemAt[] {
  const today = now.toISOString().slice(0, 10);
  return waivers.flatMap(({ rule, expires }, index) => {
    if (expires === null || expires >= today) return [];
    const why = `This waiver of ${rule} ended with ${expires}, so it silences nothing any more. Renew it, or take it out.`;
    return [{ path: `ignore[${index}]`, why }];
  });
}

/** A waiver of an image that no reference names. What only changed says nothing of the others. */
function waiversWithout(
  { waivers }: Settings,
  references: readonly ImageReference[] | null,
): readonly ProblemAt[] {
  if (references === null) return [];
  return waivers.flatMap((waiver, index) => {
    if (waiver.image === null || references.some((one) => isMeant(waiver, one)))
      return [];
    const why = `No image of the repository is ${waiver.image}, so this waiver of ${waiver.rule} silences nothing.`;
    return [{ path: `ignore[${index}]`, why }];
  });
}

function isMeant({ image, paths }: Waiver, reference: ImageReference): boolean {
  if (image === null || !imageMatches(image, reference.image)) return false;
  return paths.length === 0 || matchesGlobs(paths, reference.location.file);
}

/** Where every file costs a request, a rule is held against its globs alone. */
async function rulesWithout(
  settings: Settings,
  tree: Tree,
): Promise<readonly ProblemAt[]> {
  if (tree.reads === 'requests') return [];
  const found = await Promise.all(
    settings.imageRules.map(async (rule, index) => {
      if (await findsAny(rule, settings, tree)) return [];
      // That no file is named like this is said already.
      const files = await tree.files();
      if (rule.files.length > 0 && !files.some((file) => matchesGlobs(rule.files, file)))
        return [];
      const what = rule.kind ?? rule.files.join(', ');
      const why = `Nothing stands at ${rule.paths.join(', ')} of ${what}, so this rule finds no image.`;
      return [{ path: `images[${index}]`, why }];
    }),
  );
  return found.flat();
}

async function findsAny(
  rule: ImageRule,
  settings: Settings,
  tree: Tree,
): Promise<boolean> {
  const { extraFormats, valuesRules } = settings;
  const reader = treeReader(tree, { imageRules: [rule], extraFormats, valuesRules });
  for (const file of (await tree.files()).filter(reader.isCandidate)) {
    if (!(await mayConcern(rule, file, tree))) continue;
    const { references } = await reader.read(file);
    if (references.some(({ source }) => source === 'config')) return true;
  }
  return false;
}

/** Is it worth parsing for this rule? */
async function mayConcern(
  { kind, files }: ImageRule,
  file: string,
  tree: Tree,
): Promise<boolean> {
  if (files.length > 0 && !matchesGlobs(files, file)) return false;
  if (kind === null) return true;
  const content = await tree.read(file);
  return content.kind === 'text' && content.text.includes(kind);
}
