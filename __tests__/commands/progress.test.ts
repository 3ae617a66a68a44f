import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressLine } from '../../src/commands/progress.ts';
import { gatherFacts } from '../../src/engine/gather-facts.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A terminal of so many columns, or what is none. */
function terminal(columns: number | null) {
  const written: string[] = [];
  const write = (text: string): void => {
    written.push(text);
  };
  const stream = columns === null ? { write } : { write, isTTY: true, columns };
  return { line: progressLine(stream), written };
}

describe('progress', () => {
  it('is shown on a terminal, after two seconds, and taken away once', () => {
    const { line, written } = terminal(80);
    line.say('Looking up 3 of 200 images');
    vi.advanceTimersByTime(1900);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(written.at(-1)).toMatch(/^\r\u001b\[K. Looking up 3 of 200 images \(2 s\)$/);
    line.end();
    const before = written.length;
    expect(written.at(-1)).toBe('\r\u001b[K');
    line.end();
    vi.advanceTimersByTime(5000);
    expect(written).toHaveLength(before);
  });

  it('fits a narrow terminal, and one that does not know its width', () => {
    const longest = (columns: number): number => {
      const { line, written } = terminal(columns);
      line.say('x'.repeat(300));
      vi.advanceTimersByTime(3000);
      line.end();
      return Math.max(...written.map((text) => text.length - '\r\u001b[K'.length));
    };
    expect(longest(40)).toBe(39);
    expect(longest(0)).toBe(79);
  });

  it('moves no cursor by what a manifest says', () => {
    const { line, written } = terminal(80);
    line.say('Waiting for \u001b[2Japp');
    vi.advanceTimersByTime(3000);
    expect(written.join('')).not.toContain('\u001b[2J');
  });

  it('is nothing where there is no terminal', () => {
    const { line, written } = terminal(null);
    line.say('Looking up');
    vi.advanceTimersByTime(10_000);
    line.end();
    expect(written).toEqual([]);
  });
});

describe('a check on a terminal', () => {
  it('counts what is known of all that is asked about', async () => {
    const facts = { images: 'none' };
    const counts: string[] = [];
    const target = { image: null, toldByText: null, inSmall: null, pullers: [] };
    const targets = [target, target, target].map((one) => ({ ...one, repository: null }));
    await gatherFacts(
      targets as unknown as Parameters<typeof gatherFacts>[0],
      facts as unknown as Parameters<typeof gatherFacts>[1],
      (done, all) => counts.push(`${done} of ${all}`),
    );
    expect(counts).toEqual(['1 of 3', '2 of 3', '3 of 3']);
  });
});
