import type { Cursor } from '../../formats/document.ts';
import { filled, type Lookup } from './filled-cursor.ts';
import { withFunctions } from './template-functions.ts';
import type { TreeIndex } from './tree-index.ts';

/**
 * An object that stands in a chart's template, as in an app of apps: what its placeholders take from the chart's values is filled in. What
 * hangs on more than that stays as it is written.
 */
export async function filledFromChart(
  root: Cursor,
  file: string,
  index: TreeIndex,
): Promise<Cursor> {
  const folder = /^((?:.*\/)?)templates\//.exec(file)?.[1];
  if (folder === undefined || !index.files.has(`${folder}Chart.yaml`)) return root;
  const values = await index.read(`${folder}values.yaml`);
  return values === null ? root : filled(root, withFunctions(lookupIn(values)));
}

/** `.Values.apps.web.tag`, from wherever in the template. */
function lookupIn(values: Cursor): Lookup {
  return (expression) => {
    const path = /^\$?\.Values\.([\w.-]+)$/.exec(expression)?.[1];
    if (path === undefined) return null;
    const at = values.at(...path.split('.'));
    return at.written === null || at.type === 'null' ? null : { text: at.written, at };
  };
}
