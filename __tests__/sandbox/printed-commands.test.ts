import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import {
  CLUSTER,
  closed,
  deployment,
  NODE,
  pool,
  worldOf,
} from '../engine/pulls/small-world.ts';
import { describeWith } from '../programs.ts';
import { run, runCli } from '../run-cli.ts';
import { describeThorough } from '../thorough.ts';
import { againstGrammar } from './gcloud-grammar.ts';

const OFF = 'off@p.iam.gserviceaccount.com';
const MADE = 'made@p.iam.gserviceaccount.com';
const APP = 'app@p.iam.gserviceaccount.com';
const READER = 'roles/artifactregistry.reader';
const DOWNLOAD = 'artifactregistry.googleapis.com/repositories.downloadArtifacts';
const SOMETIMES = 'request.time < timestamp("2020-01-01T00:00:00Z")';
const member = (email: string): string => `serviceAccount:${email}`;
const denying = (email: string): string =>
  `principal://iam.googleapis.com/projects/-/serviceAccounts/${email}`;

/** Everything that a command mends, at once: policies plain and with conditions, of one principal and of several. */
const WORLD = worldOf({
  files: {},
  cluster: {
    nodePools: [pool('main'), closed('closed'), pool('off', { serviceAccount: OFF })],
    autoscaling: {
      enableNodeAutoprovisioning: true,
      resourceLimits: [
        { resourceType: 'cpu', maximum: '10' },
        { resourceType: 'memory', maximum: '64' },
      ],
      autoprovisioningNodePoolDefaults: {
        serviceAccount: MADE,
        oauthScopes: ['https://www.googleapis.com/auth/logging.write'],
      },
    },
  },
  project: {
    deny: {
      'no-pulls': [
        { 'denied-principals': [denying(APP)], 'denied-permissions': [DOWNLOAD] },
        {
          'denied-principals': ['principalSet://goog/public:all'],
          'exception-principals': [OFF, MADE, 'other@p.iam.gserviceaccount.com'].map(
            denying,
          ),
          'denied-permissions': [DOWNLOAD],
        },
      ],
    },
    'service-accounts': {
      [NODE]: {},
      [OFF]: { disabled: true },
      [MADE]: {},
      'other@p.iam.gserviceaccount.com': {},
      [APP]: {
        policy: [
          {
            role: 'roles/iam.workloadIdentityUser',
            members: [member(NODE)],
            condition: SOMETIMES,
          },
        ],
      },
      'bare@p.iam.gserviceaccount.com': {},
    },
    repositories: {
      'us/r': {
        policy: [
          { role: READER, members: [NODE, OFF, MADE].map(member) },
          { role: READER, members: [member(APP)], condition: SOMETIMES },
        ],
        images: { app: [{ tags: ['1'] }] },
      },
      'us/plain': {
        policy: [{ role: READER, members: [NODE, OFF].map(member) }],
        images: { app: [{ tags: ['1'] }] },
      },
    },
  },
});
const account = (name: string, email: string): string =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}, namespace: shop, annotations: {iam.gke.io/gcp-service-account: ${email}}}\n`;
const FILES = [
  deployment('', 'us-docker.pkg.dev/p/r/app:1', 'api', 'shop'),
  deployment('', 'us-docker.pkg.dev/p/plain/app:1', 'web', 'shop'),
  account('api', APP),
  account('web', 'bare@p.iam.gserviceaccount.com'),
];

const folder = mkdtempSync(path.join(tmpdir(), 'gar-printed-'));
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox(JSON.stringify(WORLD));
  writeFileSync(path.join(folder, 'all.yaml'), FILES.join('---\n'));
  writeFileSync(
    path.join(folder, 'token'),
    sandbox.environment['CLOUDSDK_AUTH_ACCESS_TOKEN'] ?? '',
  );
});
afterAll(() => sandbox.close());

async function check(): Promise<Report> {
  const words = ['check', 'all.yaml', '--cluster', CLUSTER, '--format', 'json'];
  const { stdout, stderr } = await runCli(words, {
    cwd: folder,
    env: sandbox.environment,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Report;
}

function commandsOf({ findings }: Report): readonly string[] {
  return [...new Set(findings.flatMap(({ fix }) => fix.command ?? []))];
}

describe('every command that is printed', () => {
  it('mends one thing that was found, in the grammar of gcloud', async () => {
    const report = await check();
    const rules = [...new Set(report.findings.map(({ rule }) => rule))].sort();
    expect(rules).toEqual([
      'node-scope-missing',
      'reader-denied',
      'reader-missing',
      'service-account-disabled',
      'workload-identity-unbound',
    ]);
    for (const { rule, fix } of report.findings) expect(fix.command, rule).not.toBe(null);
    const wrong = commandsOf(report).flatMap((command) =>
      againstGrammar(command).map((why) => `${why}: ${command}`),
    );
    expect(wrong).toEqual([]);
    expect(commandsOf(report)).toHaveLength(8);
  });

  it('says that no condition is meant only where a policy has some', async () => {
    const grants = commandsOf(await check()).filter((one) =>
      one.includes('add-iam-policy'),
    );
    const conditions = grants.map((one) => [
      / (?:repositories|service-accounts) add-iam-policy-binding (\S+)/.exec(one)?.[1],
      one.includes('--condition=None'),
    ]);
    expect(conditions.sort()).toEqual([
      ['app@p.iam.gserviceaccount.com', true],
      ['bare@p.iam.gserviceaccount.com', false],
      ['plain', false],
      ['plain', false],
      ['r', true],
    ]);
  });
});

function terraformOf({ findings }: Report): string {
  const blocks = new Set(findings.flatMap(({ fix }) => fix.terraform ?? []));
  return `${[...blocks].join('\n\n')}\n`;
}

describe('every Terraform form that is printed', () => {
  it('has a label of its own', async () => {
    const text = terraformOf(await check());
    const labels = [...text.matchAll(/^resource "(\w+)" "(\w+)" \{$/gm)].map(
      ([, type, label]) => `${type}.${label}`,
    );
    expect(labels).toHaveLength(5);
    expect(new Set(labels).size).toBe(5);
  });
});

for (const [program, words] of [
  ['terraform', ['fmt', '-']],
  ['hclfmt', []],
] as const) {
  describeWith([program], `every Terraform form that is printed, by ${program}`, () => {
    it('is formatted', async () => {
      const text = terraformOf(await check());
      writeFileSync(path.join(folder, 'forms.tf'), text);
      const env = { CHECKPOINT_DISABLE: '1' };
      const command = `${program} ${words.join(' ')} < forms.tf`;
      const { status, stdout, stderr } = await run('sh', ['-c', command], {
        cwd: folder,
        env,
      });
      expect(stdout, stderr).toBe(text);
      expect(status, stderr).toBe(0);
    });
  });
}

describeThorough(['gcloud', 'jq'], 'every command that is printed, run by gcloud', () => {
  it('and then nothing is found any more', { timeout: 120_000 }, async () => {
    const { CLOUDSDK_AUTH_ACCESS_TOKEN: _, ...endpoints } = sandbox.environment;
    const env = {
      ...endpoints,
      CLOUDSDK_CONFIG: path.join(folder, 'gcloud'),
      CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: path.join(folder, 'token'),
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
      CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
    };
    for (const command of commandsOf(await check())) {
      const { status, stderr } = await run('sh', ['-c', command], { cwd: folder, env });
      expect(status, `${command}\n${stderr}`).toBe(0);
    }
    const { findings, conclusion } = await check();
    expect(findings).toEqual([]);
    expect(conclusion).toBe('success');
  });

  it('and so are those that are only named, as far as gcloud knows them', () => {
    const named = [
      'gcloud artifacts docker upgrade migrate --projects=p',
      'gcloud artifacts settings enable-upgrade-redirection --project=p',
      'gcloud artifacts repositories list-cleanup-policies r --project=p --location=us',
      'gcloud services enable artifactregistry.googleapis.com --project=p',
      'gcloud iam roles describe roles/artifactregistry.reader',
    ];
    for (const command of named) {
      const words = ['meta', 'lint-gcloud-commands', `--command-string=${command}`];
      const told = execFileSync('gcloud', words, { encoding: 'utf8', stdio: 'pipe' });
      const [{ success, error_message: why }] = JSON.parse(told) as [
        { success: boolean; error_message: string | null },
      ];
      expect(success, `${command}: ${why}`).toBe(true);
    }
  });
});
