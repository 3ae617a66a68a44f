import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { SettingsError } from '../domain/settings-error.ts';
import { reporterIds } from '../reporters/ids.ts';
import type { Given, Io } from './io.ts';

/** One report to write: in which format, and to which file; `null` is standard output. */
export interface Output {
  readonly format: string;
  readonly file: string | null;
}

/**
 * What `--format` and `--output` ask for. `--format F` goes to standard output, or to `--output FILE`; `FORMAT=FILE` under either
 * name is one more file. Where every format has its file, standard output has the text.
 */
export function readOutputs(given: Given): readonly Output[] {
  const formats = given['format'] ?? [];
  const outputs = given['output'] ?? [];
  const pairs = [...formats, ...outputs].flatMap(asPair);
  const plain = formats.filter((value) => asPair(value).length === 0).map(asFormat);
  const files = outputs.filter((value) => asPair(value).length === 0);
  if (plain.length > 1) {
    throw new SettingsError(
      `--format: expected one format for standard output, got ${plain.join(' and ')}. Give the others a file: --format ${plain[1]}=FILE.`,
    );
  }
  if (files.length > 1) {
    throw new SettingsError(
      `--output: expected one file for --format, got ${files.join(' and ')}. Name the format of the others: --output json=FILE.`,
    );
  }
  const [format = 'text'] = plain;
  const [file = null] = files;
  return [{ format, file }, ...pairs];
}

function asPair(value: string): readonly Output[] {
  const equals = value.indexOf('=');
  if (equals < 0) return [];
  const format = value.slice(0, equals);
  const file = value.slice(equals + 1);
  if (!isFormat(format))
    return value.includes('/') || value.includes('.')
      ? []
      : [{ format: asFormat(format), file }];
  if (file === '')
    throw new SettingsError(
      `--output: expected FORMAT=FILE, got "${value}" without a file.`,
    );
  return [{ format, file }];
}

function asFormat(value: string): string {
  if (isFormat(value)) return value;
  const known = reporterIds.join(', ');
  throw new SettingsError(`--format: expected one of ${known}, got "${value}".`);
}

function isFormat(value: string): boolean {
  return reporterIds.some((id) => id === value);
}

/** Refuses a file that cannot be written, before anything is asked of anybody. */
export async function refuseUnwritable(
  outputs: readonly Output[],
  io: Io,
): Promise<void> {
  const seen = new Set<string>();
  for (const { file } of outputs) {
    if (file === null) continue;
    const absolute = path.resolve(io.folder, file);
    if (seen.has(absolute)) throw unwritable(file, 'another format is written there');
    seen.add(absolute);
    const folder = await stat(path.dirname(absolute)).catch(() => null);
    if (folder?.isDirectory() !== true) throw unwritable(file, 'there is no such folder');
    const there = await stat(absolute).catch(() => null);
    if (there?.isDirectory() === true) throw unwritable(file, 'it is a folder');
    await access(
      there === null ? path.dirname(absolute) : absolute,
      constants.W_OK,
    ).catch(() => {
      throw unwritable(file, 'it may not be written');
    });
  }
}

/** What is said of a file that cannot be written. */
export function unwritable(file: string, why: string): SettingsError {
  return new SettingsError(
    `--output: expected a file that can be written, got "${file}" (${why}).`,
  );
}
