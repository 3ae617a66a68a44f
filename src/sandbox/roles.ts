import { findProject } from './state.ts';
import type { World } from './world.ts';

const READ = [
  'artifactregistry.dockerimages.get',
  'artifactregistry.dockerimages.list',
  'artifactregistry.locations.get',
  'artifactregistry.locations.list',
  'artifactregistry.packages.get',
  'artifactregistry.packages.list',
  'artifactregistry.projectsettings.get',
  'artifactregistry.repositories.downloadArtifacts',
  'artifactregistry.repositories.get',
  'artifactregistry.repositories.list',
  'artifactregistry.repositories.readViaVirtualRepository',
  'artifactregistry.rules.list',
  'artifactregistry.tags.get',
  'artifactregistry.tags.list',
  'artifactregistry.versions.get',
  'artifactregistry.versions.list',
];
const LOG = [
  'autoscaling.sites.writeMetrics',
  'logging.logEntries.create',
  'monitoring.metricDescriptors.create',
  'monitoring.metricDescriptors.list',
  'monitoring.timeSeries.create',
  'monitoring.timeSeries.list',
];

/** The predefined roles that a world knows, with what of theirs matters here. */
const PREDEFINED: Readonly<Record<string, readonly string[]>> = {
  'roles/owner': [
    ...READ,
    'artifactregistry.repositories.getIamPolicy',
    'artifactregistry.repositories.setIamPolicy',
  ],
  'roles/editor': READ,
  'roles/viewer': READ,
  'roles/artifactregistry.admin': [
    ...READ,
    'artifactregistry.repositories.getIamPolicy',
    'artifactregistry.repositories.setIamPolicy',
  ],
  'roles/artifactregistry.repoAdmin': READ,
  'roles/artifactregistry.writer': READ,
  'roles/artifactregistry.reader': READ,
  'roles/artifactregistry.viewer': [
    ...READ,
    'artifactregistry.repositories.getIamPolicy',
  ],
  'roles/artifactregistry.serviceAgent': [
    'artifactregistry.repositories.downloadArtifacts',
    'artifactregistry.repositories.get',
    'artifactregistry.repositories.readViaVirtualRepository',
    'artifactregistry.versions.delete',
    'pubsub.topics.publish',
  ],
  'roles/cloudbuild.builds.builder': READ,
  'roles/composer.worker': READ,
  'roles/container.defaultNodeServiceAccount': LOG,
  'roles/container.nodeServiceAccount': [
    ...LOG,
    'storage.objects.get',
    'storage.objects.list',
  ],
  'roles/container.nodeServiceAgent': ['storage.objects.get', 'storage.objects.list'],
  'roles/container.developer': ['container.pods.get', 'container.pods.create'],
  'roles/container.clusterViewer': ['container.clusters.get', 'container.clusters.list'],
  'roles/storage.objectViewer': ['storage.objects.get', 'storage.objects.list'],
  'roles/storage.admin': ['storage.buckets.get', 'storage.objects.get'],
  'roles/browser': [
    'resourcemanager.projects.get',
    'resourcemanager.projects.getIamPolicy',
    'resourcemanager.folders.get',
    'resourcemanager.organizations.get',
  ],
  'roles/iam.securityReviewer': [
    'resourcemanager.projects.getIamPolicy',
    'resourcemanager.folders.getIamPolicy',
    'resourcemanager.organizations.getIamPolicy',
  ],
  'roles/iam.workloadIdentityUser': [
    'iam.serviceAccounts.getAccessToken',
    'iam.serviceAccounts.getOpenIdToken',
  ],
  'roles/iam.serviceAccountTokenCreator': [
    'iam.serviceAccounts.getAccessToken',
    'iam.serviceAccounts.signBlob',
  ],
  'roles/logging.logWriter': ['logging.logEntries.create'],
  'roles/monitoring.metricWriter': ['monitoring.timeSeries.create'],
};

export interface SandboxRole {
  readonly permissions: readonly string[];
  readonly deleted: boolean;
  readonly stage: string;
}

/** A role by its full name, or `null`. */
export function findRole(world: World, name: string): SandboxRole | null {
  const predefined = Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined;
  if (predefined !== undefined)
    return { permissions: predefined, deleted: false, stage: 'GA' };
  const custom = /^(projects|organizations)\/([^/]+)\/roles\/([^/]+)$/.exec(name);
  if (custom === null) return null;
  const [, kind, owner = '', id = ''] = custom;
  const roles =
    kind === 'projects'
      ? findProject(world, owner)?.[1].roles
      : world.organizations[owner]?.roles;
  return roles?.[id] ?? null;
}

/** What a role grants: nothing, when it is deleted or disabled. */
export function rolePermissions(world: World, name: string): readonly string[] {
  const role = findRole(world, name);
  return role === null || role.deleted || role.stage === 'DISABLED'
    ? []
    : role.permissions;
}
