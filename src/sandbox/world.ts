import { type Document, parseDocument } from 'yaml';
import { z } from 'zod';

const binding = z.strictObject({
  role: z.string(),
  members: z.array(z.string()),
  condition: z.string().optional().describe('A CEL expression.'),
});
const policy = z.array(binding).default([]).describe('The bindings of an allow policy.');

const image = z.strictObject({
  tags: z.array(z.coerce.string()).default([]),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .optional()
    .describe(
      'A digest of its own; without one it is that of the manifest that the sandbox makes.',
    ),
  platforms: z
    .array(z.string())
    .default(['linux/amd64'])
    .describe(
      'One platform is a single image, several are an index; `linux/arm/v7`, `windows/amd64:10.0.20348.1`.',
    ),
  attestation: z
    .boolean()
    .default(false)
    .describe('An attestation beside the platforms, as buildx leaves one.'),
  'schema-1': z.boolean().default(false).describe("In Docker's old manifest format."),
  uploaded: z.string().default('2026-11-01T10:00:00Z').describe('RFC 3339.'),
  size: z.number().int().optional().describe('Bytes.'),
  listed: z
    .boolean()
    .default(true)
    .describe('Whether Artifact Registry lists the platforms (`imageManifests`).'),
});
const images = z
  .record(z.string(), z.array(image))
  .default({})
  .describe('Image (package) name → its versions.');

const repository = z.strictObject({
  format: z.string().default('DOCKER'),
  mode: z.enum(['STANDARD', 'VIRTUAL', 'REMOTE']).default('STANDARD'),
  policy,
  images,
  upstream: images.describe(
    'What a remote repository would find upstream; a request for a manifest caches it.',
  ),
  upstreams: z
    .array(z.strictObject({ repository: z.string(), priority: z.number().default(100) }))
    .default([])
    .describe(
      'The upstreams of a virtual repository: projects/P/locations/L/repositories/R.',
    ),
  'cleanup-policies': z
    .record(z.string(), z.unknown())
    .default({})
    .describe("By id, in the API's own JSON."),
  'cleanup-dry-run': z.boolean().default(false),
  rules: z
    .array(z.record(z.string(), z.unknown()))
    .default([])
    .describe("Download rules, in the API's own JSON."),
});

const denyRule = z.strictObject({
  'denied-principals': z.array(z.string()),
  'exception-principals': z.array(z.string()).default([]),
  'denied-permissions': z.array(z.string()),
  'exception-permissions': z.array(z.string()).default([]),
  condition: z.string().optional(),
});
const deny = z
  .record(z.string(), z.array(denyRule))
  .default({})
  .describe('Deny policies by name.');
const role = z.strictObject({
  permissions: z.array(z.string()),
  deleted: z.boolean().default(false),
  stage: z.string().default('GA'),
});
const roles = z.record(z.string(), role).default({}).describe('Custom roles by id.');

const project = z.strictObject({
  number: z.coerce.string().regex(/^\d+$/),
  parent: z
    .string()
    .regex(/^(?:folders|organizations)\/\d+$/)
    .optional(),
  policy,
  deny,
  roles,
  'disabled-apis': z
    .array(z.string())
    .default([])
    .describe('For example `policytroubleshooter`.'),
  redirection: z.string().default('REDIRECTION_FROM_GCR_IO_FINALIZED'),
  'service-accounts': z
    .record(z.string(), z.strictObject({ disabled: z.boolean().default(false), policy }))
    .default({})
    .describe('By email.'),
  repositories: z
    .record(z.string(), repository)
    .default({})
    .describe('By LOCATION/REPOSITORY.'),
  clusters: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe("By LOCATION/CLUSTER, in GKE's own JSON."),
  'machine-types': z
    .record(z.string(), z.string())
    .default({})
    .describe('Machine type → X86_64 or ARM64.'),
});

const fault = z.strictObject({
  path: z
    .string()
    .describe('A part of the request path; its end, where a `$` closes it.'),
  status: z.number().int().default(503),
  body: z.string().default(''),
  'content-type': z.string().default('text/html'),
  'retry-after': z.string().optional(),
  times: z
    .number()
    .int()
    .default(1_000_000)
    .describe('How often, before all is well again.'),
  'delay-ms': z.number().int().default(0),
  cut: z
    .enum(['reset', 'short'])
    .optional()
    .describe(
      'The connection is reset before the answer, or closed in the middle of it.',
    ),
});

/** What exists: the whole world of a sandbox. */
export const worldSchema = z.strictObject({
  caller: z
    .strictObject({
      email: z.string().default('ci@my-project.iam.gserviceaccount.com'),
      denied: z
        .array(
          z.strictObject({
            permission: z.string().default('*').describe('`*` stands for anything.'),
            resource: z
              .string()
              .default('*')
              .describe('`projects/P`, `folders/N`, …; `*` stands for anything.'),
          }),
        )
        .default([])
        .describe('What the identity that runs the check may not do; all else it may.'),
    })
    .default({ email: 'ci@my-project.iam.gserviceaccount.com', denied: [] }),
  organizations: z
    .record(z.string(), z.strictObject({ policy, deny, roles }))
    .default({}),
  folders: z
    .record(z.string(), z.strictObject({ parent: z.string(), policy, deny }))
    .default({}),
  projects: z.record(z.string(), project).default({}),
  locations: z
    .array(z.string())
    .default([
      'us',
      'europe',
      'asia',
      'us-central1',
      'us-east1',
      'europe-west1',
      'europe-west4',
    ]),
  troubleshooter: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'What Policy Troubleshooter answers, by `EMAIL REPOSITORY`: CAN_ACCESS, CANNOT_ACCESS, …',
    ),
  'latency-ms': z.number().int().default(0).describe('How long each answer takes.'),
  faults: z.array(fault).default([]).describe('What goes wrong on the wire.'),
});

export type World = z.infer<typeof worldSchema>;
export type WorldRepository = World['projects'][string]['repositories'][string];
export type WorldBinding = z.infer<typeof binding>;
export type WorldImage = z.infer<typeof image>;

/** A world file that is not one: says where and why. */
export class WorldError extends Error {
  override readonly name = 'WorldError';
}

/** Reads a world from YAML. */
export function parseWorld(text: string): World {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0)
    throw new WorldError(`The world is not valid YAML: ${document.errors[0]?.message}`);
  const parsed = worldSchema.safeParse(plainValue(document) ?? {});
  if (parsed.success) return parsed.data;
  throw new WorldError(
    `The world is not one: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
  );
}

function plainValue(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new WorldError(`The world is not valid YAML: ${error.message}`);
  }
}
