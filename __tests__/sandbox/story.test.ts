import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { describeWith } from '../programs.ts';
import { run, runCli } from '../run-cli.ts';
import { describeThorough } from '../thorough.ts';

const WORLD = `
organizations: { "1": {} }
projects:
  my-project:
    number: 111222333
    parent: organizations/1
    policy:
      - { role: roles/logging.logWriter, members: [serviceAccount:gke-node@my-project.iam.gserviceaccount.com] }
    service-accounts:
      gke-node@my-project.iam.gserviceaccount.com: {}
    clusters:
      us-central1/prod: { nodePools: [{ name: main, config: { serviceAccount: default } }] }
    deny:
      no-pulls: [{ denied-principals: ["principalSet://goog/group/g@example.com"], denied-permissions: [artifactregistry.googleapis.com/repositories.uploadArtifacts] }]
    repositories:
      us-central1/myapp-repo:
        images:
          myapp:
            - { tags: ["2.3.0", latest], platforms: [linux/amd64, linux/arm64] }
            - { tags: ["2.2.0"] }
`;
const IMAGE = 'us-central1-docker.pkg.dev/my-project/myapp-repo/myapp';
const COMMAND =
  'gcloud artifacts repositories add-iam-policy-binding myapp-repo --project=my-project --location=us-central1 --member=serviceAccount:gke-node@my-project.iam.gserviceaccount.com --role=roles/artifactregistry.reader';

const folder = mkdtempSync(path.join(tmpdir(), 'gar-story-'));
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox(WORLD);
  writeFileSync(
    path.join(folder, 'pod.yaml'),
    `apiVersion: v1\nkind: Pod\nmetadata: {name: myapp}\nspec:\n  containers:\n    - name: myapp\n      image: ${IMAGE}:2.3.0\n`,
  );
  writeFileSync(
    path.join(folder, 'token'),
    sandbox.environment['CLOUDSDK_AUTH_ACCESS_TOKEN'] ?? '',
  );
});
afterAll(() => sandbox.close());

async function check(): Promise<{ readonly status: number; readonly report: Report }> {
  const words = [
    'check',
    '.',
    '--service-account',
    'gke-node@my-project.iam.gserviceaccount.com',
    '--format',
    'json',
  ];
  const { status, stdout, stderr } = await runCli(words, {
    cwd: folder,
    env: sandbox.environment,
  });
  expect(stderr).toBe('');
  return { status, report: JSON.parse(stdout) as Report };
}

function cloud(words: readonly string[]): ReturnType<typeof run> {
  const { CLOUDSDK_AUTH_ACCESS_TOKEN: _, ...endpoints } = sandbox.environment;
  return run('gcloud', words, {
    cwd: folder,
    env: {
      ...endpoints,
      CLOUDSDK_CONFIG: path.join(folder, 'gcloud'),
      CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: path.join(folder, 'token'),
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
      CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
    },
  });
}

