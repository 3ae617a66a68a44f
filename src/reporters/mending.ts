import type { Finding } from '../domain/report.ts';

/** How a finding is mended, a line each: what to write in the located scalar, or what to run. Every channel says the same. */
export function mending(finding: Finding): readonly string[] {
  const { command } = finding.fix;
  const edit = editOf(finding);
  return [
    ...(command === null ? [] : [`Fix: ${command}`]),
    ...(edit === null ? [] : [edit]),
  ];
}

/** `newTag: 1.3.0` is mended by a tag, not by a whole name. */
function editOf({ fix, edit }: Finding): string | null {
  if (edit !== undefined) return `Write instead: ${edit.to}`;
  if (fix.replacement === null) return null;
  return `The image would be: ${fix.replacement}`;
}
