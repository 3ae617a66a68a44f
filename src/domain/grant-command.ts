import type { RepositoryName } from './artifact-image.ts';
import { homeOf } from './service-account.ts';

const READER = 'roles/artifactregistry.reader';

/** The narrowest grant that lets a principal pull, as a command for a POSIX shell. */
export function grantCommand(
  principal: string,
  { repository, project, location }: RepositoryName,
): string {
  return command([
    'gcloud',
    'artifacts',
    'repositories',
    'add-iam-policy-binding',
    repository,
    `--project=${project}`,
    `--location=${location}`,
    `--member=${principal}`,
    `--role=${READER}`,
  ]);
}

/** The same grant as Terraform. */
export function grantTerraform(
  principal: string,
  { repository, project, location }: RepositoryName,
): string {
  const label = `${repository}_reader`.replace(/[^A-Za-z0-9_]/g, '_');
  return [
    `resource "google_artifact_registry_repository_iam_member" "${label}" {`,
    `  project    = ${literal(project)}`,
    `  location   = ${literal(location)}`,
    `  repository = ${literal(repository)}`,
    `  role       = ${literal(READER)}`,
    `  member     = ${literal(principal)}`,
    '}',
  ].join('\n');
}

/** The binding that lets a Kubernetes service account act as a Google one. */
export function bindWorkloadIdentityCommand(
  email: string,
  pool: string,
  namespace: string,
  name: string,
): string {
  const { project } = homeOf(email);
  return command([
    'gcloud',
    'iam',
    'service-accounts',
    'add-iam-policy-binding',
    email,
    ...(project === null ? [] : [`--project=${project}`]),
    '--role=roles/iam.workloadIdentityUser',
    `--member=serviceAccount:${pool}[${namespace}/${name}]`,
  ]);
}

/** Words as a POSIX shell reads them back: quoted where they hold anything but plain characters. */
export function command(words: readonly string[]): string {
  return words
    .map((word) =>
      /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`,
    )
    .join(' ');
}

function literal(text: string): string {
  // A replacement's own `$$` would be one dollar.
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}
