/** The words of `--format`, in the order in which help names them. Apart from the reporters, so that a command line is read without them. */
export const reporterIds: readonly string[] = [
  'text',
  'json',
  'sarif',
  'markdown',
  'github',
  'junit',
  'html',
  'codequality',
];
