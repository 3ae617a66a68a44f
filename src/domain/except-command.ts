import { command } from './grant-command.ts';

/** A principal as deny policies write it. */
export function denyPrincipal(principal: string): string {
  return principal.replace(
    /^serviceAccount:/,
    'principal://iam.googleapis.com/projects/-/serviceAccounts/',
  );
}

/** `no-pulls on projects/p`; the whole name where it has another form than IAM's. */
export function denyPolicyText(policy: string): string {
  const named =
    /^policies\/cloudresourcemanager\.googleapis\.com(?:%2F|\/)(\w+)(?:%2F|\/)([^/%]+)\/denypolicies\/([^/]+)$/i.exec(
      policy,
    );
  if (named === null) return policy;
  const [, kind = '', holder = '', id = ''] = named;
  return `${id} on ${kind}/${holder}`;
}

/** Excepts a principal from a deny policy's rule, for a POSIX shell with jq; `null` where the policy's name has another form than IAM's. */
export function exceptCommand(
  principal: string,
  policy: string,
  /** `rule 1`, counted from one. */
  rule: string,
): string | null {
  const named = /^policies\/([^/]+)\/denypolicies\/([^/]+)$/.exec(policy);
  const number = /^rule (\d+)$/.exec(rule)?.[1];
  if (named === null || number === undefined) return null;
  const [, attachment = '', id = ''] = named;
  const where = [id, `--attachment-point=${decoded(attachment)}`, '--kind=denypolicies'];
  const excepted = JSON.stringify([denyPrincipal(principal)]);
  const edit = `.rules[${Number(number) - 1}].denyRule.exceptionPrincipals += ${excepted}`;
  return [
    `${command(['gcloud', 'iam', 'policies', 'get', ...where, '--format=json'])} |`,
    `${command(['jq', edit])} > policy.json &&`,
    command([
      'gcloud',
      'iam',
      'policies',
      'update',
      ...where,
      '--policy-file=policy.json',
    ]),
  ].join(' ');
}

/** gcloud encodes the slashes itself. */
function decoded(attachment: string): string {
  return attachment.replaceAll(/%2F/gi, '/');
}
