import { printable } from '../reporters/escape.ts';
import type { Stream } from './io.ts';

/** A line on standard error that says what is being done, for anything over two seconds, on a terminal alone. */
export interface ProgressLine {
  readonly say: (text: string) => void;
  readonly end: () => void;
}

const PATIENCE_MS = 2000;
const TURN_MS = 120;
const TURNS = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Starts the line; nothing is shown before two seconds are over. */
export function progressLine(stream: Stream): ProgressLine {
  if (stream.isTTY !== true) return { say: () => undefined, end: () => undefined };
  let text = '';
  let turn = 0;
  let shown = false;
  const started = performance.now();
  const timer = setInterval(() => {
    const elapsed = performance.now() - started;
    if (elapsed < PATIENCE_MS || text === '') return;
    shown = true;
    turn = (turn + 1) % TURNS.length;
    const line = `${TURNS[turn]} ${text} (${Math.round(elapsed / 1000)} s)`;
    stream.write(`\r\u001b[K${line.slice(0, widthOf(stream) - 1)}`);
  }, TURN_MS);
  timer.unref();
  return {
    say: (next) => {
      text = printable(next);
    },
    end: () => {
      clearInterval(timer);
      if (shown) stream.write('\r\u001b[K');
      // What was written since is not to be wiped.
      shown = false;
    },
  };
}

/** A terminal that does not know its width says 0. */
function widthOf({ columns = 0 }: Stream): number {
  return columns < 20 ? 80 : columns;
}
