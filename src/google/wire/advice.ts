/** What the caller needed, to say what would settle a refusal. */
export interface Need {
  readonly permission: string;
  readonly resource: string;
}

/** Is a resource known to stand in a project of the user's own? */
export type Ours = (resource: string) => boolean;

/** Nobody said which projects are the user's. */
export const nobodySaid: Ours = () => false;

/** Knows the projects that the settings speak of, and those that accounts stand in. */
export function oursOf(projects: readonly string[], accounts: readonly string[]): Ours {
  const known = new Set([
    ...projects,
    ...accounts.flatMap((one) => accountProject(one) ?? []),
  ]);
  return (resource) => {
    const project = projectOf(resource);
    return project !== null && known.has(project);
  };
}

/** What would let a permission be used: whose project is not known is somebody else's to open. */
export function advice({ permission, resource }: Need, ours: Ours): string {
  const grant = `the identity that runs this check ${permission} on ${resource}`;
  if (ours(resource)) return `Grant ${grant}.`;
  return `Ask whoever administers ${placeOf(resource)} to grant ${grant}, if it exists.`;
}

/** Roles are granted on a project, a folder or an organization, or on the thing itself where it is none of theirs. */
export function placeOf(resource: string): string {
  const project = projectOf(resource);
  if (project !== null) return `projects/${project}`;
  return /^(?:folders|organizations)\/[^/]+/.exec(resource)?.[0] ?? resource;
}

/** The project of a resource's name, of an account in it, or of an image's path at a registry. */
function projectOf(resource: string): string | null {
  const account = accountProject(resource);
  if (account !== null) return account;
  const named = /^projects\/([^/]+)/.exec(resource)?.[1];
  if (named !== undefined) return named === '-' ? null : named;
  const [host = '', first = '', second = ''] = resource.split('/');
  if (!host.includes('.') || first === '') return null;
  return first.includes('.') ? `${first}:${second}` : first;
}

/** `NAME@PROJECT.iam.gserviceaccount.com`; the default accounts name their project by its number, or before the `@`. */
function accountProject(text: string): string | null {
  const user = /@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(text)?.[1];
  return user ?? /([a-z0-9-]+)@appspot\.gserviceaccount\.com$/.exec(text)?.[1] ?? null;
}
