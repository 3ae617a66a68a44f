import { readFile } from 'node:fs/promises';
import { SettingsError } from './domain/settings-error.ts';
import { type Pause, pause } from './github/pause.ts';
import { printable, printableLines } from './reporters/escape.ts';
import { runAction } from './run-action.ts';

/** The runner's toolkit, as much of it as a step uses. */
export interface Toolkit {
  readonly getInput: (name: string) => string;
  readonly setOutput: (name: string, value: unknown) => void;
  readonly setFailed: (message: string) => void;
  readonly info: (text: string) => void;
  readonly warning: (text: string) => void;
  readonly setSecret: (value: string) => void;
  readonly summary: {
    readonly addRaw: (text: string) => { readonly write: () => Promise<unknown> };
  };
}

/** The process that a step runs in. */
export interface StepProcess {
  readonly toolkit: Toolkit;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => unknown;
  /** What GitHub is waited by. */
  readonly pause?: Pause;
  /** Aborts when the job is cancelled; absent where it cannot be. */
  readonly stop?: AbortSignal;
}

/** One step of a job, which never throws: what goes wrong fails the step with a sentence. */
export async function runStep(step: StepProcess): Promise<void> {
  const { toolkit, environment } = step;
  const eventPath = environment['GITHUB_EVENT_PATH'] ?? '';
  try {
    await runAction({
      environment,
      input: toolkit.getInput,
      payload: eventPath === '' ? {} : JSON.parse(await readFile(eventPath, 'utf8')),
      output: toolkit.setOutput,
      fail: (message) => toolkit.setFailed(printable(message)),
      write: step.write,
      log: (text) => toolkit.info(safeLine(text)),
      warn: (text) => toolkit.warning(printable(text)),
      secret: toolkit.setSecret,
      summary: async (text) => {
        await toolkit.summary.addRaw(text).write();
      },
      pause: step.pause ?? pause,
      stop: step.stop ?? new AbortController().signal,
    });
  } catch (error) {
    toolkit.setFailed(explain(error));
  }
}

/** What the user got wrong is said alone; what we got wrong with all that helps to mend it. */
function explain(error: unknown): string {
  if (error instanceof SettingsError) return printableLines(error.message);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${printableLines(stack)}\n\nThis is a bug of GAR Preflight. Please report it at https://github.com/gar-preflight/gar-preflight/issues`;
}

/** A line of a log that is no workflow command, old or new. */
function safeLine(text: string): string {
  return printable(text)
    .replaceAll('##[', '##\u200b[')
    .replace(/^(\s*)::/, '$1:\u200b:');
}
