/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** Where a node stands in its document: offsets from its first character to one past its last, quotes and block headers included. */
interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  readonly type: 'string' | 'number' | 'boolean' | 'null';
  /** A string's value; of anything else what is written. */
  readonly text: string;
  readonly style: ScalarStyle;
}

export interface MapNode extends Span {
  readonly kind: 'map';
  /** In the order in which they are written. */
  readonly pairs: readonly PairNode[];
}

export interface PairNode {
  /** As it is written; `null` where it is no scalar. */
  readonly key: string | null;
  readonly keyNode: Node | null;
  readonly value: Node | null;
}

export interface SeqNode extends Span {
  readonly kind: 'seq';
  readonly items: readonly (Node | null)[];
}

/** `*name`, and what it stands for; `null` where nothing has that anchor. */
export interface AliasNode extends Span {
  readonly kind: 'alias';
  readonly target: Node | null;
}

/** What a document is made of, whichever reader read it: plain data that holds nothing of the library. */
export type Node = ScalarNode | MapNode | SeqNode | AliasNode;

/** The key that brings the entries of another mapping in. */
export const MERGE = '<<';

/** Keys that stand twice in one mapping, where they stand the second time. */
export function keysTwice(pairs: readonly PairNode[]): readonly PairNode[] {
  const seen = new Set<string>();
  return pairs.filter(({ key, keyNode }) => {
    if (key === null || key === MERGE || isTemplate(keyNode)) return false;
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

/** Does a scalar hold a template outside quotes? */
export function isTemplate(node: Node | null): node is ScalarNode {
  return (
    node?.kind === 'scalar' && node.type === 'string' && /[\uE000-\uF8FF]/.test(node.text)
  );
}
