import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** What reads HCL: tree-sitter's runtime, and the grammar of HCL for it. In the bundle their bytes stand in this file's place. */
export async function hclGrammar(): Promise<{
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}> {
  const { resolve } = createRequire(import.meta.url);
  const [runtime, grammar] = await Promise.all([
    readFile(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    readFile(resolve('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm')),
  ]);
  return { runtime, grammar };
}
