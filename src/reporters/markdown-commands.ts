import type { Cause } from '../domain/report.ts';
import { capped, markdownBlock } from './escape.ts';
import type { Writing } from './markdown-causes.ts';
import { folded, type Section } from './markdown-text.ts';
import { plural } from './sentence.ts';
import { wrapped } from './shell.ts';

const COMMANDS_SHOWN = 2;

/** One command for what one command mends; more than a few are folded, and so is the same as Terraform. */
export function commands(
  causes: readonly Cause[],
  { report }: Writing,
): readonly Section[] {
  const blocks = [...imagesByCommand(causes)].map(([command, images]) =>
    block(command, images.size),
  );
  if (blocks.length === 0) return [];
  const shown = blocks.slice(0, COMMANDS_SHOWN);
  const rest = blocks.slice(COMMANDS_SHOWN);
  const all = report.findings.flatMap(({ fix }) => fix.terraform ?? []);
  const terraform = [...new Set(all)].map((text) => markdownBlock(text, 'hcl'));
  return [
    { head: [], items: shown, foot: [] },
    ...folded(`${plural(rest.length, 'command')} more`, rest),
    ...folded('As Terraform', terraform),
  ];
}

function imagesByCommand(
  causes: readonly Cause[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const { commands: own, images } of causes) {
    for (const command of own) {
      const known = all.get(command) ?? new Set();
      for (const image of images) known.add(image);
      all.set(command, known);
    }
  }
  return all;
}

function block(command: string, images: number): string {
  const text = capped(wrapped(command), 4000);
  const mends = images < 2 ? [] : [`# for ${plural(images, 'image')}`];
  return `${markdownBlock([...mends, text].join('\n'), 'sh')}\n`;
}
