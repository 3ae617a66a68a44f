import * as core from '@actions/core';
import { runStep } from './run-step.ts';

await runStep({
  toolkit: core,
  environment: process.env,
  write: (text) => process.stdout.write(text),
});
