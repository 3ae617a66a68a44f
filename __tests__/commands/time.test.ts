import { describe, expect, it } from 'vitest';
import { checkShop, NODE, podOf, WORLD } from '../shop-folder.ts';

const HANGING = `${WORLD}faults: [{ path: /tags, delay-ms: 60000 }]\n`;
const files = { 'a.yaml': podOf('us-docker.pkg.dev/p/r/a:1') };
const words = (time: string): readonly string[] => [
  '--timeout',
  time,
  '--service-account',
  NODE,
];

describe('a Google that does not answer', () => {
  it('ends the run when its time is up, with what was learnt, and says that more time would help', async () => {
    const started = performance.now();
    const { report, status } = await checkShop({
      files,
      world: HANGING,
      words: words('2s'),
    });
    expect(performance.now() - started).toBeLessThan(8000);
    expect(status).toBe(0);
    expect(report?.conclusion).toBe('neutral');
    expect(report?.access.map(({ verdict }) => verdict)).toEqual(['granted']);
    const [finding] = report?.findings ?? [];
    expect(finding).toMatchObject({ rule: 'image-unverified' });
    expect(finding?.message).toContain('Give the run more time with --timeout');
  });

  it.each(['300ms', '1s', '15s'])('is asked in a run of %s', async (time) => {
    const { report } = await checkShop({ files, words: words(time) });
    expect(report?.requests['artifactregistry']).toBeGreaterThan(0);
  });
});
