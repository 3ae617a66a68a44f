import * as core from '@actions/core';
import { listenForInterruption } from './interruption.ts';
import { runStep } from './run-step.ts';

const interruption = listenForInterruption();
await runStep({
  toolkit: core,
  environment: process.env,
  write: (text) => process.stdout.write(text),
  stop: interruption.signal,
});
await interruption.end();
