import { type Need, type Ours, placeOf } from './advice.ts';

/** What our own identity was refused: said once, with the roles that would let it. */
export interface RefusalLog {
  readonly add: (need: Need) => void;
  /** One sentence, or none. */
  readonly sentences: () => readonly string[];
}

const NAMED_AT_MOST = 12;

/** `identity` is asked for only where there is something to say. */
export function refusalLog(identity: () => string, ours: Ours): RefusalLog {
  const needs = new Map<string, Need>();
  return {
    add: (need) => needs.set(`${need.permission} ${need.resource}`, need),
    sentences: () =>
      needs.size === 0 ? [] : [sentence(identity(), [...needs.values()], ours)],
  };
}

function sentence(identity: string, needs: readonly Need[], ours: Ours): string {
  const named = needs
    .slice(0, NAMED_AT_MOST)
    .map(({ permission, resource }) => `${permission} on ${resource}`);
  const more = needs.length - named.length;
  const list = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const own = rolesFor(needs.filter(({ resource }) => ours(resource)));
  const others = rolesFor(needs.filter(({ resource }) => !ours(resource)));
  const asked = others === '' ? [] : [`granted by whoever administers it: ${others}`];
  const remedies = [...(own === '' ? [] : [own]), ...asked].join('; ');
  return `This run asks Google as ${identity}, which may not use ${list}. What would let it: ${remedies}.`;
}

/** The smallest predefined roles, each with where it is wanted. */
function rolesFor(needs: readonly Need[]): string {
  const places = new Map<string, Set<string>>();
  for (const { permission, resource } of needs) {
    const role = roleFor(permission, resource);
    const known = places.get(role) ?? new Set();
    places.set(role, known.add(placeOf(resource)));
  }
  // Who may see the policies may read as well.
  const viewer = places.get('roles/artifactregistry.viewer') ?? new Set();
  const reader = places.get('roles/artifactregistry.reader') ?? new Set();
  for (const place of viewer) reader.delete(place);
  if (reader.size === 0) places.delete('roles/artifactregistry.reader');
  const lines = [...places].map(
    ([role, where]) => `${role} on ${[...where].slice(0, 4).join(', ')}`,
  );
  return lines.join('; ');
}

const ROLES: readonly (readonly [RegExp, string])[] = [
  [/^artifactregistry\.repositories\.getIamPolicy$/, 'roles/artifactregistry.viewer'],
  [/^artifactregistry\./, 'roles/artifactregistry.reader'],
  [
    /^resourcemanager\.(?:folders|organizations)\.getIamPolicy$/,
    'roles/iam.securityReviewer',
  ],
  [/^resourcemanager\./, 'roles/browser'],
  [/^iam\.denypolicies\./, 'roles/iam.denyReviewer'],
  [/^iam\.serviceAccounts\.getAccessToken$/, 'roles/iam.serviceAccountTokenCreator'],
  [/^iam\.serviceAccounts\./, 'roles/iam.serviceAccountViewer'],
  [/^policytroubleshooter/, 'roles/iam.securityReviewer'],
  [/^container\./, 'roles/container.clusterViewer'],
  [/^compute\./, 'roles/compute.viewer'],
];

function roleFor(permission: string, resource: string): string {
  if (permission === 'iam.roles.get')
    return resource.startsWith('organizations/')
      ? 'roles/iam.organizationRoleViewer'
      : 'roles/iam.roleViewer';
  const known = ROLES.find(([pattern]) => pattern.test(permission));
  return known?.[1] ?? `a role that holds ${permission}`;
}
