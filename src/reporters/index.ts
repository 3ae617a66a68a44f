import { codequality } from './codequality.ts';
import { github } from './github.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** Every way to write a report down. */
export const reporters: readonly Reporter[] = [
  text,
  json,
  sarif,
  markdown,
  github,
  junit,
  html,
  codequality,
];
