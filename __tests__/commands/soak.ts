import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MANIFESTS, WORLD } from '../fuzz/seeds.ts';
import { runCli } from '../run-cli.ts';

/** What a process holds after so many runs. */
export interface Held {
  readonly runs: number;
  /** In bytes, after everything that can be let go was. */
  readonly heap: number;
  /** Sockets, servers, pipes, children and timers that are open. */
  readonly open: number;
  /** Work folders that are left. */
  readonly folders: number;
}

/** The same check so many times in this process; what is held is asked every so often. */
export async function* soak(runs: number, every: number): AsyncIterable<Held> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-soak-'));
  writeFileSync(path.join(folder, 'k8s.yaml'), MANIFESTS[0] ?? '');
  writeFileSync(path.join(folder, 'world.yml'), WORLD);
  const temporary = path.join(folder, 'tmp');
  const words = [
    ...['check', 'k8s.yaml', '--sandbox', 'world.yml', '--format', 'json'],
    ...['--service-account', 'node@p.iam.gserviceaccount.com'],
  ];
  try {
    for (let run = 1; run <= runs; run += 1) {
      const env = { TMPDIR: temporary };
      const { status, stderr } = await runCli(words, { cwd: folder, env });
      if (status !== 0) throw new Error(`run ${run}: exit ${status}: ${stderr}`);
      if (run % every === 0) yield await held(run, folder);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function held(runs: number, folder: string): Promise<Held> {
  await sleep(100);
  collect();
  const kinds = /Socket|TCP|Pipe|Process|Server|Timeout|TLS/;
  const open = process.getActiveResourcesInfo().filter((one) => kinds.test(one));
  const left = readdirSync(folder).filter((one) => !/^(?:k8s|world)\./.test(one));
  return {
    runs,
    heap: process.memoryUsage().heapUsed,
    open: open.length,
    folders: left.length,
  };
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  gc();
  gc();
}
