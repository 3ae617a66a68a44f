import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { SettingsError } from '../domain/settings-error.ts';
import { type ConfigElsewhere, readElsewhere } from './config-elsewhere.ts';

/** What a config's text says that it extends, in order; what is wrong with it is said when the whole is read. */
export function extendsOf(text: string): readonly string[] {
  const { contents } = parseDocument(text, { logLevel: 'silent' });
  const list = isMap(contents) ? contents.get('extends', true) : null;
  if (!isSeq(list)) return [];
  return list.items.flatMap((item) =>
    isScalar(item) && typeof item.value === 'string' ? [item.value] : [],
  );
}

/** How a file of another repository is had; its text. */
export type FetchConfig = (file: ConfigElsewhere) => Promise<string>;

/** The texts of all that a config extends. None of them extends another: who speaks stays to be seen in one file. */
export async function fetchExtended(
  { file, text }: { readonly file: string; readonly text: string },
  fetch: FetchConfig,
): Promise<readonly { readonly file: string; readonly text: string }[]> {
  return Promise.all(
    extendsOf(text).map(async (named) => {
      const read = readElsewhere(named);
      if ('expected' in read)
        throw new SettingsError(
          `${file}: extends: expected ${read.expected}, got "${named}".`,
        );
      const fetched = await fetch(read.value);
      if (extendsOf(fetched).length > 0)
        throw new SettingsError(
          `${named}: extends: expected none in a config that is itself extended.`,
        );
      return { file: named, text: fetched };
    }),
  );
}
