import type { Node as Syntax, Tree } from 'web-tree-sitter';
import type { DocumentProblem } from '../domain/reference.ts';
import { ALIASES_AT_MOST, type Cursor, cursorAt, type Reading } from './cursor.ts';
import { bodyNode } from './hcl-nodes.ts';
import { positionsOf } from './positions.ts';
import type { Comment } from './waiver-comments.ts';

/** A file of HCL as JSON would say it: `resource: [{TYPE: {NAME: {…}}}]`, blocks of one name in a list. */
export interface HclDocument {
  readonly root: Cursor;
  /** The first place that is not HCL; then nothing of the file is used. */
  readonly problems: readonly DocumentProblem[];
  readonly notes: readonly DocumentProblem[];
  readonly isCut: () => boolean;
  readonly comments: readonly Comment[];
}

/** Reads one file of HCL. */
export type HclReader = (file: string, text: string) => HclDocument;

let reader: Promise<HclReader> | null = null;

/** The reader of HCL, loaded when the first file asks for it. */
export function hclReader(): Promise<HclReader> {
  reader ??= loadReader();
  return reader;
}

async function loadReader(): Promise<HclReader> {
  const [{ Language, Parser }, { hclGrammar }] = await Promise.all([
    import('web-tree-sitter'),
    import('./hcl-grammar.ts'),
  ]);
  const { runtime, grammar } = await hclGrammar();
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser().setLanguage(await Language.load(grammar));
  return (file, text) => {
    // A byte order mark is no part of the language.
    const tree = parser.parse(text.replace(/^\uFEFF/, ' '));
    if (tree === null) throw new Error(`tree-sitter gave no tree for ${file}.`);
    try {
      return documentOf(file, text, tree);
    } finally {
      tree.delete();
    }
  };
}

function documentOf(file: string, text: string, { rootNode }: Tree): HclDocument {
  const positions = positionsOf(file, text);
  const reading: Reading = {
    locate: positions.span,
    textSpan: ({ start, end, style }) =>
      style === 'double' ? [start + 1, end - 1] : [start, end],
    inside: () => [],
    budget: { left: ALIASES_AT_MOST },
  };
  const broken = rootNode.hasError ? firstError(rootNode) : null;
  const body = broken === null ? bodyNode(rootNode) : null;
  return {
    root: cursorAt(body, null, '', reading, 0),
    problems: broken === null ? [] : [whatIsWrong(broken, positions.span)],
    notes: [],
    isCut: () => false,
    comments: rootNode
      .descendantsOfType('comment')
      .map(({ startIndex, text: comment }) => {
        const { line, column } = positions.span(startIndex, startIndex);
        // Those who read comments know the other mark.
        return { line, column, comment: comment.replace(/^\/\//, '##') };
      }),
  };
}

/** The first part that the grammar does not know, as deep as it goes. */
function firstError(root: Syntax): Syntax {
  let at = root;
  for (;;) {
    if (at.isError || at.isMissing) return at;
    const next = at.children.find((child) => child.hasError || child.isMissing);
    if (next === undefined) return at;
    at = next;
  }
}

function whatIsWrong(
  { startIndex, isMissing, type }: Syntax,
  span: Reading['locate'],
): DocumentProblem {
  const why = isMissing
    ? `Not valid HCL: ${type} is missing here.`
    : 'Not valid HCL from here on.';
  return { location: span(startIndex, startIndex), why };
}
