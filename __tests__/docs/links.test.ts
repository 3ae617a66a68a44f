import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages, ROOT } from './blocks.ts';

const DOCS = 'https://github.com/gar-preflight/gar-preflight/blob/main/docs';

interface Link {
  readonly page: string;
  readonly target: string;
}

function text(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

/** What a page leads to that is not on the web; blocks hold no links. */
function linksOf(page: string): readonly Link[] {
  const plain = text(page).replace(/```[\s\S]*?```/g, '');
  return [...plain.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(?:https?|mailto):/.test(target))
    .map((target) => ({ page, target }));
}

const links = pages().flatMap(linksOf);
const fileOf = ({ page, target }: Link): string => {
  const [file = ''] = target.split('#');
  return file === '' ? page : path.posix.join(path.posix.dirname(page), file);
};

/** As GitHub makes an anchor of a heading. */
function anchors(page: string): readonly string[] {
  return [...text(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

describe('links of the docs', () => {
  it('lead to files that are there', () => {
    const lost = links.filter((link) => !existsSync(path.join(ROOT, fileOf(link))));
    expect(lost).toEqual([]);
    expect(links.length).toBeGreaterThan(100);
  });

  it('lead to files that are there where they name our own pages in full', () => {
    const named = pages().flatMap((page) =>
      [...text(page).matchAll(/gar-preflight\/blob\/main\/([\w./-]*\w)/g)].map(
        ([, file = '']) => file,
      ),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  it('lead to headings that are there', () => {
    const lost = links.filter((link) => {
      const [, anchor] = link.target.split('#');
      const file = fileOf(link);
      return (
        anchor !== undefined && file.endsWith('.md') && !anchors(file).includes(anchor)
      );
    });
    expect(lost).toEqual([]);
  });

  it('reach every page from the README, by few steps', () => {
    const reached = new Set(['README.md']);
    for (let steps = 0; steps < 3; steps += 1)
      for (const link of links) if (reached.has(link.page)) reached.add(fileOf(link));
    const own = readdirSync(path.join(ROOT, 'docs'))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file}`);
    expect(own.filter((file) => !reached.has(file))).toEqual([]);
  });

  it('lead from every rule to what a red check means', () => {
    const rules = pages().filter((page) => page.startsWith('docs/rules/'));
    expect(rules.length).toBeGreaterThan(25);
    for (const page of rules) {
      // They are read in terminals and in alerts, too, where no path leads anywhere.
      for (const other of ['red.md', 'verdict.md'])
        expect(text(page)).toContain(`${DOCS}/${other}.`);
    }
  });
});
