import { z } from 'zod';

const place = {
  file: z.string(),
  line: z.int().min(1),
  column: z.int().min(1),
  endLine: z.int().min(1),
  endColumn: z.int().min(1),
};
const time = z.iso.datetime().nullable();
const finding = {
  rule: z.string(),
  severity: z.enum(['error', 'warning', 'notice']),
  title: z.string(),
  message: z.string(),
  ...place,
  image: z.string().nullable(),
  principal: z.string().nullable(),
  repository: z.string().nullable(),
  fix: z.object({
    command: z.string().nullable(),
    replacement: z.string().nullable(),
    terraform: z.string().optional(),
  }),
  edit: z.object({ from: z.string(), to: z.string() }).optional(),
  roots: z.array(z.string()).optional(),
};
const count = z.int().min(0);

/** The JSON report (contract §3), as its published schema describes it. */
export const reportSchema = z.object({
  version: z.literal(1),
  scope: z.enum(['all', 'changed']).optional(),
  shard: z
    .string()
    .regex(/^[1-9]\d{0,3}\/[1-9]\d{0,3}$/)
    .optional(),
  conclusion: z.enum(['success', 'neutral', 'failure']),
  summary: z.object({
    files: count,
    references: count,
    images: count,
    errors: count,
    warnings: count,
    notices: count,
  }),
  images: z.array(
    z.object({
      image: z.string(),
      repository: z.string().nullable(),
      package: z.string().nullable(),
      tag: z.string().nullable(),
      digest: z.string().nullable(),
      existence: z.enum(['found', 'missing', 'unknown', 'skipped']),
      platforms: z.array(z.string()).nullable(),
      uploadTime: time,
      sizeBytes: count.nullable(),
      locations: z.array(z.object(place)),
      tags: z.array(z.string()),
      before: z.array(z.string()),
      whoPulls: z.array(z.string()).optional(),
      silenced: z.array(z.string()).optional(),
      note: z.string().nullable(),
      workloads: z.array(z.string()),
      state: z
        .enum(['broken', 'pulled', 'exists', 'unverified', 'skipped', 'silenced'])
        .optional(),
    }),
  ),
  access: z.array(
    z.object({
      principal: z.string(),
      repository: z.string(),
      permission: z.literal('artifactregistry.repositories.downloadArtifacts'),
      verdict: z.enum(['granted', 'not-granted', 'conditional', 'unknown']),
      because: z.array(
        z.object({
          resource: z.string(),
          role: z.string(),
          member: z.string(),
          condition: z.string().nullable(),
        }),
      ),
      origins: z.array(z.string()),
      images: z.array(z.string()),
      notes: z.array(z.string()),
    }),
  ),
  findings: z.array(z.object(finding)),
  waived: z.array(
    z.object({ ...finding, reason: z.string(), expires: z.string().nullable() }),
  ),
  requests: z.record(z.string(), count),
  remarks: z.array(z.string()),
});
