import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './blocks.ts';

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly 'runs-on'?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly on?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs?: Readonly<Record<string, Job>>;
}

const OWN = 'gar-preflight/gar-preflight@';
const { inputs } = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, unknown>>;
};

/** What would keep a workflow of the docs from doing what its page says. */
export function workflowProblems(workflow: Workflow): readonly string[] {
  return Object.entries(workflow.jobs ?? {}).flatMap(([name, job]) => [
    ...(job['runs-on'] === undefined ? [`${name} has no runs-on`] : []),
    ...(job.steps ?? []).flatMap((step) => stepProblems(step, job, workflow)),
  ]);
}

function stepProblems(step: Step, job: Job, workflow: Workflow): readonly string[] {
  const uses = step.uses ?? '';
  const permissions = job.permissions ?? workflow.permissions ?? {};
  const missing = needed(step, workflow).filter((one) => permissions[one] !== 'write');
  const problems = missing.map((one) => `${uses} without ${one}: write`);
  if (!uses.startsWith(OWN)) return problems;
  const strange = Object.keys(step.with ?? {}).filter((name) => !(name in inputs));
  const logsIn = (job.steps ?? []).some((one) => isLogin(one));
  return [
    ...problems,
    ...strange.map((name) => `${name} is no input`),
    ...(logsIn ? [] : ['nobody logs in']),
  ];
}

function isLogin({ uses = '', with: given = {} }: Step): boolean {
  return (
    uses.startsWith('google-github-actions/auth@') ||
    'workload-identity-provider' in given
  );
}

/** The permissions that a step writes with. */
function needed(step: Step, { on }: Workflow): readonly string[] {
  const { uses = '', with: given = {} } = step;
  const comments = uses.startsWith(OWN) && given['comment'] !== 'never';
  const onPull = JSON.stringify(on).includes('pull');
  return [
    ...(uses.startsWith('github/codeql-action/upload-sarif@') ? ['security-events'] : []),
    ...(isLogin(step) ? ['id-token'] : []),
    ...(comments && onPull ? ['pull-requests'] : []),
  ];
}
