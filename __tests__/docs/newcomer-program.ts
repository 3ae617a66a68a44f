/**
 * A stand-in for `gcloud`, `gh` and `curl`, as far as a newcomer needs them: what is made must have been made in order, and is kept in
 * the JSON file that NEWCOMER_STATE names.
 */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const [program = '', ...words] = process.argv.slice(2);
const stateFile = process.env['NEWCOMER_STATE'] ?? '';
const state = JSON.parse(readFileSync(stateFile, 'utf8')) as Record<string, unknown>;
const flags = new Map(
  words
    .filter((word) => word.startsWith('--'))
    .map((word) => {
      const [name = '', ...value] = word.slice(2).split('=');
      return [name, value.join('=')] as const;
    }),
);
const plain = words.filter((word) => !word.startsWith('-'));
const line = plain.join(' ');

function refuse(why: string): never {
  console.error(`${program} ${words.join(' ')}: ${why}`);
  process.exit(1);
}

function flag(name: string): string {
  return flags.get(name) ?? refuse(`expected --${name}`);
}

function keep(name: string, value: unknown): void {
  state[name] = value;
  writeFileSync(stateFile, JSON.stringify(state));
}

function need(name: string): void {
  if (!(name in state)) refuse(`${name} does not exist`);
}

const pool = `projects/123456789012/locations/global/workloadIdentityPools/${flags.get('workload-identity-pool') ?? plain[3] ?? ''}`;

const COMMANDS: readonly (readonly [RegExp, () => void])[] = [
  [/^gcloud projects describe my-project$/, () => console.log('123456789012')],
  [/^gcloud projects get-ancestors my-project$/, () => console.log('my-project\n1000')],
  [
    /^gcloud services enable /,
    () => {
      flag('project');
      keep('services', plain.slice(2));
    },
  ],
  [
    /^gcloud iam workload-identity-pools create github$/,
    () => {
      need('services');
      flag('location');
      keep(pool, {});
      console.log('Created workload identity pool [github].');
    },
  ],
  [
    /^gcloud iam workload-identity-pools providers create-oidc gar-preflight$/,
    () => {
      need(pool);
      keep(`${pool}/providers/gar-preflight`, {
        issuer: flag('issuer-uri'),
        mapping: flag('attribute-mapping'),
        condition: flag('attribute-condition'),
      });
      console.log('Created workload identity pool provider [gar-preflight].');
    },
  ],
  [
    /^gcloud iam roles create garPreflight$/,
    () => {
      const role = parse(readFileSync(flag('file'), 'utf8')) as object;
      const home = flags.has('organization')
        ? `organizations/${flag('organization')}`
        : `projects/${flag('project')}`;
      keep(`${home}/roles/garPreflight`, role);
      console.log('Created role [garPreflight].');
    },
  ],
  [
    /^gcloud (?:organizations|projects) add-iam-policy-binding /,
    () => {
      need(flag('role'));
      if (flag('condition') !== 'None') refuse('a condition is asked for');
      keep(`binding of ${flag('role')}`, [`${plain[0]}/${plain[2]}`, flag('member')]);
    },
  ],
  [/^gh api repos\/my-org\/my-repo \.id$/, () => console.log('987654321')],
  [/^gh pr create$/, () => keep('pull request', true)],
  [
    /^gh api POST repos\/my-org\/my-repo\/rulesets$/,
    () => keep('ruleset', JSON.parse(readFileSync(0, 'utf8'))),
  ],
  [
    /^curl /,
    () => {
      const address = plain.find((word) => word.startsWith('https://')) ?? '';
      const inside = address.split('/gar-preflight/gar-preflight/v1/')[1] ?? '';
      const file = path.resolve(import.meta.dirname, '../..', inside);
      if (inside === '' || !existsSync(file)) refuse('404');
      copyFileSync(file, plain.find((word) => !word.startsWith('https://')) ?? '');
    },
  ],
];

const command = COMMANDS.find(([pattern]) => pattern.test(`${program} ${line}`));
if (command === undefined) refuse(`unknown here: ${program} ${line}`);
command[1]();
