#!/usr/bin/env node
import { runCli } from './run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  environment: process.env,
  folder: process.cwd(),
  docs: new URL('../docs/', import.meta.url),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
