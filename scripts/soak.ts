/** `npm run soak [-- RUNS]`: so many checks in one process; fails where memory, sockets or folders grow. */
import { soak } from '../__tests__/commands/soak.ts';

const RUNS = Number(process.argv[2] ?? '500');
/** What one run may leave in the heap. In bytes. */
const A_RUN = 20_000;
const seen = [];
for await (const held of soak(RUNS, Math.ceil(RUNS / 10))) {
  const { runs, heap, open, folders } = held;
  const megabytes = (heap / 1e6).toFixed(1);
  console.log(`${runs} runs: ${megabytes} MB, ${open} open, ${folders} folders left`);
  seen.push(held);
}
// Until the middle, what is compiled and kept once is there.
const first = seen[seen.length >> 1];
const last = seen.at(-1);
if (first !== undefined && last !== undefined) {
  const grown = (last.heap - first.heap) / Math.max(1, last.runs - first.runs);
  const flat = grown < A_RUN && last.open <= first.open && last.folders === 0;
  console.log(`${Math.round(grown)} bytes a run: ${flat ? 'flat' : 'it grows'}`);
  process.exitCode = flat ? 0 : 1;
}
