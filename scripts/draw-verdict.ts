/** A question that is asked in its turn, and what a yes comes to. */
export interface Step {
  readonly asks: string;
  readonly verdict: string;
  readonly rule: string;
}

/** Is it there? The first yes decides; the last line is what is left. */
export const EXISTENCE: readonly Step[] = [
  {
    asks: 'A build fills in a part of the name',
    verdict: 'skipped',
    rule: 'reference-unresolved',
  },
  {
    asks: 'It is not in Artifact Registry',
    verdict: 'skipped',
    rule: 'listed, not checked',
  },
  {
    asks: 'Refused, or no answer of Google’s',
    verdict: 'unknown',
    rule: 'timeouts, proxies, odd answers: image-unverified',
  },
  {
    asks: 'Google’s own 404 for a part of it',
    verdict: 'missing',
    rule: 'tag-not-found and its like',
  },
  { asks: 'Otherwise', verdict: 'found', rule: 'platforms, rules, cleanup are next' },
];

/** May whoever pulls it? The order in which the pieces add up; a test holds it against the code. */
export const ACCESS: readonly Step[] = [
  {
    asks: 'A deny policy surely applies',
    verdict: 'not-granted',
    rule: 'reader-denied',
  },
  {
    asks: 'A plain grant, from the repository up',
    verdict: 'granted',
    rule: 'nothing to say',
  },
  {
    asks: 'A grant under an open condition',
    verdict: 'conditional',
    rule: 'reader-conditional',
  },
  {
    asks: 'Something that nobody could read',
    verdict: 'unknown',
    rule: 'sealed policies, groups, roles: reader-unverified',
  },
  { asks: 'Otherwise', verdict: 'not-granted', rule: 'reader-missing' },
];

const COLOURS: Readonly<Record<string, string>> = {
  skipped: 'grey',
  unknown: 'amber',
  conditional: 'amber',
  missing: 'red',
  'not-granted': 'red',
  found: 'green',
  granted: 'green',
};

const WIDTH = 900;
const ROW = 58;
const TOP = 84;

/** The picture of docs/verdict.md: legible on light and on dark pages. */
export function drawVerdict(): string {
  const height = TOP + ROW * ACCESS.length + 118;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="t">
<title id="t">How a verdict is reached: whether the image is there, whether whoever pulls it may, and what both come to</title>
<style>
text { font: 14px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
.head { font-size: 17px; font-weight: 600 }
.small { font-size: 12px; fill: #59636e }
.card { fill: #f6f8fa; stroke: #d1d9e0 }
.line { stroke: #59636e; stroke-width: 1.5; fill: none }
.word { font-size: 13px; font-weight: 600; fill: #fff }
.green { fill: #1a7f37 } .red { fill: #cf222e } .amber { fill: #9a6700 } .grey { fill: #59636e }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.small { fill: #9198a1 }
.card { fill: #151b23; stroke: #3d444d }
.line { stroke: #9198a1 }
.word { fill: #fff }
.green { fill: #238636 } .red { fill: #da3633 } .amber { fill: #9e6a03 } .grey { fill: #656c76 }
}
</style>
${ladder('Is it there?', 'asked of Artifact Registry', EXISTENCE, 10)}
${ladder('May whoever pulls it?', 'every policy, from the repository up', ACCESS, 460)}
${ending(TOP + ROW * ACCESS.length + 24)}
</svg>
`;
}

function ladder(
  head: string,
  below: string,
  steps: readonly Step[],
  left: number,
): string {
  const rows = steps.map((step, index) => row(step, left, TOP + ROW * index, index));
  return `<text class="head" x="${left}" y="32">${head}</text>
<text class="small" x="${left}" y="54">${below}</text>
${rows.join('\n')}`;
}

function row(
  { asks, verdict, rule }: Step,
  left: number,
  top: number,
  index: number,
): string {
  const colour = COLOURS[verdict] ?? 'grey';
  const down =
    index === 0
      ? ''
      : `<path class="line" d="M${left + 16} ${top - 12}v10m-4 -4l4 4l4 -4"/>`;
  return `${down}<rect class="card" x="${left}" y="${top}" width="430" height="46" rx="6"/>
<text x="${left + 12}" y="${top + 20}">${asks}</text>
<text class="small" x="${left + 12}" y="${top + 37}">${rule}</text>
<rect class="${colour}" x="${left + 316}" y="${top + 11}" width="104" height="24" rx="12"/>
<text class="word" text-anchor="middle" x="${left + 368}" y="${top + 28}">${verdict}</text>`;
}

/** What both come to, for every one that may pull it. */
function ending(top: number): string {
  const ends = [
    ['green', 'will be pulled', 'found, and granted to everyone who pulls'],
    ['red', 'will not be pulled', 'missing, or not granted: known, not guessed'],
    ['amber', 'could not be verified', 'everything else, with what would settle it'],
  ] as const;
  return ends
    .map(
      ([colour, word, why], index) =>
        `<rect class="${colour}" x="${10 + index * 298}" y="${top}" width="284" height="34" rx="6"/>
<text class="word" text-anchor="middle" x="${152 + index * 298}" y="${top + 22}">${word}</text>
<text class="small" text-anchor="middle" x="${152 + index * 298}" y="${top + 54}">${why}</text>`,
    )
    .join('\n');
}
