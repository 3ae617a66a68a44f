import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.ts';

function folder(image: string): string {
  const made = mkdtempSync(path.join(tmpdir(), 'gar-outputs-'));
  writeFileSync(
    path.join(made, 'pod.yaml'),
    `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: "${image}" }] }\n`,
  );
  return made;
}

describe('--output', () => {
  it.each(['json=nowhere/report.json', 'html=.', 'sarif=pod.yaml/x.sarif'])(
    '%s is refused before anybody is asked',
    async (output) => {
      const cwd = folder('us-docker.pkg.dev/p/r/a:1');
      // Without credentials the run would end with another sentence, had it come so far.
      const { status, stderr } = await runCli(['check', '.', `--output=${output}`], {
        cwd,
      });
      expect(status).toBe(2);
      expect(stderr).toContain('--output: expected a file that can be written');
    },
  );
});

describe('what is claimed', () => {
  it('of images that are not in Artifact Registry is nothing, in every format', async () => {
    const cwd = folder('nginx:no-such-tag');
    const formats = ['markdown', 'html', 'junit'];
    const words = formats.map((format) => `--output=${format}=out.${format}`);
    const { status, stdout } = await runCli(['check', '.', ...words], { cwd });
    expect(status).toBe(0);
    const sentence = 'Nothing was checked: the image is not in Artifact Registry.';
    expect(stdout).toContain(sentence);
    for (const format of formats) {
      const text = readFileSync(path.join(cwd, `out.${format}`), 'utf8');
      expect(text).toContain(sentence);
      expect(text).not.toContain('will be pulled');
    }
    expect(readFileSync(path.join(cwd, 'out.junit'), 'utf8')).toContain('skipped="1"');
  });
});
