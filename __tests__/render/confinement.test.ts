import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTool } from '../../src/render/run-tool.ts';
import { findConfinement } from '../../src/render/tools.ts';

const confinement = await findConfinement();

/** What a program sees that is started the way a stranger's files are rendered. */
async function seen(script: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-confined-'));
  try {
    writeFileSync(path.join(folder, 'script.cjs'), script);
    const run = await runTool({
      program: process.execPath,
      words: [path.join(folder, 'script.cjs')],
      folder,
      home: folder,
      network: 'closed',
      confinement: confinement ?? [],
      signal: AbortSignal.timeout(20_000),
    });
    return run.kind === 'done' ? run.output : `failed: ${run.why}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(confinement === null)(
  'a tool that is handed a stranger’s files (needs namespaces)',
  () => {
    it('sees no environment but its own, in /proc neither', async () => {
      process.env['GAR_TEST_SECRET'] = 'a-token-that-nobody-may-see';
      const output = await seen(`
      const fs = require('node:fs');
      const pids = fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
      const environments = pids.map((pid) => fs.readFileSync('/proc/' + pid + '/environ', 'latin1'));
      console.log(JSON.stringify({ pids: pids.length, environments, own: process.env }));`);
      expect(output).toContain('"pids"');
      expect(output).not.toContain('a-token-that-nobody-may-see');
      expect((JSON.parse(output) as { pids: number }).pids).toBeLessThan(4);
    });

    it('reaches no address, this machine’s own neither', async () => {
      const server = createServer((_, response) => response.end('secret'));
      await new Promise<void>((ready) => {
        server.listen(0, '127.0.0.1', ready);
      });
      const { port } = server.address() as AddressInfo;
      const output = await seen(
        `require('node:http').get('http://127.0.0.1:${port}/', () => console.log('reached')).on('error', (error) => console.log(error.code));`,
      );
      server.close();
      expect(output).not.toContain('reached');
    });
  },
);
