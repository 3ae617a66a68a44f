/** The grammars of what a tree names and a tool is handed: what does not fit is said, and never reaches the tool. */

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const RELEASE = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const NAMESPACE = new RegExp(`^${LABEL}$`);

/** Why a text is no release name to helm, or `null`. */
export function releaseNameProblem(name: string): string | null {
  if (name.length <= 53 && RELEASE.test(name)) return null;
  return `"${name}" is no release name: helm takes small letters, digits, "-" and ".", 53 at most.`;
}

/** Why a text is no namespace, or `null`. */
export function namespaceProblem(name: string): string | null {
  if (name.length <= 63 && NAMESPACE.test(name)) return null;
  return `"${name}" is no namespace: Kubernetes takes small letters, digits and "-", 63 at most.`;
}

/** Why a text may not be handed to a tool by another tool, or `null`: it would be read as an option. */
export function optionProblem(text: string): string | null {
  return /^[\s"']*-/.test(text)
    ? `"${text}" would be read as an option by the tool that it is handed to.`
    : null;
}
