import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../programs.ts';
import { run } from '../run-cli.ts';
import { ROOT } from './blocks.ts';

const WORDS = { env: { TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' } };

describeWith(['terraform'], 'the Terraform module', () => {
  it('is formatted as terraform has it', async () => {
    const words = ['fmt', '-check', '-diff', path.join(ROOT, 'terraform')];
    const { status, stdout, stderr } = await run('terraform', words, WORDS);
    expect(status, stdout + stderr).toBe(0);
  });

  it('is valid, where the provider can be had', async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gar-terraform-'));
    cpSync(path.join(ROOT, 'terraform'), folder, { recursive: true });
    const at = `-chdir=${folder}`;
    const begun = await run('terraform', [at, 'init', '-backend=false'], WORDS);
    const noProvider = /registry\.terraform\.io|Failed to query available provider/;
    if (begun.status !== 0 && noProvider.test(begun.stderr))
      context.skip('the provider hashicorp/google cannot be had here');
    expect(begun.status, begun.stderr).toBe(0);
    const { status, stdout, stderr } = await run('terraform', [at, 'validate'], WORDS);
    expect(status, stdout + stderr).toBe(0);
  });
});
