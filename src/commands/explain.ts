import type { JudgedImage, Report } from '../domain/report.ts';
import { SettingsError } from '../domain/settings-error.ts';
import type { ChangeSource } from '../engine/sources.ts';
import { STANDARD_INPUT } from '../formats/read-file.ts';
import { jsonText, printable } from '../reporters/escape.ts';
import { explainImage } from '../reporters/explanation.ts';
import { runOnce } from '../run-once.ts';
import { colorOf, type Given, type Io } from './io.ts';
import { openChanges } from './open-changes.ts';
import { openGoogle } from './open-google.ts';
import { ownRun, readOwnSettings } from './own-run.ts';
import { progressLine } from './progress.ts';
import { type HeardRequest, requestLine } from './request-line.ts';

/**
 * `gar-preflight explain IMAGE [PATH…]`: how one image's verdict is reached, with each request and what was answered. An image that
 * nothing references is judged as a Pod's. Exit status as the check's.
 */
export async function runExplain(
  image: string,
  paths: readonly string[],
  given: Given,
  io: Io,
): Promise<number> {
  const format = given['format']?.at(-1) ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new SettingsError(`--format: explain takes text or json, got "${format}".`);
  if (image.trim() === '')
    throw new SettingsError(`explain: expected the name of an image, got "${image}".`);
  const color = colorOf(io.stdout, io, given);
  const settings = await readOwnSettings(given, io);
  const written = await openChanges(paths, given, io);
  const google = await openGoogle(given, io);
  const progress = progressLine(io.stderr);
  const requests: HeardRequest[] = [];
  const ask = async (changes: ChangeSource): Promise<Explained> => {
    let references = 0;
    const { report, failed } = await runOnce({
      ...ownRun(io),
      settings,
      environment: google.environment,
      changes,
      progress: progress.say,
      only: (one) => one === image,
      found: (all) => {
        references = all.length;
      },
      heard: (one) => requests.push(one),
    });
    return { report, failed, references };
  };
  try {
    const asWritten = await ask(written);
    const told = asWritten.references > 0 ? asWritten : await ask(onlyAPod(image));
    progress.end();
    const lines =
      format === 'json'
        ? asJson(image, told, requests)
        : asText(image, told, asWritten.references, requests, color);
    io.stdout.write(lines);
    return told.failed ? 1 : 0;
  } finally {
    progress.end();
    await google.close();
  }
}

interface Explained {
  readonly report: Report;
  readonly failed: boolean;
  readonly references: number;
}

/** A tree with one Pod that runs the image. */
function onlyAPod(image: string): ChangeSource {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'explained' },
    spec: { containers: [{ name: 'explained', image }] },
  };
  const text = JSON.stringify(pod);
  return {
    head: {
      files: async () => [STANDARD_INPUT],
      read: async (file) =>
        file === STANDARD_INPUT ? { kind: 'text', text } : { kind: 'absent' },
    },
    base: null,
    changedFiles: async () => null,
  };
}

/** The Pod is ours: nobody can look it up. */
function nowhere(image: JudgedImage): JudgedImage {
  return { ...image, locations: [], workloads: [] };
}

function findingsOf({ report }: Explained, image: string): Report['findings'] {
  return report.findings.filter((one) => one.image === image || one.image === null);
}

function asJson(
  image: string,
  told: Explained,
  requests: readonly HeardRequest[],
): string {
  const { report } = told;
  return jsonText({
    version: 1,
    image: report.images.find((one) => one.image === image) ?? null,
    access: report.access,
    findings: findingsOf(told, image),
    remarks: report.remarks,
    requests: requests.map((one) => ({
      ...one,
      milliseconds: Math.round(one.milliseconds),
    })),
  });
}

function asText(
  image: string,
  told: Explained,
  references: number,
  requests: readonly HeardRequest[],
  color: 'always' | 'never',
): string {
  const { report } = told;
  const judged: JudgedImage | undefined = report.images.find(
    (one) => one.image === image,
  );
  const lines = [
    ...(references > 0
      ? []
      : ['Nothing there references it: it is judged as the image of a Pod.', '']),
    ...(judged === undefined
      ? []
      : explainImage(report, references > 0 ? judged : nowhere(judged), color)),
    ...report.remarks.map(printable),
    '',
    requests.length === 0
      ? 'Nothing was asked of Google.'
      : `${requests.length} ${requests.length === 1 ? 'request' : 'requests'} to Google`,
    ...requests.map((one) => `  ${requestLine(one)}`),
  ];
  return `${lines.join('\n')}\n`;
}
