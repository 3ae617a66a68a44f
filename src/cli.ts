#!/usr/bin/env node
import { listenForInterruption } from './interruption.ts';
import { keepCompiled } from './keep-compiled.ts';

const interruption = listenForInterruption();
keepCompiled(process.env);
const { runCli } = await import('./run-cli.ts');

process.exitCode = await runCli(process.argv.slice(2), {
  environment: process.env,
  folder: process.cwd(),
  docs: new URL('../docs/', import.meta.url),
  // A stream is made where it is used.
  stdin: () => process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  stop: interruption.signal,
});
await interruption.end();
