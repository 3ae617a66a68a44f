import { type RepositoryName, repositoryResource } from './artifact-image.ts';
import { homeOf } from './service-account.ts';

const READER = 'roles/artifactregistry.reader';

/** The narrowest grant that lets a principal pull, as a command for a POSIX shell. */
export function grantCommand(
  principal: string,
  name: RepositoryName,
  /** The resources whose policies have conditional bindings. */
  conditionsOn: readonly string[],
): string {
  const { repository, project, location } = name;
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
    ...withoutCondition(conditionsOn.includes(repositoryResource(name))),
  ]);
}

/** The same grant as Terraform. */
export function grantTerraform(
  principal: string,
  { repository, project, location }: RepositoryName,
): string {
  // Two accounts of one name, and two repositories of one, live in different projects.
  const account = principal
    .replace(/^[^:]*:(?:\/\/)?/, '')
    .replace(/(?:\.iam)?\.gserviceaccount\.com$/, '');
  const who = account.split('/').slice(-3).join('_');
  const label = `${repository}_${project}_${location}_${who}_reader`.replace(
    /[^A-Za-z0-9_]/g,
    '_',
  );
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
  { namespace, name }: { readonly namespace: string; readonly name: string },
  conditions: 'some' | 'none',
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
    ...withoutCondition(conditions === 'some'),
  ]);
}

/** The same binding as Terraform. */
export function bindWorkloadIdentityTerraform(
  email: string,
  pool: string,
  namespace: string,
  name: string,
): string {
  const { project } = homeOf(email);
  const account = email.replace(/(?:\.iam)?\.gserviceaccount\.com$/, '');
  const label = `${account}_${pool}_${namespace}_${name}_workload_identity`.replace(
    /[^A-Za-z0-9_]/g,
    '_',
  );
  return [
    `resource "google_service_account_iam_member" "${label}" {`,
    `  service_account_id = ${literal(`projects/${project ?? '-'}/serviceAccounts/${email}`)}`,
    `  role               = ${literal('roles/iam.workloadIdentityUser')}`,
    `  member             = ${literal(`serviceAccount:${pool}[${namespace}/${name}]`)}`,
    '}',
  ].join('\n');
}

/** Lets a disabled account be used again. */
export function enableAccountCommand(email: string): string {
  const { project } = homeOf(email);
  return command([
    'gcloud',
    'iam',
    'service-accounts',
    'enable',
    email,
    ...(project === null ? [] : [`--project=${project}`]),
  ]);
}

function withoutCondition(hasConditions: boolean): readonly string[] {
  return hasConditions ? ['--condition=None'] : [];
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
