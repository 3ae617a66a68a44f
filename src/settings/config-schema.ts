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
const duration = z.union([textOf(readDuration), z.literal(0)]);

/** The config file (contract §7). Unknown keys are mistakes. */
export const configSchema = z.strictObject({
  environments: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        paths: globs.min(1),
        clusters: clusters.optional(),
        'service-accounts': accounts.optional(),
        namespace: z.string().min(1).optional(),
        platforms: platforms.optional(),
        'cloud-run': z.array(textOf(readProject)).optional(),
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
        kind: z.string().min(1).optional(),
        apiVersion: z.string().min(1).optional(),
        files: globs.optional(),
        paths: z.array(z.string().min(1)).min(1),
      }),
    )
    .optional()
    .describe('Where a kind or a file that nobody else knows holds its images.'),
  values: z
    .array(
      z
        .strictObject({
          files: globs.min(1),
          chart: z.string().min(1).optional(),
          image: z.string().min(1).optional(),
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
        rule: z.string().min(1),
        image: textOf(boundGlob).min(1).optional(),
        paths: globs.optional(),
        reason: z.string().min(1),
        expires: textOf(readDay).optional(),
      }),
    )
    .optional()
    .describe('Waivers; the reason is required, `expires` is the last day it counts.'),
  formats: z.array(z.enum(['skaffold', 'docker-compose', 'dockerfile'])).optional(),
  'service-account': z.union([accounts, textOf(readServiceAccount)]).optional(),
  cluster: z.union([clusters, textOf(readCluster)]).optional(),
  platform: z.union([platforms, textOf(readPlatform)]).optional(),
  render: z.enum(['auto', 'never', 'always']).optional(),
  'render-remote': z.enum(['never', 'allow']).optional(),
  wait: duration.optional(),
  remote: z.enum(['never', 'ask']).optional(),
  'permission-source': z
    .enum(['auto', 'policies', 'troubleshooter', 'impersonation'])
    .optional(),
  'fail-on': z.enum(['error', 'warning', 'never']).optional(),
  timeout: duration.optional(),
});

export type Config = z.infer<typeof configSchema>;
