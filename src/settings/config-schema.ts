import { z } from 'zod';
import { readElsewhere } from './config-elsewhere.ts';
import {
  boundGlob,
  type Reading,
  readCluster,
  readDay,
  readDuration,
  readGlob,
  readPlatform,
  readProject,
  readServiceAccount,
} from './values.ts';

const SEVERITIES = ['error', 'warning', 'notice', 'off'] as const;

/** Text that one of the readers of `values.ts` understands. */
function textOf(read: (text: string) => Reading<unknown>): z.ZodString {
  return z.string().superRefine((text, context) => {
    const reading = read(text);
    if ('expected' in reading)
      context.addIssue({
        code: 'custom',
        message: `expected ${reading.expected}, got "${text}"`,
      });
  });
}

const globs = z.array(textOf(readGlob));
const clusters = z.array(textOf(readCluster));
const accounts = z.array(textOf(readServiceAccount));
const platforms = z.array(textOf(readPlatform));
const duration = z.union([textOf(readDuration), z.literal(0)], {
  error: 'expected a duration such as 90s, 10m or 1h',
});

/** The config file (contract §7). Unknown keys are mistakes. */
export const configSchema = z.strictObject({
  environments: z
    .array(
      z.strictObject({
        name: z.string().min(1).describe('What reports call it.'),
        paths: globs
          .min(1)
          .describe(
            "Globs from the repository's root; `!` excludes. A rendered image belongs to its root's folder.",
          ),
        clusters: clusters
          .optional()
          .describe(
            'GKE clusters that are asked who pulls: `projects/P/locations/L/clusters/C`.',
          ),
        'service-accounts': accounts
          .optional()
          .describe(
            "Who pulls, where no cluster may be asked: the email of the nodes' service account.",
          ),
        namespace: z
          .string()
          .min(1)
          .optional()
          .describe('The Kubernetes namespace of a manifest that names none.'),
        platforms: platforms
          .optional()
          .describe(
            'What the nodes run, such as `linux/arm64`; where a cluster is asked, its node pools say it.',
          ),
        'cloud-run': z
          .array(textOf(readProject))
          .optional()
          .describe(
            "Projects of the Cloud Run services here: each project's service agent pulls.",
          ),
      }),
    )
    .optional()
    .describe(
      'Who runs what: a reference belongs to every environment whose paths match its file.',
    ),
  extends: z
    .array(textOf(readElsewhere))
    .optional()
    .describe(
      "Settings of another repository, read with the run's token: OWNER/REPO/PATH@REF. What stands here wins.",
    ),
  paths: globs.optional().describe('Globs of what is looked at at all; `!` excludes.'),
  images: z
    .array(
      z.strictObject({
        kind: z.string().min(1).optional().describe('The kind of the objects.'),
        apiVersion: z.string().min(1).optional().describe('Only of this version.'),
        files: globs.optional().describe('Only in these files, whatever their kind.'),
        paths: z
          .array(z.string().min(1))
          .min(1)
          .describe('Where images stand: `spec.runner.image`, `spec.steps[*].image`.'),
      }),
    )
    .optional()
    .describe('Where a kind or a file that nobody else knows holds its images.'),
  values: z
    .array(
      z
        .strictObject({
          files: globs.min(1).describe('Globs of the values files.'),
          chart: z.string().min(1).optional().describe("The chart's folder."),
          image: z
            .string()
            .min(1)
            .optional()
            .describe('The image whose tag alone the files hold.'),
        })
        .refine(({ chart, image }) => (chart === undefined) !== (image === undefined), {
          error: 'expected `chart` or `image`, one of both',
        }),
    )
    .optional()
    .describe(
      'Values files that no Application, HelmRelease or folder layout gives to a chart: `chart` is its folder, or `image` the name whose tag alone the file holds.',
    ),
  rules: z
    .record(z.string(), z.union([z.enum(SEVERITIES), z.literal(false)]))
    .optional()
    .describe('Severities that differ from the catalogue.'),
  ignore: z
    .array(
      z.strictObject({
        rule: z.string().min(1).describe('The rule that keeps quiet.'),
        image: textOf(boundGlob)
          .min(1)
          .optional()
          .describe('Only of images like this; `*` is anything.'),
        paths: globs.optional().describe('Only in these files.'),
        reason: z.string().regex(/\S/).describe('Why; reports say it.'),
        expires: textOf(readDay)
          .optional()
          .describe('The last day it counts, `YYYY-MM-DD`.'),
      }),
    )
    .optional()
    .describe('Waivers; the reason is required, `expires` is the last day it counts.'),
  formats: z
    .array(z.enum(['skaffold', 'docker-compose', 'dockerfile', 'terraform']))
    .optional()
    .describe('Formats that are read only where they are asked for.'),
  'service-account': z
    .union([accounts, textOf(readServiceAccount)], {
      error: 'expected the email of a Google service account, or a list of them',
    })
    .optional()
    .describe('Who pulls what no environment claims.'),
  cluster: z
    .union([clusters, textOf(readCluster)], {
      error:
        'expected projects/PROJECT/locations/LOCATION/clusters/NAME, or a list of them',
    })
    .optional()
    .describe('GKE clusters that are asked who pulls what no environment claims.'),
  platform: z
    .union([platforms, textOf(readPlatform)], {
      error: 'expected a platform such as linux/arm64, or a list of them',
    })
    .optional()
    .describe('What the nodes run that pull what no environment claims.'),
  render: z
    .enum(['auto', 'never', 'always'])
    .optional()
    .describe(
      'Run kustomize and helm: where they are found (the default), never, or fail without them.',
    ),
  'render-remote': z
    .enum(['never', 'allow'])
    .optional()
    .describe(
      'Whether rendering may fetch bases and charts that other hosts hold (default: never).',
    ),
  wait: duration
    .optional()
    .describe('Keep asking for an image that is not there yet: `10m` (default: 0).'),
  remote: z
    .enum(['never', 'ask'])
    .optional()
    .describe(
      "Whether a remote repository's own registry is asked for what its cache lacks (default: never).",
    ),
  'permission-source': z
    .enum(['auto', 'policies', 'troubleshooter', 'impersonation'])
    .optional()
    .describe(
      'How access is established (default: auto: policies, then the Policy Troubleshooter).',
    ),
  'fail-on': z
    .enum(['error', 'warning', 'never'])
    .optional()
    .describe('From which severity on a run fails (default: error).'),
  timeout: duration.optional().describe('For the whole run (default: 10m).'),
});

export type Config = z.infer<typeof configSchema>;
