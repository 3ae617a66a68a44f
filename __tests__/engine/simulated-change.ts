import type { FileChange } from './histories.ts';

/** What a pull request does to scalars that are no images, by their form: a port, a version, a duration, a checksum, an address. */
const CHANGES: readonly (readonly [RegExp, (value: string) => string])[] = [
  [/^\d+$/, (value) => String(Number(value) + 1)],
  [/^\d+\.\d+$/, (value) => value.replace(/\d+$/, (last) => String(Number(last) + 1))],
  [/^v?\d+\.\d+\.\d+\S*$/, (value) => value.replace(/\d+/, (one) => `${one}1`)],
  [/^\d+(?:ms|s|m|h|Mi|Gi|Ki|k|M|G)$/, (value) => `1${value}`],
  [/^(?:\d{1,3}\.){3}\d{1,3}(?:[/:]\d+)?$/, (value) => value.replace(/^\d+/, '172')],
  [/^(?:true|false)$/, (value) => (value === 'true' ? 'false' : 'true')],
  [
    /^[0-9a-f]{32,64}$/,
    (value) => value.replace(/^./, (one) => (one === '1' ? '2' : '1')),
  ],
  [/^https?:\/\/\S+$/, (value) => `${value}/v2`],
  [/^[a-z][a-z0-9.-]*:\d{2,5}$/, (value) => value.replace(/\d+$/, '8443')],
  [/^[a-z][a-z0-9-]*$/, (value) => `${value}-2`],
  [/^[A-Za-z][\w ./:@-]*$/, (value) => `${value}x`],
];
const LINE =
  /^(\s*(?:-\s+)?["']?[\w./-]+["']?:\s+|\s*-\s+)(["']?)([^"'#{[&*!|>\s][^"'#]*?)\2\s*$/;
/** Of which pull request would a kind or an API's version be changed? */
const FIXED = /^\s*(?:apiVersion|kind|image)\s*:/;

/** One change for each form of scalar that a file holds: the file as it is, and as a pull request leaves it. */
export function changedScalars({
  file,
  text,
}: Pick<FileChange, 'file' | 'text'>): readonly FileChange[] {
  const lines = text.split('\n');
  return CHANGES.flatMap(([form, change], index) => {
    let seen = 0;
    const changed = lines.map((line) => {
      const [, lead = '', quote = '', value = ''] = LINE.exec(line) ?? [];
      const own = CHANGES.findIndex(([other]) => other.test(value));
      if (own !== index || !form.test(value) || FIXED.test(line)) return line;
      seen += 1;
      return `${lead}${quote}${change(value)}${quote}`;
    });
    return seen === 0 ? [] : [{ file, before: text, text: changed.join('\n') }];
  });
}
