import {
  bindWorkloadIdentityCommand,
  bindWorkloadIdentityTerraform,
  enableAccountCommand,
} from '../domain/grant-command.ts';
import type { ServiceAccountRule } from './rule.ts';

export const workloadIdentityUnbound: ServiceAccountRule = {
  id: 'workload-identity-unbound',
  title:
    "The Kubernetes service account's Google service account is not bound to it, is missing or is disabled",
  severity: 'warning',
  on: 'service-account',
  *check({ serviceAccount, email, namespace, workloadPool, binding }) {
    const who = `${namespace}/${serviceAccount.name}`;
    if (binding.kind === 'account-missing')
      yield {
        message: `${email}, which ${who} is to act as, does not exist. Make it, or mend the annotation. ${ASIDE}`,
      };
    if (binding.kind === 'account-disabled')
      yield {
        message: `${email}, which ${who} is to act as, is disabled. Enable it. ${ASIDE}`,
        fix: { command: enableAccountCommand(email) },
      };
    if (binding.kind === 'unbound') {
      yield {
        message: `${who} may not act as ${email}: its policy does not grant roles/iam.workloadIdentityUser to ${binding.member}. ${ASIDE}`,
        principal: binding.member,
        fix: {
          command: bindWorkloadIdentityCommand(
            email,
            workloadPool,
            { namespace, name: serviceAccount.name },
            binding.conditions,
          ),
          terraform: bindWorkloadIdentityTerraform(
            email,
            workloadPool,
            namespace,
            serviceAccount.name,
          ),
        },
      };
    }
  },
};

const ASIDE = '(This is what its containers run as; images are pulled as the node.)';
