import { rmSync } from 'node:fs';

/** What is still there while the process ends: tools that run, and the folders that they run in. */
const groups = new Set<number>();
const folders = new Set<string>();
let listening = false;

/** Remembers a tool's process group until it has ended. Call the answer then. */
export function holdGroup(pid: number | undefined): () => void {
  if (pid === undefined) return () => undefined;
  listen();
  groups.add(pid);
  return () => groups.delete(pid);
}

/** Remembers a temporary folder until it is removed. Call the answer then. */
export function holdFolder(folder: string): () => void {
  listen();
  folders.add(folder);
  return () => folders.delete(folder);
}

/** Ends a tool and whatever it started. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A process that is made to end leaves neither behind. */
function listen(): void {
  if (listening) return;
  listening = true;
  process.once('exit', () => {
    for (const pid of groups) killGroup(pid);
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
}
