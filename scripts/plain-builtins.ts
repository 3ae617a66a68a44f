import { isBuiltin } from 'node:module';

const NAME = '[\\w$]+';
/** An import as esbuild writes it without white space: `import a from"x";`, `import{b,c as d}from"x";`, `import*as e from"x";`. */
const IMPORT = new RegExp(
  `\\bimport(?: (${NAME})(?:,(?=[{*]))?| ?(?=[{*]))(?:\\{([^{}"]*)\\}|\\*as (${NAME}))? ?from"([\\w:/]+)";`,
  'g',
);

/**
 * Takes Node's own modules as objects. An `import` of one reads all that it exports, and so loads what Node itself loads late: of `fs` its
 * promises, and with them streams and the reading of lines, a tenth of the start.
 */
export function plainBuiltins(text: string): string {
  const plain = text.replace(IMPORT, (whole, first, names, all, from) => {
    if (!isBuiltin(from)) return whole;
    const targets = [first, all, names === undefined ? undefined : `{${taken(names)}}`];
    const got = `process.getBuiltinModule("${from}")`;
    return targets
      .flatMap((target) => (target === undefined ? [] : [`const ${target}=${got};`]))
      .join('');
  });
  const left = [...plain.matchAll(/\bimport\b[^;()]{0,200}from ?"([\w:/]+)"/g)].find(
    ([, from = '']) => isBuiltin(from),
  );
  if (left === undefined) return plain;
  throw new Error(`expected no import of Node's own to be left, got ${left[0]}`);
}

/** `a as b,c` as a pattern: `a:b,c`. */
function taken(names: string): string {
  return names.replace(/ as /g, ':');
}
