import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { countFindings, type Report, type Unjudged } from '../domain/report.ts';
import { SettingsError } from '../domain/settings-error.ts';
import { judgeReport } from '../engine/judge-report.ts';
import { connectToGitHub } from '../github/api.ts';
import { pause } from '../github/pause.ts';
import { type FinishedRun, publish } from '../github/publish.ts';
import { printableLines } from '../reporters/escape.ts';
import { ruleCatalogue, ruleIds } from '../rules/catalogue.ts';
import type { Given, Io } from './io.ts';
import { issueOf, parsed, readReport } from './read-report.ts';
import { reportSchema } from './report-schema.ts';

const BYTES_AT_MOST = 10 * 2 ** 20;
const FINDINGS_AT_MOST = 5000;

/**
 * `gar-preflight publish REPORT`: tells a pull request. In a `workflow_run` what its own run, which might not, found out: such a report is
 * a stranger's, so its shape is checked, its numbers are counted again, and no command of it is shown to anybody. On the
 * pull request itself, where its head stands in this repository, what other jobs of the same run found out.
 */
export async function runPublish(file: string, given: Given, io: Io): Promise<number> {
  const when = readWhen(given);
  const { environment } = io;
  const token = environment['GITHUB_TOKEN'] ?? '';
  if (token === '')
    throw new SettingsError(
      'GITHUB_TOKEN: expected a token that may write to pull requests, got nothing.',
    );
  const at = readRepository(environment['GITHUB_REPOSITORY'] ?? '');
  const run = await readRun(environment);
  const report =
    run.reader === 'own'
      ? await readReport(file, io.folder, 'publish')
      : await readForeign(path.resolve(io.folder, file), file);
  const { errors, warnings } = report.summary;
  const onFindings = errors + warnings > 0 ? 'yes' : 'no';
  const create = { 'on-findings': onFindings, always: 'yes', never: 'never' } as const;
  const api = await connectToGitHub({
    token,
    apiUrl: environment['GITHUB_API_URL'] ?? 'https://api.github.com',
    graphqlUrl: environment['GITHUB_GRAPHQL_URL'] ?? null,
    pause,
  });
  const server = environment['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const told = await publish(api, at, run, report, {
    server,
    rules: ruleCatalogue,
    create: create[when],
    key: given['key']?.at(-1)?.trim() ?? '',
  });
  io.stderr.write(`${printableLines(told)}\n`);
  return 0;
}

type When = 'on-findings' | 'always' | 'never';

function readWhen(given: Given): When {
  const word = given['comment']?.at(-1) ?? 'on-findings';
  if (word === 'on-findings' || word === 'always' || word === 'never') return word;
  throw new SettingsError(
    `--comment: expected on-findings, always or never, got "${word}".`,
  );
}

function readRepository(name: string): { readonly owner: string; readonly repo: string } {
  const [account = '', repo = ''] = name.split('/');
  if (account !== '' && repo !== '') return { owner: account, repo };
  throw new SettingsError(`GITHUB_REPOSITORY: expected OWNER/NAME, got "${name}".`);
}

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const owner = z.object({ login: z.string().min(1) });
const finishedSchema = z.object({
  workflow_run: z.object({
    event: z.literal('pull_request'),
    head_sha: sha,
    head_branch: z.string().min(1),
    html_url: z.url().optional(),
    head_repository: z.object({ owner }),
  }),
});
const pullSchema = z.object({
  pull_request: z.object({
    head: z.object({
      sha,
      ref: z.string().min(1),
      repo: z.object({ full_name: z.string().min(1), owner }),
    }),
  }),
});

/** The run that is told of, from the event: GitHub wrote it. */
async function readRun(environment: Io['environment']): Promise<FinishedRun> {
  const text = await readFile(environment['GITHUB_EVENT_PATH'] ?? '', 'utf8').catch(
    () => '',
  );
  const event = parsed(text);
  const pull = pullSchema.safeParse(event);
  if (pull.success) return ofPull(pull.data.pull_request.head, environment);
  const read = finishedSchema.safeParse(event);
  if (!read.success) {
    throw new SettingsError(
      `GITHUB_EVENT_PATH: expected the event of a pull_request, or of a workflow_run that one started, got ${issueOf(read.error)}.`,
    );
  }
  const { head_sha, head_branch, head_repository, html_url } = read.data.workflow_run;
  return {
    headSha: head_sha,
    head: `${head_repository.owner.login}:${head_branch}`,
    runUrl: html_url ?? null,
    reader: 'fork',
  };
}

/** The run of a pull request itself: what a fork's says is a stranger's here, too. */
function ofPull(
  { sha: headSha, ref, repo }: z.infer<typeof pullSchema>['pull_request']['head'],
  environment: Io['environment'],
): FinishedRun {
  const here = environment['GITHUB_REPOSITORY'] ?? '';
  const server = environment['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const run = environment['GITHUB_RUN_ID'];
  return {
    headSha,
    head: `${repo.owner.login}:${ref}`,
    runUrl: run === undefined ? null : `${server}/${here}/actions/runs/${run}`,
    reader: repo.full_name.toLowerCase() === here.toLowerCase() ? 'own' : 'fork',
  };
}

async function readForeign(absolute: string, name: string): Promise<Report> {
  const size = await stat(absolute).then(
    (status) => (status.isFile() ? status.size : -1),
    () => -1,
  );
  if (size < 0)
    throw new SettingsError(
      `publish: expected a report that can be read, got "${name}".`,
    );
  if (size > BYTES_AT_MOST)
    throw new SettingsError(
      `publish: expected a report of at most 10 MiB, got ${size} bytes.`,
    );
  const read = reportSchema.safeParse(parsed(await readFile(absolute, 'utf8')));
  if (!read.success)
    throw new SettingsError(
      `publish: expected a JSON report, got ${issueOf(read.error)}.`,
    );
  const report = read.data as Unjudged;
  const unknown = report.findings.find(({ rule }) => !ruleIds.includes(rule));
  if (unknown !== undefined)
    throw new SettingsError('publish: expected rules that exist, got one that does not.');
  if (report.findings.length > FINDINGS_AT_MOST)
    throw new SettingsError(
      `publish: expected at most ${FINDINGS_AT_MOST} findings, got ${report.findings.length}.`,
    );
  return recounted(report);
}

/** What a stranger wrote, without what a reader could be led to run, and with numbers that are its own. */
function recounted(report: Unjudged): Report {
  const findings = report.findings.map(({ edit: _, ...finding }) => ({
    ...finding,
    fix: { command: null, replacement: finding.fix.replacement },
  }));
  const counts = countFindings(findings);
  const notBetter = counts.warnings > 0 ? 'neutral' : report.conclusion;
  return judgeReport({
    ...report,
    findings,
    conclusion: counts.errors > 0 ? 'failure' : notBetter,
    summary: {
      ...report.summary,
      images: report.images.length,
      ...counts,
    },
    remarks: [
      ...report.remarks,
      "This is what the pull request's own run says; commands to mend it stand in that run.",
    ],
  });
}
