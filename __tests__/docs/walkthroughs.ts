/** Pages whose files are written and whose commands are run, in order, against what they say is printed. */
export const WALKTHROUGHS: readonly string[] = [
  'docs/red.md',
  'docs/platform.md',
  'docs/deployers.md',
];
