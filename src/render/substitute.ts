import type { Cursor } from '../formats/document.ts';
import type { Substitutions } from './deployments/deployment.ts';

const VARIABLE = /\$?\$\{([a-zA-Z_]\w*)(?::?([-=])([^{}]*))?\}/g;

/** What Flux makes of `${name}` and `${name:=default}`. A name of which nothing is known stays where values come from outside the tree. */
export function substitute(text: string, { known, isWhole }: Substitutions): string {
  return text.replace(
    VARIABLE,
    (
      whole,
      name: string,
      operator: string | undefined,
      otherwise: string | undefined,
    ) => {
      // `$${name}` is an escape.
      if (whole.startsWith('$$')) return whole.slice(1);
      const value = known.get(name)?.written;
      if (
        value !== undefined &&
        value !== null &&
        !(value === '' && operator !== undefined)
      )
        return value;
      if (operator !== undefined) return otherwise ?? '';
      return isWhole ? '' : whole;
    },
  );
}

/** The scalar that fills in the version of an image, where one does. */
export function variableIn(image: string, { known }: Substitutions): Cursor | null {
  const version = image.slice(Math.max(image.lastIndexOf('/'), 0));
  const names = [...version.matchAll(VARIABLE)].map((match) => match[1] ?? '');
  return known.get(names.at(-1) ?? '') ?? null;
}
