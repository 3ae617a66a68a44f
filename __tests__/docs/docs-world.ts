/** The Google of the docs: one cluster, whose nodes may read one repository. */
export const DOCS_WORLD = `
organizations: { "1": {} }
projects:
  my-project:
    number: 111222333
    parent: organizations/1
    service-accounts: { node@my-project.iam.gserviceaccount.com: {}, dev-node@my-project.iam.gserviceaccount.com: {} }
    machine-types: { e2-medium: X86_64 }
    clusters:
      us-central1/prod:
        locations: [us-central1-a]
        nodePools:
          - name: main
            config: { machineType: e2-medium, serviceAccount: node@my-project.iam.gserviceaccount.com, oauthScopes: [https://www.googleapis.com/auth/cloud-platform] }
    repositories:
      us-central1/apps:
        policy: [{ role: roles/artifactregistry.reader, members: [serviceAccount:node@my-project.iam.gserviceaccount.com, serviceAccount:dev-node@my-project.iam.gserviceaccount.com] }]
        images: { api: [{ tags: ["2.2.0", "2.3.1"] }] }
`;
