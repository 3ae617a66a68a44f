import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { adaptiveWidth, WIDEST, type Width } from '../../../src/google/wire/width.ts';

let width: Width;
let started: string[];

/** Asks for a place and notes when it is given; gives what frees it. */
function enter(group: string): Promise<() => void> {
  return width.enter(group).then((leave) => {
    started.push(group);
    return leave;
  });
}

async function settle(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

beforeEach(() => {
  vi.useFakeTimers();
  width = adaptiveWidth(() => Date.now());
  started = [];
});
afterEach(() => vi.useRealTimers());

describe('how many requests are on their way at once', () => {
  it('is as many as the width, and the next when one ends', async () => {
    const places = Array.from({ length: WIDEST + 1 }, () => enter('a'));
    await settle();
    expect(started).toHaveLength(WIDEST);
    (await places[0])?.();
    await settle();
    expect(started).toHaveLength(WIDEST + 1);
  });

  it('is half after a refusal, and no less for the others of the same burst', async () => {
    width.shrink();
    width.shrink();
    expect(width.now()).toBe(WIDEST / 2);
    await settle(1000);
    width.shrink();
    expect(width.now()).toBe(WIDEST / 4);
  });

  it('is never less than two', async () => {
    for (let times = 0; times < 20; times += 1) {
      width.shrink();
      await settle(1000);
    }
    expect(width.now()).toBe(2);
  });

  it('is one more after each round that goes well, and never more than the widest', async () => {
    width.shrink();
    for (let times = 0; times < WIDEST / 2 - 1; times += 1) width.grow();
    expect(width.now()).toBe(WIDEST / 2);
    width.grow();
    expect(width.now()).toBe(WIDEST / 2 + 1);
    for (let times = 0; times < WIDEST ** 2; times += 1) width.grow();
    expect(width.now()).toBe(WIDEST);
  });

  it('lets a slow repository keep nobody waiting', async () => {
    for (let times = 0; times < 3 * WIDEST; times += 1) void enter('slow');
    void enter('quick');
    await settle();
    expect(started).not.toContain('quick');
    await settle(1500);
    expect(started).toContain('quick');
  });

  it('lets a slow repository wait for its own', async () => {
    const places = Array.from({ length: 3 * WIDEST }, () => enter('slow'));
    await settle(1500);
    const before = started.length;
    await settle(60_000);
    expect(started).toHaveLength(before);
    for (const place of places.slice(0, WIDEST)) (await place)();
    await settle();
    expect(started.length).toBeGreaterThan(before);
  });
});
