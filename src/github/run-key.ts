import { createHash } from 'node:crypto';

/** What keeps one run on a pull request apart from every other. */
export interface RunKey {
  /** The same for this run of every commit; different for every other. */
  readonly id: string;
  /** What a person calls it; empty where the workflow has nothing to tell apart. */
  readonly label: string;
}

/** What a runner says of a step. */
export interface StepOf {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: (name: string) => string;
}

/** Inputs that make one call of a shared workflow another check than the next. */
const TELLING = [
  'service-account',
  'cluster',
  'platform',
  'paths',
  'config',
  'scope',
  'render',
];
const LABEL_AT_MOST = 80;

/** The key that a person chose, else what the runner tells: workflow, job, matrix leg, step, and what it is to check. */
export function runKey(step: StepOf): RunKey {
  const key = step.input('key').trim();
  const matrix = matrixOf(key);
  if (matrix === null) return { id: idOf(['key', key]), label: capped(key) };
  return ownKey(step, matrix);
}

/** One name a run on the pull request, so that none hides another. */
export function checkName({ label }: RunKey): string {
  return label === '' ? 'GAR Preflight' : `GAR Preflight / ${label}`;
}

/** `${{ toJSON(matrix) }}`, which is the input's default: `null` where there is none. */
function matrixOf(key: string): Readonly<Record<string, unknown>> | null {
  if (key === '' || key === 'null' || key.startsWith('${{')) return {};
  try {
    const value: unknown = JSON.parse(key);
    const isObject = typeof value === 'object' && value !== null;
    return isObject ? { ...value } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function ownKey(
  { environment, input }: StepOf,
  matrix: Readonly<Record<string, unknown>>,
): RunKey {
  const of = (name: string): string => environment[name] ?? '';
  const workflow = of('GITHUB_WORKFLOW');
  const file = of('GITHUB_WORKFLOW_REF').split('@')[0] ?? '';
  const job = of('GITHUB_JOB');
  const action = of('GITHUB_ACTION');
  const inputs = TELLING.map((name) => input(name).trim());
  const leg = Object.entries(matrix).sort(([a], [b]) => (a < b ? -1 : 1));
  const values = leg.map(([, value]) => words(value)).join(', ');
  const given = inputs.filter((value) => value !== '' && value !== 'changed').map(short);
  const told = [workflow, job, values, stepName(action), ...given];
  return {
    id: idOf([workflow, file, job, leg, action, inputs]),
    label: capped(told.filter((part) => part !== '').join(' / ')),
  };
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `__owner_action` is the runner's own name for a step without one; a number is the second of them. */
function stepName(action: string): string {
  if (!action.startsWith('__')) return action;
  const number = /_(\d+)$/.exec(action)?.[1];
  return number === undefined ? '' : `#${number}`;
}

/** A cluster by its project and name, an account without its domain. */
function short(value: string): string {
  return value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.replace(/^projects\/([^/]+)\/.*\/clusters\//, '$1/'))
    .map((line) => line.replace(/\.iam\.gserviceaccount\.com$/, ''))
    .join(', ');
}

/** Cut labels keep apart what their cut ends did. */
function capped(label: string): string {
  const characters = [...label.replace(/\s+/g, ' ')];
  if (characters.length <= LABEL_AT_MOST) return characters.join('');
  const mark = idOf([label]).slice(0, 4);
  return `${characters.slice(0, LABEL_AT_MOST - 6).join('')}… ${mark}`;
}

function idOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
