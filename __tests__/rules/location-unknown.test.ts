import { describe, expect, it } from 'vitest';
import { locationUnknown as rule } from '../../src/rules/location-unknown.ts';
import { drafts, messages, OPEN, targetOf } from './cases.ts';

describe('location-unknown', () => {
  it('names the nearest location, and writes it', () => {
    const one = targetOf('eu-docker.pkg.dev/p/r/a:1', {
      kind: 'location-unknown',
      location: 'eu',
      nearest: 'europe',
    });
    expect(drafts(rule, one)).toMatchObject([
      {
        message: 'Artifact Registry has no location "eu". Did you mean europe?',
        fix: { replacement: 'europe-docker.pkg.dev/p/r/a:1' },
      },
    ]);
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, targetOf('eu-docker.pkg.dev/p/r/a:1', OPEN))).toEqual([]);
  });
});
