import { describe, expect, it } from 'vitest';
import { repositoryNotDocker as rule } from '../../src/rules/repository-not-docker.ts';
import { APP, messages, OPEN, targetOf } from './cases.ts';

describe('repository-not-docker', () => {
  it('names the format', () => {
    expect(
      messages(rule, targetOf(`${APP}:1`, { kind: 'not-docker', format: 'MAVEN' })),
    ).toEqual(['The repository apps holds MAVEN packages, not container images.']);
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}:1`, OPEN))).toEqual([]);
  });
});
