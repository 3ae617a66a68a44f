import { readFile } from 'node:fs/promises';
import * as core from '@actions/core';
import { SettingsError } from './domain/settings-error.ts';
import { printable } from './reporters/escape.ts';
import { runAction } from './run-action.ts';

try {
  const eventPath = process.env['GITHUB_EVENT_PATH'] ?? '';
  await runAction({
    environment: process.env,
    input: (name) => core.getInput(name),
    payload: eventPath === '' ? {} : JSON.parse(await readFile(eventPath, 'utf8')),
    output: (name, value) => core.setOutput(name, value),
    fail: (message) => core.setFailed(printable(message)),
    write: (text) => process.stdout.write(text),
    log: (text) => core.info(safeLine(text)),
    warn: (text) => core.warning(printable(text)),
    secret: (value) => core.setSecret(value),
    summary: async (text) => {
      await core.summary.addRaw(text).write();
    },
  });
} catch (error) {
  core.setFailed(explain(error));
}

/** What the user got wrong is said alone; what we got wrong with all that helps to mend it. */
function explain(error: unknown): string {
  if (error instanceof SettingsError)
    return error.message.split('\n').map(printable).join('\n');
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${stack}\n\nThis is a bug of GAR Preflight. Please report it at https://github.com/gar-preflight/gar-preflight/issues`;
}

/** A line of a log that is no workflow command, old or new. */
function safeLine(text: string): string {
  return printable(text)
    .replaceAll('##[', '##\u200b[')
    .replace(/^(\s*)::/, '$1:\u200b:');
}
