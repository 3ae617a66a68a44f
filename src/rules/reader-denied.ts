import { repositoryResource } from '../domain/artifact-image.ts';
import {
  denyPolicyText,
  denyPrincipal,
  exceptCommand,
} from '../domain/except-command.ts';
import type { PullRule } from './rule.ts';

export const readerDenied: PullRule = {
  id: 'reader-denied',
  title: 'A deny policy takes the permission away',
  severity: 'error',
  breaks: 'the-pull',
  on: 'pull',
  folds: 'puller-and-repository',
  *check({ puller, repository, verdict }) {
    if (verdict.verdict !== 'not-granted' || verdict.denied === null) return;
    const { policy, rule } = verdict.denied;
    const excepted = denyPrincipal(puller.principal);
    const command = exceptCommand(puller.principal, policy, rule);
    const held =
      verdict.because.length > 0 ? ', though an allow policy grants it: deny wins' : '';
    const where = repositoryResource(repository);
    yield {
      message: `${puller.principal} may not download from ${where}: ${rule} of the deny policy ${denyPolicyText(policy)} denies it${held}. Except this principal in that rule: add ${excepted} to its exceptionPrincipals.`,
      ...(command === null ? {} : { fix: { command } }),
    };
  },
};
