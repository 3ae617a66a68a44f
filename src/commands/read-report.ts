import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import type { Report, Unjudged } from '../domain/report.ts';
import { SettingsError } from '../domain/settings-error.ts';
import { judgeReport } from '../engine/judge-report.ts';
import { reportSchema } from './report-schema.ts';

const BYTES_AT_MOST = 256 * 2 ** 20;

/**
 * Reads a JSON report that an earlier run wrote. What later versions added may be absent. A file that is none is a `SettingsError` that
 * names the option it came by.
 */
export async function readReport(
  file: string,
  folder: string,
  option: string,
): Promise<Report> {
  const text = await textOf(path.resolve(folder, file), file, option);
  const read = reportSchema.safeParse(withAdditions(parsed(text)));
  if (read.success) return judgeReport(read.data as Unjudged);
  throw new SettingsError(
    `${option}: expected a JSON report, got "${file}" (${issueOf(read.error)}).`,
  );
}

async function textOf(absolute: string, file: string, option: string): Promise<string> {
  try {
    const status = await stat(absolute);
    if (!status.isFile())
      throw new SettingsError(`${option}: expected a file, got "${file}".`);
    if (status.size > BYTES_AT_MOST)
      throw new SettingsError(
        `${option}: expected a report of at most 256 MiB, got ${status.size} bytes.`,
      );
    return await readFile(absolute, 'utf8');
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new SettingsError(
      `${option}: expected a report that can be read, got "${file}" (${code}).`,
    );
  }
}

/** What a text says as JSON; `null` where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const ADDED_TO_IMAGES = {
  tags: [],
  before: [],
  note: null,
  workloads: [],
  platforms: null,
};
const ADDED_TO_ACCESS = { origins: [], images: [], notes: [] };

/** What a report of the contract may lack, and ours have. */
function withAdditions(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  const report = value as Readonly<Record<string, unknown>>;
  return {
    waived: [],
    remarks: [],
    requests: {},
    ...report,
    images: eachWith(report['images'], ADDED_TO_IMAGES),
    access: eachWith(report['access'], ADDED_TO_ACCESS),
  };
}

function eachWith(list: unknown, added: object): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((one: unknown) =>
    one !== null && typeof one === 'object' ? { ...added, ...one } : one,
  );
}

/** The first thing that is wrong, and where. */
export function issueOf(error: z.ZodError): string {
  const [first] = error.issues;
  return first === undefined
    ? 'something else'
    : `at ${first.path.join('.') || 'the top'}: ${first.message}`;
}
