/**
 * Starts a rule: `npm run new:rule tag-too-old` writes its file, its test and its page, and adds its line to the list. What is left is to
 * say what it finds; `npm run docs` then adds it to the README's table.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const LIST = 'src/rules/index.ts';

const [id = ''] = process.argv.slice(2);
if (!/^[a-z]+(?:-[a-z]+)+$/.test(id)) {
  console.error(`expected the complaint in kebab-case, such as tag-too-old; got "${id}"`);
  process.exit(2);
}
const name = id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const made = new Map([
  [`src/rules/${id}.ts`, ruleText()],
  [`__tests__/rules/${id}.test.ts`, testText()],
  [`docs/rules/${id}.md`, pageText()],
]);
for (const file of made.keys()) {
  if (!existsSync(file)) continue;
  console.error(`${file} is there already; nothing was written`);
  process.exit(1);
}
for (const [file, text] of made) writeFileSync(file, text);
writeFileSync(LIST, withLine(readFileSync(LIST, 'utf8')));
console.log(`${[...made.keys(), LIST].join('\n')}

Say what it finds (src/rules/rule.ts has what a rule may look at), then:
  npx vitest run __tests__/rules/${id}.test.ts __tests__/catalogue.test.ts
  npm run docs && npm run record && npm run format && npm run check`);

function ruleText(): string {
  return `import type { TargetRule } from './rule.ts';

export const ${name}: TargetRule = {
  id: '${id}',
  title: 'What is wrong, in one sentence without a full stop',
  severity: 'warning',
  on: 'target',
  *check({ image, existence }) {
    // Quiet where nothing is known: an unknown is never a finding of its own.
    if (image === null || existence?.kind !== 'found') return;
    yield { message: \`\${image.package} …\` };
  },
};
`;
}

function testText(): string {
  return `import { describe, expect, it } from 'vitest';
import { ${name} as rule } from '../../src/rules/${id}.ts';
import { APP, found, messages, missing, OPEN, targetOf } from './cases.ts';

describe('${id}', () => {
  it('says what is wrong', () => {
    expect(messages(rule, targetOf(\`\${APP}:1\`, found()))).toEqual(['api …']);
  });

  it('keeps quiet where it is missing, which another rule says', () => {
    expect(messages(rule, targetOf(\`\${APP}:1\`, missing('tag')))).toEqual([]);
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(\`\${APP}:1\`, OPEN))).toEqual([]);
  });
});
`;
}

function pageText(): string {
  return `# ${id}

What is wrong, in one sentence without a full stop.

Severity: \`warning\`. Change it in \`.github/gar-preflight.yml\`: \`rules: { ${id}: warning }\` (or \`error\`, \`notice\`, \`off\`).

## What it says

## Why it happens

## For example

> api ….

## How to mend it

## When it keeps quiet

What could not be read makes it \`image-unverified\`.

## How to waive it

On its line, or alone on the line above: \`# gar-preflight: ignore ${id} REASON\`. For more than one place, in the config:

\`\`\`yaml
ignore:
  - rule: ${id}
    paths: ["overlays/dev/**"]
    reason: why it does not matter there
    expires: 2026-12-31
\`\`\`

What a red check means, and whom to ask: https://github.com/gar-preflight/gar-preflight/blob/main/docs/red.md. How a verdict is reached: https://github.com/gar-preflight/gar-preflight/blob/main/docs/verdict.md.
`;
}

/** The import in its alphabetical place, and the rule at the end of the list. */
function withLine(list: string): string {
  const line = `import { ${name} } from './${id}.ts';`;
  const all = list.split('\n');
  const imports = all.filter((one) => one.startsWith('import '));
  const pathOf = (one: string): string => /'(.+)'/.exec(one)?.[1] ?? '';
  const next = imports.find((one) => pathOf(one) > pathOf(line));
  const at = next === undefined ? imports.length : all.indexOf(next);
  const text = all.toSpliced(at, 0, line).join('\n');
  return text.replace(/\n\];\n$/, `\n  ${name},\n];\n`);
}
