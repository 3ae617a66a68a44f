import { describe, expect, it } from 'vitest';
import { GCR, readHost } from '../../src/domain/google-hosts.ts';
import { hasRegionalEndpoint, LOCATIONS } from '../../src/domain/locations.ts';

const HOSTS = [
  ...Object.keys(GCR),
  ...LOCATIONS.map((location) => `${location}-docker.pkg.dev`),
  ...LOCATIONS.filter(hasRegionalEndpoint).map((one) => `docker.${one}.rep.pkg.dev`),
];

/** Everything that one slip of the finger makes of a host, as far as it may still be one. */
function slipsOf(host: string): readonly string[] {
  const slips = new Set<string>();
  for (let at = 0; at <= host.length; at += 1) {
    const [before, after] = [host.slice(0, at), host.slice(at)];
    slips.add(before + after.slice(1));
    slips.add(`${before}${after.charAt(1)}${after.charAt(0)}${after.slice(2)}`);
    for (const letter of 'x1-.') {
      slips.add(`${before}${letter}${after}`);
      slips.add(`${before}${letter}${after.slice(1)}`);
    }
  }
  slips.delete(host);
  return [...slips].filter((one) => /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(one));
}

function locationOf(host: string): string {
  const reading = readHost(host);
  return reading.kind === 'pkg-dev' ? reading.location : host;
}

describe('a host of Google’s with one slip in it', () => {
  const slips = HOSTS.flatMap((host) =>
    slipsOf(host).map((slip) => ({ host, slip, reading: readHost(slip) })),
  );

  it('is never taken for another registry', () => {
    const passed = slips.filter(({ reading }) => reading.kind === 'other');
    expect(passed.map(({ slip }) => slip)).toEqual([]);
    expect(slips.length).toBeGreaterThan(20_000);
  });

  it('is put right where the location can be told, but for one in five hundred', () => {
    const wrong = slips.filter(
      ({ host, reading }) =>
        (reading.kind === 'misspelt' || reading.kind === 'near') &&
        reading.meant !== null &&
        locationOf(reading.meant) !== locationOf(host),
    );
    expect(wrong.length * 500).toBeLessThan(slips.length);
  });

  it('is sent nothing, unless it is a host of another location', () => {
    const sent = slips.filter(({ reading }) => ['gcr', 'pkg-dev'].includes(reading.kind));
    const other = /^(?:[a-z0-9-]+-docker\.pkg\.dev|docker\.[a-z0-9-]+\.rep\.pkg\.dev)$/;
    expect(sent.filter(({ slip }) => !other.test(slip))).toEqual([]);
  });
});
