import { type SerializedConfig, TestRunner } from 'vitest';

/**
 * Stryker names a test by its suites and its title with a space between, Vitest with ` > `: a filter for one would find nothing in the
 * other, and every mutant would live.
 */
export default class MutantRunner extends TestRunner {
  constructor(config: SerializedConfig) {
    const pattern = config.testNamePattern;
    if (pattern !== undefined)
      config.testNamePattern = new RegExp(pattern.source.replaceAll(' ', '(?: > | )'));
    super(config);
  }
}
