import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileReading } from '../../src/domain/reference.ts';
import { hclReader } from '../../src/formats/hcl.ts';
import { mayHoldReferences, readFile } from '../../src/formats/read-file.ts';

const hcl = await hclReader();

function read(text: string, file = 'main.tf', extraFormats = ['terraform']): FileReading {
  return readFile(file, text, {
    imageRules: [],
    valuesRules: [],
    isValues: () => false,
    extraFormats,
    neighbour: () => null,
    hcl,
  });
}

const deployment = (spec: string): string => `
resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    template {
      spec {
        ${spec}
        container {
          name  = "web"
          image = "us-docker.pkg.dev/p/r/web:1"
        }
      }
    }
  }
}
`;
const podOf = (spec: string, more = '') =>
  read(deployment(spec) + more).references[0]?.pod;

describe('files of Terraform', () => {
  it.each(['main.tf', 'a/b.tofu', 'main.tf.json', 'A.TF'])('%s is one', (file) => {
    const asked = { imageRules: [], extraFormats: ['terraform'] };
    expect(mayHoldReferences(file, asked)).toBe(true);
  });

  it('are read when asked for alone', () => {
    expect(mayHoldReferences('main.tf', { imageRules: [], extraFormats: [] })).toBe(
      false,
    );
    const json =
      '{"resource": {"kubernetes_pod": {"a": {"spec": {"container": {"image": "us-docker.pkg.dev/p/r/a:1"}}}}}}';
    expect(read(json, 'main.tf.json').references).toHaveLength(1);
    expect(read(json, 'main.tf.json', []).references).toEqual([]);
  });

  it('are not parsed where no resource of theirs pulls', () => {
    expect(read('resource "google_project" "p" { = = }').problems).toEqual([]);
  });

  it('say where they are not HCL, and name no image then', () => {
    const { references, problems } = read(`${deployment('')}\n}`);
    expect(references).toEqual([]);
    expect(problems.map(({ why, location }) => [location.line, why])).toEqual([
      [20, 'Not valid HCL from here on.'],
    ]);
  });

  it('hold waivers in comments of either kind, and in no text', () => {
    const { waivers } = read(
      deployment(
        [
          '# gar-preflight: ignore tag-mutable why one',
          'host_network = true',
          'dns_policy = "x" // gar-preflight: ignore tag-mutable why two',
          'hostname = "# gar-preflight: ignore tag-mutable why not"',
        ].join('\n'),
      ),
    );
    expect(waivers.map(({ line, rule, reason }) => [line, rule, reason])).toEqual([
      [11, 'tag-mutable', 'why one'],
      [12, 'tag-mutable', 'why two'],
    ]);
  });
});

