/** What the code asks Google for, by purpose: docs/permissions.md is written from it, and a test holds it to the calls that are made. */
export interface Purpose {
  readonly purpose: string;
  readonly permissions: readonly string[];
  /** Where they must be held. */
  readonly where: string;
  /** The smallest predefined roles that hold them. */
  readonly roles: readonly string[];
  /** `project` and `organization` go into a custom role; what is only used when it is asked for goes into none. */
  readonly level: 'project' | 'organization' | 'when-asked';
}

export const purposes: readonly Purpose[] = [
  {
    purpose: 'existence, platforms, proposals, cleanup and download rules',
    permissions: [
      'artifactregistry.dockerimages.get',
      'artifactregistry.locations.list',
      'artifactregistry.packages.get',
      'artifactregistry.packages.list',
      'artifactregistry.projectsettings.get',
      'artifactregistry.repositories.get',
      'artifactregistry.repositories.list',
      'artifactregistry.rules.list',
      'artifactregistry.tags.get',
      'artifactregistry.tags.list',
      'artifactregistry.versions.get',
      'artifactregistry.versions.list',
    ],
    where: "the repositories' projects",
    roles: ['roles/artifactregistry.reader'],
    level: 'project',
  },
  {
    purpose: "single images' platforms, and `remote: ask`, through the registry itself",
    permissions: ['artifactregistry.repositories.downloadArtifacts'],
    where: "the repositories' projects",
    roles: ['roles/artifactregistry.reader'],
    level: 'project',
  },
  {
    purpose: 'who may pull',
    permissions: [
      'artifactregistry.repositories.getIamPolicy',
      'resourcemanager.projects.get',
      'resourcemanager.projects.getIamPolicy',
    ],
    where: "the repositories' projects",
    roles: ['roles/artifactregistry.viewer', 'roles/browser'],
    level: 'project',
  },
  {
    purpose: 'what custom roles hold',
    permissions: ['iam.roles.get'],
    where: 'where they are defined',
    roles: ['roles/iam.roleViewer', 'roles/iam.organizationRoleViewer'],
    level: 'project',
  },
  {
    purpose: 'inherited grants',
    permissions: [
      'resourcemanager.folders.get',
      'resourcemanager.folders.getIamPolicy',
      'resourcemanager.organizations.getIamPolicy',
    ],
    where: 'the organization',
    roles: ['roles/browser', 'roles/iam.securityReviewer'],
    level: 'organization',
  },
  {
    purpose: 'deny policies',
    permissions: ['iam.denypolicies.get', 'iam.denypolicies.list'],
    where: 'the organization',
    roles: ['roles/iam.denyReviewer'],
    level: 'organization',
  },
  {
    purpose: 'who pulls on a cluster',
    permissions: ['container.clusters.get', 'resourcemanager.projects.get'],
    where: "the cluster's project",
    roles: ['roles/container.clusterViewer'],
    level: 'project',
  },
  {
    purpose: 'what its nodes run',
    permissions: ['compute.machineTypes.get'],
    where: "the cluster's project",
    roles: ['roles/compute.viewer'],
    level: 'project',
  },
  {
    purpose: "whether the nodes' service account is there and enabled",
    permissions: ['iam.serviceAccounts.get'],
    where: "the account's project",
    roles: ['roles/iam.serviceAccountViewer'],
    level: 'project',
  },
  {
    purpose: 'Workload Identity bindings',
    permissions: [
      'iam.serviceAccounts.get',
      'iam.serviceAccounts.getIamPolicy',
      'resourcemanager.projects.getIamPolicy',
    ],
    where: "the accounts' projects",
    roles: ['roles/iam.serviceAccountViewer', 'roles/browser'],
    level: 'project',
  },
  {
    purpose: '`permission-source: impersonation`',
    permissions: ['iam.serviceAccounts.getAccessToken'],
    where: "the nodes' service account alone",
    roles: ['roles/iam.serviceAccountTokenCreator'],
    level: 'when-asked',
  },
];

