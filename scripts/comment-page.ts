import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { marked } from 'marked';

const stylesheet = createRequire(import.meta.url).resolve(
  'github-markdown-css/github-markdown-light.css',
);

/** What stands around a comment at GitHub: the box, its head, the column's width. */
const AROUND = `
body{margin:0;background:#fff;font:14px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif}
.box{border:1px solid #d1d9e0;border-radius:6px;margin:12px;max-width:836px}
.top{background:#f6f8fa;border-bottom:1px solid #d1d9e0;border-radius:6px 6px 0 0;padding:8px 16px;color:#59636e}
.top b{color:#1f2328}
.markdown-body{padding:16px;font-size:14px}
.markdown-body .task-list-item{list-style:none}`;

/** A page that shows Markdown as a comment at GitHub. */
export function commentPage(markdown: string): string {
  const css = readFileSync(stylesheet, 'utf8');
  const body = marked.parse(markdown, { gfm: true, async: false });
  return [
    '<!doctype html><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<style>${css}${AROUND}</style>`,
    '<div class="box"><div class="top"><b>github-actions</b> bot commented</div>',
    `<div class="markdown-body">${body}</div></div>`,
  ].join('\n');
}
