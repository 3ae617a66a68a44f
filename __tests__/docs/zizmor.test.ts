import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../run-cli.ts';
import { describeThorough } from '../thorough.ts';
import { blocksOf, nameOf, pages, ROOT } from './blocks.ts';

/** Our own action is named by its major version, as its users name it before they pin it. */
const CONFIG = `rules:
  unpinned-uses:
    config:
      policies:
        gar-preflight/gar-preflight: ref-pin
        "*": hash-pin
`;

async function audit(folder: string): Promise<{ status: number; said: string }> {
  const config = path.join(folder, 'zizmor.yml');
  writeFileSync(config, CONFIG);
  const words = ['--offline', '--no-progress', '--config', config, folder];
  const { status, stdout } = await run('zizmor', words);
  return { status, said: stdout };
}

/** As a reader takes them: each in a file of its own below `.github/workflows`. */
function taken(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-zizmor-'));
  const workflows = path.join(folder, '.github/workflows');
  mkdirSync(workflows, { recursive: true });
  for (const name of ['nightly-audit.yml', 'shards.yml'])
    cpSync(path.join(ROOT, 'examples/ci', name), path.join(workflows, name));
  for (const block of pages().flatMap(blocksOf)) {
    if (nameOf(block)?.startsWith('.github/workflows/') !== true) continue;
    const name = `${path.basename(block.page, '.md')}-${block.line}.yml`;
    writeFileSync(path.join(workflows, name), block.text);
  }
  return folder;
}

describeThorough(['zizmor'], 'zizmor', () => {
  it('finds nothing in the workflows of the docs and the examples', async () => {
    const { status, said } = await audit(taken());
    expect(status, said).toBe(0);
  });

  it('would find one that is not pinned', async () => {
    const folder = taken();
    writeFileSync(
      path.join(folder, '.github/workflows/bad.yml'),
      'name: Bad\non: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-node@v7\n',
    );
    expect((await audit(folder)).said).toContain('unpinned-uses');
  });
});
