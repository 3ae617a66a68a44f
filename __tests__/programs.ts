import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'vitest';

/** Is a program on the PATH? */
export function onPath(program: string): boolean {
  return programOnPath(program) !== null;
}

/** Where a program stands, or `null`. */
export function programOnPath(program: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return path.join(folder, program);
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** No registry that CI reaches carries Terraform or the Google Cloud CLI, with which kubectl comes; Go and zizmor give a second opinion; every other program must be there. */
const MAY_BE_MISSING = new Set([
  'gcloud',
  'go',
  'hclfmt',
  'jq',
  'kubectl',
  'terraform',
  'zizmor',
]);

/** Does CI bring every program? On Linux alone: elsewhere the tests that need one are skipped. */
function allAreBrought(): boolean {
  return process.env['CI'] === 'true' && process.platform === 'linux';
}

/** Tests that need programs: skipped by name where one is missing, which in CI is a failure. */
export function describeWith(
  programs: readonly string[],
  name: string,
  tests: () => void,
): void {
  const missing = programs.filter((program) => !onPath(program));
  if (missing.length === 0) {
    describe(name, tests);
    return;
  }
  const title = `${name} (needs ${missing.join(', ')})`;
  if (allAreBrought() && missing.some((program) => !MAY_BE_MISSING.has(program))) {
    it(title, () => {
      throw new Error(
        `expected ${missing.join(', ')} on the PATH; CI installs it, see .ci/run`,
      );
    });
    return;
  }
  describe.skip(title, tests);
}
