import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../programs.ts';
import { runCli } from '../run-cli.ts';
import { type Block, blocksOf, commandLines, nameOf, ROOT } from './blocks.ts';
import { WALKTHROUGHS } from './walkthroughs.ts';

/** The Google of these pages: two versions of the api; `shop` is open to the nodes, `private` to nobody. */
const WORLD = `
projects:
  my-project:
    number: 123456789
    service-accounts:
      node@my-project.iam.gserviceaccount.com: {}
      dev-node@my-project.iam.gserviceaccount.com: {}
    repositories:
      us-central1/shop:
        policy:
          - role: roles/artifactregistry.reader
            members:
              - serviceAccount:node@my-project.iam.gserviceaccount.com
              - serviceAccount:service-123456789@serverless-robot-prod.iam.gserviceaccount.com
        images: { api: [{ tags: ["2.2.0"], uploaded: 2026-11-02T08:00:00Z }, { tags: ["2.3.1"], uploaded: 2026-11-09T08:00:00Z }] }
      us-central1/private: { images: { web: [{ tags: ["1"] }] } }
`;

interface Step {
  readonly command: string;
  /** What the page says that it prints; nothing where it shows none. */
  readonly output: Block | null;
}

/** What a section has a reader write and run, in order. */
interface Section {
  readonly title: string;
  readonly steps: readonly (Step | Block)[];
}

function sectionsOf(page: string): readonly Section[] {
  const lines = readFileSync(path.join(ROOT, page), 'utf8').split('\n');
  const heads = lines.flatMap((line, index) =>
    line.startsWith('## ') ? [{ title: line.slice(3), line: index + 1 }] : [],
  );
  const blocks = blocksOf(page);
  return heads.flatMap(({ title, line }, index) => {
    const end = heads[index + 1]?.line ?? lines.length + 1;
    const own = blocks.filter((block) => block.line > line && block.line < end);
    const steps = own.flatMap((block, at): readonly (Step | Block)[] => {
      if (block.language === 'text') return [];
      const [command = ''] = commandLines(block);
      if (block.language !== 'sh') return [block];
      const next = own[at + 1];
      return [{ command, output: next?.language === 'text' ? next : null }];
    });
    return steps.length === 0 ? [] : [{ title, steps }];
  });
}

/** Does as a reader would, in a folder of its own, and gives what each command printed. */
async function follow({ steps }: Section): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-walk-'));
  const world = path.join(folder, '..', `${path.basename(folder)}.yml`);
  writeFileSync(world, WORLD);
  const printed: string[] = [];
  for (const step of steps) {
    if ('command' in step) printed.push(await typed(step.command, folder, world));
    else {
      const file = path.join(folder, nameOf(step) ?? '');
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, step.text);
    }
  }
  rmSync(folder, { recursive: true });
  rmSync(world);
  return printed;
}

async function typed(command: string, cwd: string, world: string): Promise<string> {
  const [program, ...words] = command.split(' ');
  expect(program).toBe('gar-preflight');
  const asks = words[0] === 'check' || words[0] === 'explain';
  const { stdout, stderr } = await runCli(
    [...words, ...(asks ? ['--sandbox', world] : [])],
    { cwd },
  );
  expect(stderr.replace(/^.*no real verdict\.\n/m, '')).toBe('');
  // Which request was answered first, and by which port, is another each time.
  return stdout
    .replace(/(requests to Google\n)[\s\S]*$/, '$1')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

/** Writes what was printed into the page, from its end to its beginning. */
function record(page: string, block: Block, text: string): void {
  const file = path.join(ROOT, page);
  const lines = readFileSync(file, 'utf8').split('\n');
  const length = block.text === '\n' ? 0 : block.text.split('\n').length - 1;
  lines.splice(block.line, length, ...(text === '' ? [] : text.split('\n')));
  writeFileSync(file, lines.join('\n'));
}

describeWith(['kustomize', 'helm'], 'who follows a page', () => {
  it.each(
    WALKTHROUGHS.flatMap((page) =>
      sectionsOf(page)
        .toReversed()
        .map((section) => [`${page}: ${section.title}`, page, section] as const),
    ),
  )('%s', async (_, page, section) => {
    const printed = await follow(section);
    const said = section.steps.flatMap((step) => ('command' in step ? [step] : []));
    if (process.env['GOLDEN'] === 'record')
      for (const [index, { output }] of [...said.entries()].toReversed())
        if (output !== null) record(page, output, printed[index] ?? '');
        else
          expect(printed).toEqual(said.map(({ output }) => output?.text.trimEnd() ?? ''));
  });
});