describeThorough(['gcloud'], 'the story, with the Google Cloud CLI', () => {
  it('finds the missing grant, and the very command that it prints mends it', async () => {
    const before = await check();
    expect(before.status).toBe(1);
    expect(before.report.findings.map(({ rule }) => rule)).toEqual(['reader-missing']);
    const command = before.report.findings[0]?.fix.command ?? '';
    expect(command).toBe(COMMAND);

    const [, ...words] = command.split(' ');
    const granted = await cloud(words);
    expect(granted.stderr).toContain('Updated IAM policy for repository [myapp-repo].');
    expect(granted.status).toBe(0);

    const after = await check();
    expect(after.report.findings).toEqual([]);
    expect(after.report.conclusion).toBe('success');
    expect(after.status).toBe(0);
  });

  it('describes the image and lists its tags', async () => {
    const described = await cloud([
      'artifacts',
      'docker',
      'images',
      'describe',
      `${IMAGE}:2.3.0`,
      '--format=json',
    ]);
    expect(described.status, described.stderr).toBe(0);
    expect(JSON.parse(described.stdout).image_summary.fully_qualified_digest).toMatch(
      `${IMAGE}@sha256:`,
    );
    const tags = await cloud([
      'artifacts',
      'docker',
      'tags',
      'list',
      IMAGE,
      '--format=json',
    ]);
    expect(tags.status, tags.stderr).toBe(0);
    expect(
      JSON.parse(tags.stdout)
        .map((one: { tag: string }) => one.tag.split('/').at(-1))
        .sort(),
    ).toEqual(['2.2.0', '2.3.0', 'latest']);
  });

  it('reads a cluster, a service account and a deny policy', async () => {
    const cluster = await cloud([
      'container',
      'clusters',
      'describe',
      'prod',
      '--project=my-project',
      '--location=us-central1',
      '--format=json',
    ]);
    expect(cluster.status, cluster.stderr).toBe(0);
    expect(JSON.parse(cluster.stdout).nodePools[0].config.serviceAccount).toBe('default');
    const account = await cloud([
      'iam',
      'service-accounts',
      'describe',
      'gke-node@my-project.iam.gserviceaccount.com',
      '--project=my-project',
      '--format=json',
    ]);
    expect(account.status, account.stderr).toBe(0);
    const bound = await cloud([
      'iam',
      'service-accounts',
      'add-iam-policy-binding',
      'gke-node@my-project.iam.gserviceaccount.com',
      '--project=my-project',
      '--role=roles/iam.workloadIdentityUser',
      '--member=serviceAccount:my-project.svc.id.goog[shop/api]',
      '--format=json',
    ]);
    expect(bound.status, bound.stderr).toBe(0);
    expect(JSON.parse(bound.stdout).bindings[0].members).toEqual([
      'serviceAccount:my-project.svc.id.goog[shop/api]',
    ]);
    const attachment = 'cloudresourcemanager.googleapis.com%2Fprojects%2Fmy-project';
    const deny = await cloud([
      'iam',
      'policies',
      'get',
      'no-pulls',
      `--attachment-point=${attachment}`,
      '--kind=denypolicies',
      '--format=json',
    ]);
    expect(deny.status, deny.stderr).toBe(0);
    expect(JSON.parse(deny.stdout).rules[0].denyRule.deniedPrincipals).toEqual([
      'principalSet://goog/group/g@example.com',
    ]);
  });

  it('reads the project policy and a role', async () => {
    const policy = await cloud([
      'projects',
      'get-iam-policy',
      'my-project',
      '--format=json',
    ]);
    expect(policy.status, policy.stderr).toBe(0);
    expect(JSON.parse(policy.stdout).bindings[0].role).toBe('roles/logging.logWriter');
    const role = await cloud([
      'iam',
      'roles',
      'describe',
      'roles/artifactregistry.reader',
      '--format=json',
    ]);
    expect(role.status, role.stderr).toBe(0);
    expect(JSON.parse(role.stdout).includedPermissions).toContain(
      'artifactregistry.repositories.downloadArtifacts',
    );
  });
});

describeWith(['skopeo'], 'the registry, with skopeo', () => {
  it('lets an image be inspected, each platform of it', async () => {
    const { host } = new URL(sandbox.url);
    const words = (architecture: string): readonly string[] => [
      '--override-os=linux',
      `--override-arch=${architecture}`,
      'inspect',
      '--tls-verify=false',
      `--creds=oauth2accesstoken:${sandbox.environment['CLOUDSDK_AUTH_ACCESS_TOKEN']}`,
      `docker://${host}/my-project/myapp-repo/myapp:2.3.0`,
    ];
    for (const architecture of ['amd64', 'arm64']) {
      const inspected = await run('skopeo', words(architecture));
      expect(inspected.status, inspected.stderr).toBe(0);
      expect(JSON.parse(inspected.stdout).Architecture).toBe(architecture);
    }
  });
});

describeWith(['crane'], 'the registry, with crane', () => {
  it('answers for a digest, and says what it does not have', async () => {
    const { host } = new URL(sandbox.url);
    const auth = Buffer.from(
      `oauth2accesstoken:${sandbox.environment['CLOUDSDK_AUTH_ACCESS_TOKEN']}`,
    ).toString('base64');
    const config = mkdtempSync(path.join(tmpdir(), 'gar-crane-'));
    writeFileSync(
      path.join(config, 'config.json'),
      JSON.stringify({ auths: { [host]: { auth } } }),
    );
    const env = { DOCKER_CONFIG: config };
    const digest = await run(
      'crane',
      ['digest', '--insecure', `${host}/my-project/myapp-repo/myapp:2.2.0`],
      {
        env,
      },
    );
    expect(digest.status, digest.stderr).toBe(0);
    expect(digest.stdout).toMatch(/^sha256:[0-9a-f]{64}$/m);
    const absent = await run(
      'crane',
      ['digest', '--insecure', `${host}/my-project/myapp-repo/myapp:9`],
      {
        env,
      },
    );
    expect(absent.stderr).toContain('MANIFEST_UNKNOWN');
  });
});
