/** What gcloud takes of one command: the words after its name, and each flag with the form of its value. */
interface Grammar {
  readonly operands: number;
  readonly flags: Readonly<Record<string, RegExp>>;
  readonly required: readonly string[];
}

const PROJECT = /^(?:[a-z][a-z0-9-]{4,28}[a-z0-9]|[a-z]|\d+|[a-z.]+:[a-z0-9-]+)$/;
const LOCATION = /^[a-z]+(?:-[a-z]+\d+)?(?:-[a-z])?$/;
const MEMBER = /^(?:serviceAccount:\S+|principal:\/\/iam\.googleapis\.com\/\S+)$/;
const ATTACHED = {
  '--attachment-point':
    /^cloudresourcemanager\.googleapis\.com\/(?:projects|folders|organizations)\/[^/]+$/,
  '--kind': /^denypolicies$/,
};

/** From gcloud's own reference, for the commands that are printed, and no others. */
const GRAMMARS: Readonly<Record<string, Grammar>> = {
  'artifacts repositories add-iam-policy-binding': {
    operands: 1,
    flags: {
      '--project': PROJECT,
      '--location': LOCATION,
      '--member': MEMBER,
      '--role': /^roles\/artifactregistry\.reader$/,
      '--condition': /^None$/,
    },
    required: ['--project', '--location', '--member', '--role'],
  },
  'iam service-accounts add-iam-policy-binding': {
    operands: 1,
    flags: {
      '--project': PROJECT,
      '--member': /^serviceAccount:[^@]+\.svc\.id\.goog\[[^/]+\/[^/]+\]$/,
      '--role': /^roles\/iam\.workloadIdentityUser$/,
      '--condition': /^None$/,
    },
    required: ['--project', '--member', '--role'],
  },
  'iam service-accounts enable': {
    operands: 1,
    flags: { '--project': PROJECT },
    required: ['--project'],
  },
  'container clusters update': {
    operands: 1,
    flags: {
      '--project': PROJECT,
      '--location': LOCATION,
      '--enable-autoprovisioning': /^$/,
      '--autoprovisioning-scopes': /^https:\/\/www\.googleapis\.com\/auth\/[a-z.-]+$/,
      '--autoprovisioning-service-account': /^\S+@\S+\.gserviceaccount\.com$/,
    },
    required: ['--project', '--location', '--enable-autoprovisioning'],
  },
  'iam policies get': {
    operands: 1,
    flags: { ...ATTACHED, '--format': /^json$/ },
    required: ['--attachment-point', '--kind'],
  },
  'iam policies update': {
    operands: 1,
    flags: { ...ATTACHED, '--policy-file': /^policy\.json$/ },
    required: ['--attachment-point', '--kind', '--policy-file'],
  },
  'artifacts docker upgrade migrate': {
    operands: 0,
    flags: { '--projects': PROJECT },
    required: ['--projects'],
  },
};

/** What of a printed command gcloud would not take; of a pipe each of its own commands is read. */
export function againstGrammar(printed: string): readonly string[] {
  const own = printed.split(/ \| | && /).filter((one) => one.startsWith('gcloud '));
  return own.length === 0 ? ['it calls no gcloud'] : own.flatMap(wrongWith);
}

function wrongWith(command: string): readonly string[] {
  const name = Object.keys(GRAMMARS).find((one) => command.startsWith(`gcloud ${one} `));
  const grammar = name === undefined ? undefined : GRAMMARS[name];
  if (name === undefined || grammar === undefined) return ['no such command is known'];
  const words = wordsOf(command.slice(`gcloud ${name} `.length));
  const operands = words.filter((word) => !word.startsWith('--'));
  const flags = words.filter((word) => word.startsWith('--')).map(flagOf);
  const names = flags.map(([flag]) => flag);
  return [
    ...(operands.length === grammar.operands ? [] : [`${operands.length} operands`]),
    ...flags.flatMap(([flag, value]) => {
      const form = grammar.flags[flag];
      if (form === undefined) return [`no flag ${flag}`];
      return form.test(value) ? [] : [`${flag} takes no ${value}`];
    }),
    ...grammar.required
      .filter((flag) => !names.includes(flag))
      .map((flag) => `needs ${flag}`),
    ...(new Set(names).size === names.length ? [] : ['a flag twice']),
  ];
}

/** Words of a POSIX shell, as far as they are printed: bare ones, and ones in single quotes. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  );
}

function flagOf(word: string): readonly [string, string] {
  const at = word.indexOf('=');
  return at === -1 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
}
