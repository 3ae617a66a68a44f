#!/usr/bin/env node
import { listenForInterruption } from './interruption.ts';
import { runCli } from './run-cli.ts';

const interruption = listenForInterruption();

process.exitCode = await runCli(process.argv.slice(2), {
  environment: process.env,
  folder: process.cwd(),
  docs: new URL('../docs/', import.meta.url),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  stop: interruption.signal,
});
await interruption.end();
