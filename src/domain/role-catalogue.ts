/** The permission that a pull needs. */
export const PULL_PERMISSION = 'artifactregistry.repositories.downloadArtifacts';

/** The permission with which a Kubernetes service account acts as a Google one. */
export const ACT_AS_PERMISSION = 'iam.serviceAccounts.getAccessToken';

/** The permissions that roles are asked about. */
export type KnownPermission = typeof PULL_PERMISSION | typeof ACT_AS_PERMISSION;

/**
 * Predefined roles that hold the permission, as Google's roles.get gave them in August 2026: for when IAM refuses to expand a
 * predefined role.
 */
const PULLING: ReadonlySet<string> = new Set(
  [
    'owner',
    'editor',
    'viewer',
    'artifactregistry.admin',
    'artifactregistry.repoAdmin',
    'artifactregistry.writer',
    'artifactregistry.reader',
    'artifactregistry.createOnPushWriter',
    'artifactregistry.createOnPushRepoAdmin',
    'artifactregistry.viewer',
    'artifactregistry.editor',
    'artifactregistry.serviceAgent',
    'artifactregistry.containerRegistryMigrationAdmin',
    'iam.securityAuditor',
    'iam.supportUser',
    'iam.devOps',
    'iam.dataScientist',
    'securitycenter.admin',
    'securitycenter.adminEditor',
    'securitycenter.adminViewer',
    'cloudbuild.builds.builder',
    'cloudbuild.serviceAgent',
    'run.builder',
    'run.sourceDeveloper',
    'run.serviceAgent',
    'serverless.serviceAgent',
    'cloudfunctions.admin',
    'cloudfunctions.developer',
    'cloudfunctions.editor',
    'cloudfunctions.serviceAgent',
    'appengine.appAdmin',
    'appengine.deployer',
    'appengine.serviceAgent',
    'appengineflex.serviceAgent',
    'firebase.admin',
    'firebase.developAdmin',
    'firebaseapphosting.computeRunner',
    'firebaseapphosting.serviceAgent',
    'composer.worker',
    'composer.serviceAgent',
    'aiplatform.serviceAgent',
    'aiplatform.customCodeServiceAgent',
    'aiplatform.agentSandboxServiceAgent',
    'ml.serviceAgent',
    'assuredoss.admin',
    'assuredoss.projectAdmin',
    'assuredoss.reader',
    'assuredoss.user',
    'binaryauthorization.serviceAgent',
    'compliancescanning.serviceAgent',
    'configdelivery.serviceAgent',
    'containeranalysis.ServiceAgent',
    'containerscanning.ServiceAgent',
    'ondemandscanning.serviceAgent',
    'gkemulticloud.controlPlaneMachineServiceAgent',
    'gkemulticloud.nodePoolMachineServiceAgent',
    'networkactions.serviceAgent',
    'saasservicemgmt.serviceAgent',
    'visualinspection.serviceAgent',
  ].map((role) => `roles/${role}`),
);

/** What lets one act as a service account, among the roles that are made for it. */
const ACTING: ReadonlySet<string> = new Set([
  'roles/iam.workloadIdentityUser',
  'roles/iam.serviceAccountTokenCreator',
]);

/** Does a predefined role hold the permission, by the bundled lists? */
export function bundledRoleHolds(role: string, permission: KnownPermission): boolean {
  return (permission === PULL_PERMISSION ? PULLING : ACTING).has(role);
}

const TRAPS: Readonly<Record<string, string>> = {
  'roles/container.defaultNodeServiceAccount':
    'is the least-privilege role for nodes, and does not hold the permission to pull',
  'roles/container.nodeServiceAccount':
    'is for nodes, and does not hold the permission to pull from Artifact Registry',
  'roles/container.defaultNodeServiceAgent':
    'does not hold the permission to pull from Artifact Registry',
  'roles/container.nodeServiceAgent':
    'speaks of image pulls in its description, and holds only those of the old Container Registry',
  'roles/storage.objectViewer':
    'was what Container Registry needed; Artifact Registry keeps no bucket of yours',
  'roles/storage.admin':
    'was what Container Registry needed; Artifact Registry keeps no bucket of yours',
  'roles/iam.workloadIdentityUser':
    'gives containers an identity; it does not let nodes pull',
  'roles/containerregistry.ServiceAgent':
    'was for Container Registry, and does not hold the permission to pull',
};

/** Why a role that looks as if it let nodes pull does not; `null` for any other role. */
export function trapOf(role: string): string | null {
  const trap = Object.hasOwn(TRAPS, role) ? TRAPS[role] : undefined;
  return trap === undefined ? null : `${role} ${trap}.`;
}
