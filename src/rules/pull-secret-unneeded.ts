import type { Rule } from './rule.ts';

export const pullSecretUnneeded: Rule = {
  id: 'pull-secret-unneeded',
  title: "A pull secret beside an image that GKE pulls with the node's own identity",
  severity: 'notice',
  on: 'pull',
  *check({ verdict, pullSecrets }) {
    if (verdict.verdict !== 'granted') return;
    for (const { name, location } of pullSecrets) {
      yield {
        message: `The pull secret ${name} is not needed for this image: it is pulled with the identity of the node.`,
        location,
      };
    }
  },
};
