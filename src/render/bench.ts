import type { Tree } from '../domain/tree.ts';
import type { TreeReader } from '../engine/read-tree.ts';
import type { RenderedImage, RenderFailure, Rendering } from '../engine/sources.ts';
import type { ImageRule } from '../settings/settings.ts';
import type { Tools } from './tools.ts';
import type { Workplace } from './workplace.ts';

/** What one root came to. */
export type RootRendering =
  | {
      readonly kind: 'rendered';
      readonly images: readonly RenderedImage[];
      readonly covered: Rendering['covered'][number];
      readonly serviceAccounts: Rendering['serviceAccounts'];
      /** What of the output could not be read. */
      readonly problems: readonly RenderFailure[];
    }
  | {
      readonly kind: 'failed';
      readonly failure: RenderFailure;
      /** What its own entries make of the files that it builds on, though it could not be built; `null` where that is not known. */
      readonly instead: {
        readonly images: readonly RenderedImage[];
        readonly covered: Rendering['covered'][number];
      } | null;
    };

/** What building needs besides the root. */
export interface RenderBench {
  readonly tree: Tree;
  readonly reader: TreeReader;
  readonly tools: Tools;
  readonly workplace: Workplace;
  readonly network: 'closed' | 'open';
  readonly confinement: readonly string[];
  readonly imageRules: readonly ImageRule[];
  readonly signal: AbortSignal;
  /** Does something once, however many roots need it. */
  readonly once: (name: string, does: () => Promise<void>) => Promise<void>;
  /** Lets nobody else work at a place meanwhile. */
  readonly alone: <T>(place: string, works: () => Promise<T>) => Promise<T>;
}

/** Remembers what was begun, by name. */
export function onceEach(): RenderBench['once'] {
  const begun = new Map<string, Promise<void>>();
  return (name, does) => {
    const known = begun.get(name) ?? does();
    begun.set(name, known);
    return known;
  };
}

/** Lets one work at a place after the other. */
export function oneByOne(): RenderBench['alone'] {
  const tails = new Map<string, Promise<unknown>>();
  return async (place, works) => {
    const before = tails.get(place) ?? Promise.resolve();
    const mine = before.then(works, works);
    tails.set(place, mine);
    return mine;
  };
}