/** The permissions of the custom roles, sorted: all of them, or without what only an organization can grant. */
export function rolePermissions(level: 'project' | 'organization'): readonly string[] {
  const counted = purposes.filter(
    (one) => one.level === 'project' || one.level === level,
  );
  return [...new Set(counted.flatMap((one) => one.permissions))].sort();
}

/** The whole page. */
export function permissionsPage(): string {
  return `# What the checker itself needs

<!-- Written by \`npm run docs\` from scripts/permissions-page.ts. -->

The identity that runs the check reads; it changes nothing. Without a permission the check still runs: what it could not read is
\`unknown\`, with the name of what was missing, and \`check\` says in one line what its own identity may not read.

| for | permissions | where | smallest predefined roles |
| --- | --- | --- | --- |
${purposes.map(row).join('\n')}

\`roles/artifactregistry.reader\` alone may not read a repository's policy; \`roles/artifactregistry.viewer\` may. Policy Troubleshooter, which
\`permission-source: auto\` asks where the policies leave a question open, needs its API (\`policytroubleshooter.googleapis.com\`) enabled and
\`roles/iam.securityReviewer\` on the organization. Where it may not be asked, the policies' verdict stands.

## A custom role for the organization

Everything above but impersonation, on everything below the organization.

${roleBlock('gar-preflight.yaml', 'organization')}

\`\`\`sh
gcloud iam roles create garPreflight --organization=ORGANIZATION_ID --file=gar-preflight.yaml
gcloud organizations add-iam-policy-binding ORGANIZATION_ID --role=organizations/ORGANIZATION_ID/roles/garPreflight --member='principalSet://iam.googleapis.com/projects/PROJECT_NUMBER/locations/global/workloadIdentityPools/github/attribute.repository_id/REPOSITORY_ID'
\`\`\`


## A custom role for single projects

Where nothing may be granted on the organization: in each project that holds repositories, clusters or the nodes' service accounts. Grants that
are inherited from above cannot be seen then, so that a missing grant is \`reader-unverified\` in place of \`reader-missing\`, unless the project stands
in no organization.

${roleBlock('gar-preflight-project.yaml', 'project')}

\`\`\`sh
gcloud iam roles create garPreflight --project=PROJECT_ID --file=gar-preflight-project.yaml
gcloud projects add-iam-policy-binding PROJECT_ID --role=projects/PROJECT_ID/roles/garPreflight --member='principalSet://iam.googleapis.com/projects/PROJECT_NUMBER/locations/global/workloadIdentityPools/github/attribute.repository_id/REPOSITORY_ID'
\`\`\`


The same as Terraform, pool and provider included: [terraform/](../terraform/README.md). Step by step: [setup.md](setup.md). The member is the principal
that the action logs in as by itself; with \`login-service-account\`, or google-github-actions/auth and a service account, it is
\`serviceAccount:EMAIL\`.

A test runs the whole client and fails when the code asks for a permission that is not on this page, or no longer asks for one that is.
`;
}

function row({ purpose, permissions, where, roles }: Purpose): string {
  const quoted = (names: readonly string[]): string =>
    names.map((name) => `\`${name}\``).join(', ');
  return `| ${purpose} | ${quoted(permissions)} | ${where} | ${quoted(roles)} |`;
}

/** The custom role as `gcloud iam roles create --file` reads it. */
export function roleFile(level: 'project' | 'organization'): string {
  const title = level === 'project' ? 'GAR Preflight (project)' : 'GAR Preflight';
  const lines = rolePermissions(level).map((permission) => `  - ${permission}`);
  return [`title: ${title}`, 'stage: GA', 'includedPermissions:', ...lines, ''].join(
    '\n',
  );
}

function roleBlock(file: string, level: 'project' | 'organization'): string {
  return ['```yaml', `# ${file}`, `${roleFile(level)}\`\`\``].join('\n');
}

/** The permissions as the Terraform module takes them. */
export function terraformPermissions(): string {
  const list = (level: 'project' | 'organization'): string =>
    rolePermissions(level)
      .map((permission) => `    "${permission}",`)
      .join('\n');
  return `# Written by \`npm run docs\` from scripts/permissions-page.ts.

locals {
  organization_permissions = [
${list('organization')}
  ]

  project_permissions = [
${list('project')}
  ]
}
`;
}
