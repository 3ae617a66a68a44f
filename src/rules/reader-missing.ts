import { repositoryResource } from '../domain/artifact-image.ts';
import { grantCommand, grantTerraform } from '../domain/grant-command.ts';
import type { Rule } from './rule.ts';

export const readerMissing: Rule = {
  id: 'reader-missing',
  title: 'The service account may not download from the repository',
  severity: 'error',
  on: 'pull',
  *check({ puller, repository, verdict, account, pullSecrets, upstream, pools }) {
    if (verdict.verdict !== 'not-granted' || verdict.denied !== null) return;
    if (account?.kind === 'not-found' || pullSecrets.length > 0) return;
    const from = upstream ?? repository;
    const words = [
      `${puller.principal} may not download from ${repositoryResource(from)}.`,
      upstream === null
        ? ''
        : `The virtual repository ${repository.repository} reads this upstream as its service agent.`,
      pools === null || pools.total < 2
        ? ''
        : `${pools.granted} of ${pools.total} node pools can pull it.`,
      `No policy from the repository up grants it (looked at ${verdict.looked.join(', ')}).`,
      ...verdict.remarks,
      'A grant may take minutes to be seen.',
    ];
    yield {
      message: words.filter((word) => word !== '').join(' '),
      fix: {
        command: grantCommand(puller.principal, from),
        terraform: grantTerraform(puller.principal, from),
      },
    };
  },
};
