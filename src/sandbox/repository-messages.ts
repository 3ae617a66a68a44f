import type { SandboxRequest } from './http.ts';
import type { Repository } from './state.ts';

/** Google's own REST client asks for enums as numbers. */
function wantsNumbers({ query }: SandboxRequest): boolean {
  return [...query].some(
    ([name, value]) => name === '$alt' && value.includes('enum-encoding=int'),
  );
}

/** A repository as Artifact Registry writes it. */
export function writeRepository(
  resource: string,
  { facts }: Repository,
  request: SandboxRequest,
): Readonly<Record<string, unknown>> {
  const numbers = wantsNumbers(request);
  const formats = [
    '',
    'DOCKER',
    'MAVEN',
    'NPM',
    '',
    'APT',
    'YUM',
    '',
    'PYTHON',
    'KFP',
    'GO',
    'GENERIC',
  ];
  const modes = ['', 'STANDARD', 'VIRTUAL', 'REMOTE'];
  return {
    name: resource,
    format: numbers ? formats.indexOf(facts.format) : facts.format,
    mode: numbers ? modes.indexOf(facts.mode) : `${facts.mode}_REPOSITORY`,
    createTime: '2026-01-01T00:00:00.000000Z',
    updateTime: '2026-01-01T00:00:00.000000Z',
    ...(Object.keys(facts['cleanup-policies']).length === 0
      ? {}
      : {
          cleanupPolicies: numbers
            ? numbered(facts['cleanup-policies'])
            : facts['cleanup-policies'],
        }),
    ...(facts['cleanup-dry-run'] ? { cleanupPolicyDryRun: true } : {}),
    ...(facts.mode === 'VIRTUAL'
      ? {
          virtualRepositoryConfig: {
            upstreamPolicies: facts.upstreams.map((one, index) => ({
              id: `upstream-${index}`,
              ...one,
            })),
          },
        }
      : {}),
  };
}

const NUMBERS: Readonly<Record<string, number>> = {
  DELETE: 1,
  KEEP: 2,
  TAGGED: 1,
  UNTAGGED: 2,
  ANY: 3,
};

function numbered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numbered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      (key === 'action' || key === 'tagState') && typeof one === 'string'
        ? (NUMBERS[one] ?? one)
        : numbered(one),
    ]),
  );
}

/** A repository's download rules as Artifact Registry writes them. */
export function writeRules(
  resource: string,
  repository: Repository | undefined,
  request: SandboxRequest,
): readonly Readonly<Record<string, unknown>>[] {
  const numbers = wantsNumbers(request);
  return (repository?.facts.rules ?? []).map((rule, index) => ({
    ...rule,
    name: ruleName(resource, rule['name'] ?? `rule-${index + 1}`),
    ...(numbers ? { action: rule['action'] === 'DENY' ? 2 : 1, operation: 1 } : {}),
  }));
}

/** Google names a rule in full; a world may give its id alone. */
function ruleName(resource: string, name: unknown): unknown {
  const isId = typeof name === 'string' && !name.includes('/');
  return isId ? `${resource}/rules/${name}` : name;
}
