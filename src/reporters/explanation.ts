import picocolors from 'picocolors';
import type {
  ImageState,
  JudgedImage,
  Report,
  ReportAccess,
  ReportImage,
} from '../domain/report.ts';
import { printable } from './escape.ts';

type Paint = ReturnType<typeof picocolors.createColors>;

/** One step of the way: what is said, and what follows from it. */
interface Step {
  readonly text: string;
  readonly below: readonly Step[];
}

/** How an image's verdict is reached, drawn from the place that writes it to the repository that serves it, a line a step. */
export function explainImage(
  report: Report,
  image: JudgedImage,
  color: 'always' | 'never',
): readonly string[] {
  const paint = picocolors.createColors(color === 'always');
  const steps = [
    ...(image.locations.length === 0 ? [] : [writtenAt(image)]),
    isItThere(image, paint),
    whoPulls(report, image, paint),
    whatFollows(report, image, paint),
  ];
  return [paint.bold(printable(image.image)), ...draw(steps, '')];
}

function writtenAt({ locations, workloads, before, whoPulls: who }: ReportImage): Step {
  const places = locations.map(({ file, line, column }) =>
    leaf(`${file}:${line}:${column}`),
  );
  const lead = workloads.length === 0 ? '' : `run by ${workloads.join(', ')}, `;
  return step(`${lead}written at`, [
    ...places,
    ...before.map((one) => leaf(`before: ${one}`)),
    ...(who ?? []).map((one) => leaf(`who pulls it changed: ${one}`)),
  ]);
}

function isItThere(image: ReportImage, paint: Paint): Step {
  const { existence, digest, uploadTime, platforms, sizeBytes, tags, note } = image;
  const others = tags.filter((one) => one !== image.tag);
  const words = { found: paint.green, missing: paint.red } as const;
  const word =
    existence === 'found' || existence === 'missing' ? words[existence] : paint.yellow;
  return {
    text: `is it there? ${word(existence)}`,
    below: [
      ...(note === null ? [] : [leaf(note)]),
      ...(digest === null ? [] : [leaf(digest)]),
      ...(uploadTime === null ? [] : [leaf(`uploaded ${uploadTime}`)]),
      ...(platforms === null || platforms.length === 0
        ? []
        : [leaf(`for ${platforms.join(', ')}`)]),
      ...(sizeBytes === null ? [] : [leaf(`${sizeBytes} bytes`)]),
      ...(others.length === 0 ? [] : [leaf(`also tagged ${others.join(', ')}`)]),
    ],
  };
}

function whoPulls({ access }: Report, image: ReportImage, paint: Paint): Step {
  const mine = access.filter(({ images }) => images.includes(image.image));
  const below = mine.flatMap((one) => {
    const { origins } = one;
    const said = origins.length === 0 ? ['somebody'] : origins;
    return said.map((text) => step(text, [asWhom(one, paint)]));
  });
  return {
    text: 'who pulls it, and may they?',
    below: below.length === 0 ? [leaf('nobody was asked about')] : below,
  };
}

function asWhom(one: ReportAccess, paint: Paint): Step {
  const { principal, verdict, because, notes, repository } = one;
  const word = { granted: paint.green, 'not-granted': paint.red } as const;
  const said =
    verdict === 'granted' || verdict === 'not-granted'
      ? word[verdict](verdict)
      : paint.yellow(verdict);
  const grants = because.map(({ resource, role, member, condition }) =>
    leaf(
      `${role} to ${member} on ${resource}${condition === null ? '' : `, if ${condition}`}`,
    ),
  );
  return step(`as ${principal}`, [
    {
      text: `${said} on ${printable(repository)}`,
      below: [...grants, ...notes.map(leaf)],
    },
  ]);
}

const ANSWERS: Readonly<Record<ImageState, string>> = {
  broken: 'at least one pull of it will fail',
  pulled: 'it will be pulled',
  exists: 'it is there; nobody said who pulls it',
  unverified: 'it could not be told',
  skipped: 'it was not looked up',
  silenced: 'something is wrong that a waiver or the config keeps quiet',
};

function whatFollows({ findings }: Report, image: JudgedImage, paint: Paint): Step {
  const mine = findings.filter((one) => one.image === image.image);
  const colors: Partial<Record<ImageState, (text: string) => string>> = {
    broken: paint.red,
    pulled: paint.green,
  };
  const color = colors[image.state] ?? paint.yellow;
  return {
    text: `so: ${color(ANSWERS[image.state])}`,
    below: mine.map(({ rule, message, fix, file, line }) =>
      step(image.locations.length === 0 ? rule : `${rule} at ${file}:${line}`, [
        leaf(message),
        ...[fix.command, fix.replacement].flatMap((one) =>
          one === null ? [] : [leaf(one)],
        ),
      ]),
    ),
  };
}

/** Text from outside is made printable here; what we say in colour is ours. */
function step(text: string, below: readonly Step[] = []): Step {
  return { text: printable(text), below };
}

function leaf(text: string): Step {
  return step(text);
}

function draw(steps: readonly Step[], margin: string): readonly string[] {
  return steps.flatMap(({ text, below }, index) => {
    const last = index === steps.length - 1;
    return [
      `${margin}${last ? '└─' : '├─'} ${text}`,
      ...draw(below, `${margin}${last ? '  ' : '│ '} `),
    ];
  });
}