describe('who pulls', () => {
  it('is the service agent of the project that the resource, or its provider, names', () => {
    const service = (type: string, body: string): string =>
      `resource "${type}" "a" {\n ${body}\n template {\n containers {\n image = "us-docker.pkg.dev/p/r/a:1"\n }\n }\n}\n`;
    const projectOf = (text: string): unknown => read(text).references[0]?.fetcher;
    const v2 = 'google_cloud_run_v2_service';
    const agentOf = (project: string | null) => ({ kind: 'cloud-run', project });
    const provider = 'provider "google" {\n project = "of-provider"\n}\n';
    const other = 'provider "google" {\n alias = "x"\n project = "other"\n}\n';
    const beta = 'provider "google-beta" {\n project = "of-beta"\n}\n';
    expect(projectOf(service(v2, 'project = "mine"'))).toEqual(agentOf('mine'));
    expect(projectOf(service(v2, 'project = var.project'))).toEqual(agentOf(null));
    expect(projectOf(service(v2, ''))).toEqual(agentOf(null));
    expect(projectOf(provider + service(v2, ''))).toEqual(agentOf('of-provider'));
    expect(projectOf(other + service(v2, ''))).toEqual(agentOf(null));
    expect(projectOf(other + service(v2, 'provider = google.x'))).toEqual(agentOf(null));
    expect(projectOf(provider + beta + service(v2, 'provider = google-beta'))).toEqual(
      agentOf('of-beta'),
    );
    expect(projectOf(provider + service(v2, 'project = var.p'))).toEqual(agentOf(null));
  });

  it('is a node where the Pod lands', () => {
    expect(
      podOf(`
        service_account_name = "shop"
        runtime_class_name   = "gvisor"
        node_selector        = { "kubernetes.io/arch" = "arm64" }
        image_pull_secrets { name = "key" }
        toleration {
          key      = "kubernetes.io/arch"
          operator = "Equal"
          value    = "arm64"
          effect   = "NoSchedule"
        }
        affinity {
          node_affinity {
            required_during_scheduling_ignored_during_execution {
              node_selector_term {
                match_expressions {
                  key      = "pool"
                  operator = "In"
                  values   = ["a", "b"]
                }
              }
            }
          }
        }
        init_container {
          image = "us-docker.pkg.dev/p/r/gpu:1"
          resources { limits = { "nvidia.com/gpu" = 1 } }
        }`),
    ).toMatchObject({
      serviceAccountName: 'shop',
      runtimeClassName: 'gvisor',
      devices: ['nvidia.com/gpu'],
      nodeSelector: { 'kubernetes.io/arch': 'arm64', 'sandbox.gke.io/runtime': 'gvisor' },
      nodeAffinity: [
        {
          namesNodes: false,
          expressions: [{ key: 'pool', operator: 'In', values: ['a', 'b'] }],
        },
      ],
      pullSecrets: [{ name: 'key' }],
    });
    expect(podOf('')?.tolerations).toEqual([]);
    expect(podOf('toleration {\n key = "a"\n }')?.tolerations).toMatchObject([
      { key: 'a' },
    ]);
  });

  it('is not known where an expression decides where the Pod lands', () => {
    expect(podOf('node_selector = var.selector')).toBeNull();
    expect(podOf('node_selector = { pool = "${var.pool}" }')).toBeNull();
    expect(podOf('node_selector = { pool = "a" }')).not.toBeNull();
  });

  it('is a service account of the same file by its reference', () => {
    const account =
      'resource "kubernetes_service_account_v1" "sa" {\n metadata {\n name = "shop"\n namespace = "shop"\n annotations = { "iam.gke.io/enable-wi-image-pull" = true, "iam.gke.io/gcp-service-account" = "a@p.iam.gserviceaccount.com" }\n }\n}\n';
    const named =
      'service_account_name = kubernetes_service_account_v1.sa.metadata[0].name';
    expect(podOf(named, account)?.serviceAccountName).toBe('shop');
    expect(podOf(named)?.serviceAccountName).toContain('kubernetes_service_account');
    expect(read(account).serviceAccounts).toMatchObject([
      {
        name: 'shop',
        namespace: 'shop',
        pullsAsItself: { location: { line: 5 } },
        googleServiceAccount: { email: 'a@p.iam.gserviceaccount.com' },
      },
    ]);
  });

  it('is read in a manifest in HCL as in one in YAML', () => {
    const { serviceAccounts, references } = read(
      'resource "kubernetes_manifest" "a" {\n manifest = {\n apiVersion = "v1"\n kind = "ServiceAccount"\n metadata = { name = "a", namespace = var.n }\n }\n}\nresource "kubernetes_manifest" "b" {\n manifest = {\n apiVersion = "serving.knative.dev/v1"\n kind = "Service"\n metadata = { name = "a", namespace = "p", labels = { "cloud.googleapis.com/location" = "us" } }\n spec = { template = { spec = { containers = [{ image = "us-docker.pkg.dev/p/r/a:1" }] } } }\n }\n}\n',
    );
    expect(serviceAccounts).toMatchObject([{ name: 'a', namespace: null }]);
    expect(references[0]?.fetcher).toEqual({ kind: 'cloud-run', project: 'p' });
  });
});

describe('hostile files', () => {
  const N = 5000;
  it.each([
    ['braces', (n: number) => `kubernetes_ ${'{'.repeat(n)}`],
    ['lists', (n: number) => `a = kubernetes_${'['.repeat(n)}${']'.repeat(n)}`],
    ['parentheses', (n: number) => `kubernetes_ = ${'('.repeat(n)}1${')'.repeat(n)}`],
    ['interpolations', (n: number) => `kubernetes_ = "${'${"'.repeat(n)}`],
    ['heredocs', (n: number) => 'kubernetes_ = <<A\n'.repeat(n)],
    [
      'blocks in blocks',
      (n: number) => `${'kubernetes_ {\n'.repeat(n)}${'}\n'.repeat(n)}`,
    ],
    ['resources', (n: number) => deployment('').repeat(n / 100)],
    [
      'dynamic blocks',
      (n: number) =>
        deployment(
          'dynamic "container" {\n content {\n image = "a"\n }\n }\n'.repeat(n / 20),
        ),
    ],
    ['attributes', (n: number) => deployment('host_network = true\n'.repeat(n / 4))],
  ])(
    '%s take time as they are long',
    (_, make) => {
      const seconds = (n: number): number => {
        const text = make(n);
        read(text);
        const start = process.cpuUsage();
        read(text);
        const { user } = process.cpuUsage(start);
        return user / 1e6;
      };
      const once = Math.max(seconds(N), 0.01);
      expect(seconds(4 * N)).toBeLessThan(once * 10);
    },
    60_000,
  );

  it('of any text give an answer', () => {
    const piece = fc.constantFrom(
      ...'resource "kubernetes_pod" "a" {|spec {|container {|image = |"us-docker.pkg.dev/p/r/a:1"|}|\n|"|${|%{|<<-A\n|A\n|[|]|(|)|= |var.x|/*|*/|#|//|\\|\u{1f40b}|\u0000|dynamic "container" {|content {|for k in v : |? |null|,'.split(
        '|',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = `kubernetes_ = 1\n${pieces.join('')}`;
        for (const { location } of read(text).references) {
          const line = text.split('\n')[location.line - 1] ?? '';
          expect(location.column).toBeLessThanOrEqual([...line].length + 1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
