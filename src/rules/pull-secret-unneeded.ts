import { secretsBeside } from '../domain/target.ts';
import type { PullRule } from './rule.ts';

export const pullSecretUnneeded: PullRule = {
  id: 'pull-secret-unneeded',
  title: "A pull secret beside an image that GKE pulls with the node's own identity",
  severity: 'notice',
  on: 'pull',
  once: 'place',
  *check(pull, target) {
    if (pull.verdict.verdict !== 'granted') return;
    for (const { name, location } of secretsBeside(pull, target)) {
      yield {
        message: `The pull secret ${name} is not needed for this image: it is pulled with the identity of the node.`,
        location,
      };
    }
  },
};
