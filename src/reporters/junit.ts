import type { Finding, JudgedImage, Report } from '../domain/report.ts';
import { capped, printable } from './escape.ts';
import { mending } from './mending.ts';
import type { Reporter } from './reporter.ts';
import { headline } from './sentence.ts';

/** JUnit XML, for other CI systems: a case an image, a failure an error. What was not checked or not verified is skipped, never passed. */
export const junit: Reporter = {
  id: 'junit',
  title: 'JUnit XML, for other CI systems',
  render: (report) => {
    const cases = [...imageCases(report), ...looseCases(report)];
    const count = (outcome: Outcome['kind']): number =>
      cases.filter((one) => one.outcome.kind === outcome).length;
    const counts = `tests="${cases.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}"`;
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="GAR Preflight" ${counts}>`,
      `  <testsuite name="images" ${counts}>`,
      `    <properties><property name="headline" value="${xml(headline(report))}"/></properties>`,
      ...cases.map(written),
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n');
  },
};

type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'failure'; readonly first: Finding };

interface TestCase {
  readonly name: string;
  readonly file: string;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
}

function imageCases({ images, findings }: Report): readonly TestCase[] {
  const byImage = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = finding.image ?? '';
    const known = byImage.get(key);
    if (known === undefined) byImage.set(key, [finding]);
    else known.push(finding);
  }
  return images.map((image) => {
    const own = byImage.get(image.image) ?? [];
    return {
      name: image.image,
      file: image.locations[0]?.file ?? 'images',
      outcome: outcomeOf(image, own),
      findings: own,
    };
  });
}

/** What stands at no image: a file that was not read, a line that nobody understood. */
function looseCases({ images, findings }: Report): readonly TestCase[] {
  const known = new Set(images.map(({ image }) => image));
  const loose = findings.filter(({ image }) => image === null || !known.has(image));
  return loose.map((finding) => ({
    name: `${finding.rule} ${finding.file}:${finding.line}`,
    file: finding.file,
    outcome:
      finding.severity === 'error'
        ? { kind: 'failure', first: finding }
        : { kind: 'skipped', why: finding.title },
    findings: [finding],
  }));
}

const WHY: Readonly<Record<JudgedImage['state'], string>> = {
  broken: 'Will not be pulled, and the config does not count that as an error.',
  pulled: '',
  exists: 'Exists; who pulls it was not said, so access was not checked.',
  unverified: 'Could not be verified.',
  skipped: 'Not checked.',
  silenced: 'Waived, or its rule is off.',
};

function outcomeOf({ state, note }: JudgedImage, findings: readonly Finding[]): Outcome {
  const first = findings.find(({ severity }) => severity === 'error');
  if (first !== undefined) return { kind: 'failure', first };
  if (state === 'pulled') return { kind: 'passed' };
  const why = note === null ? WHY[state] : `${WHY[state]} ${note}`;
  return { kind: 'skipped', why };
}

function written({ name, file, outcome, findings }: TestCase): string {
  const open = `    <testcase name="${xml(name)}" classname="${xml(file)}"`;
  const lines = findings.flatMap((one) => [
    `${one.severity} ${one.rule} ${one.file}:${one.line}: ${one.message}`,
    ...mending(one),
  ]);
  const told = xml(lines.join('\n'));
  const inner = [
    ...outcomeElement(outcome, told),
    ...(outcome.kind === 'failure' || told === ''
      ? []
      : [`<system-out>${told}</system-out>`]),
  ];
  if (inner.length === 0) return `${open}/>`;
  const body = inner.map((element) => `      ${element}`);
  return [`${open}>`, ...body, '    </testcase>'].join('\n');
}

function outcomeElement(outcome: Outcome, told: string): readonly string[] {
  switch (outcome.kind) {
    case 'passed':
      return [];
    case 'skipped':
      return [`<skipped message="${xml(capped(outcome.why, 300))}"/>`];
    case 'failure': {
      const { message, rule } = outcome.first;
      return [
        `<failure message="${xml(capped(message, 300))}" type="${xml(rule)}">${told}</failure>`,
      ];
    }
  }
}

function xml(text: string): string {
  return text
    .split('\n')
    .map(printable)
    .join('\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
