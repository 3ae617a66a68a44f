/** The permission that a pull needs. */
export const PULL_PERMISSION = 'artifactregistry.repositories.downloadArtifacts';

/**
 * Predefined roles that hold the permission, as Google's roles.get gave them in August 2026: for when IAM refuses to expand a
 * predefined role.
 */
const PULLING: ReadonlySet<string> = new Set(
  (
    'owner editor viewer artifactregistry.admin artifactregistry.repoAdmin artifactregistry.writer artifactregistry.reader ' +
    'artifactregistry.createOnPushWriter artifactregistry.createOnPushRepoAdmin artifactregistry.viewer artifactregistry.editor ' +
    'artifactregistry.serviceAgent artifactregistry.containerRegistryMigrationAdmin iam.securityAuditor iam.supportUser iam.devOps ' +
    'iam.dataScientist securitycenter.admin securitycenter.adminEditor securitycenter.adminViewer cloudbuild.builds.builder ' +
    'cloudbuild.serviceAgent run.builder run.sourceDeveloper run.serviceAgent serverless.serviceAgent cloudfunctions.admin ' +
    'cloudfunctions.developer cloudfunctions.editor cloudfunctions.serviceAgent appengine.appAdmin appengine.deployer ' +
    'appengine.serviceAgent appengineflex.serviceAgent firebase.admin firebase.developAdmin firebaseapphosting.computeRunner ' +
    'firebaseapphosting.serviceAgent composer.worker composer.serviceAgent aiplatform.serviceAgent ' +
    'aiplatform.customCodeServiceAgent aiplatform.agentSandboxServiceAgent ml.serviceAgent assuredoss.admin ' +
    'assuredoss.projectAdmin assuredoss.reader assuredoss.user binaryauthorization.serviceAgent compliancescanning.serviceAgent ' +
    'configdelivery.serviceAgent containeranalysis.ServiceAgent containerscanning.ServiceAgent ondemandscanning.serviceAgent ' +
    'gkemulticloud.controlPlaneMachineServiceAgent gkemulticloud.nodePoolMachineServiceAgent networkactions.serviceAgent ' +
    'saasservicemgmt.serviceAgent visualinspection.serviceAgent'
  )
    .split(' ')
    .map((role) => `roles/${role}`),
);

/** Does a predefined role hold the permission to pull, by the bundled list? */
export function bundledRolePulls(role: string): boolean {
  return PULLING.has(role);
}

const TRAPS: Readonly<Record<string, string>> = {
  'roles/container.defaultNodeServiceAccount':
    'is the least-privilege role for nodes, and does not hold the permission to pull',
  'roles/container.nodeServiceAccount':
    'is for nodes, and does not hold the permission to pull from Artifact Registry',
  'roles/container.defaultNodeServiceAgent': 'does not hold the permission to pull from Artifact Registry',
  'roles/container.nodeServiceAgent':
    'speaks of image pulls in its description, and holds only those of the old Container Registry',
  'roles/storage.objectViewer':
    'was what Container Registry needed; Artifact Registry keeps no bucket of yours',
  'roles/storage.admin': 'was what Container Registry needed; Artifact Registry keeps no bucket of yours',
  'roles/iam.workloadIdentityUser': 'gives containers an identity; it does not let nodes pull',
  'roles/containerregistry.ServiceAgent':
    'was for Container Registry, and does not hold the permission to pull',
};

/** Why a role that looks as if it let nodes pull does not; `null` for any other role. */
export function trapOf(role: string): string | null {
  const trap = Object.hasOwn(TRAPS, role) ? TRAPS[role] : undefined;
  return trap === undefined ? null : `${role} ${trap}.`;
}
