import { describe, expect, it } from 'vitest';
import { repositoryNotFound as rule } from '../../src/rules/repository-not-found.ts';
import { APP, drafts, found, messages, missing, OPEN, targetOf } from './cases.ts';

describe('repository-not-found', () => {
  it('says what is missing, and what exists', () => {
    const [draft] = drafts(
      rule,
      targetOf(`${APP}:1`, missing('repository', [`${APP}:2`], 65_000)),
    );
    expect(draft?.message).toContain(
      'The project my-project has no repository apps in us-central1.',
    );
    expect(draft?.message).toContain(`There is ${APP}:2 (the nearest tag).`);
    expect(draft?.message).toContain('It was waited for 1 min 5 s.');
    expect(draft?.fix).toEqual({ replacement: `${APP}:2` });
  });

  it('keeps quiet where something else is missing, or nothing', () => {
    for (const what of ['image', 'tag', 'digest'] as const)
      expect(messages(rule, targetOf(`${APP}:1`, missing(what)))).toEqual([]);
    expect(messages(rule, targetOf(`${APP}:1`, found()))).toEqual([]);
  });

  it('gives the remedy for what Container Registry served', () => {
    const [draft] = drafts(
      rule,
      targetOf('gcr.io/my-project/api:1', missing('repository')),
    );
    expect(draft?.message).toContain('Container Registry is shut down');
    expect(draft?.fix).toMatchObject({
      command: 'gcloud artifacts docker upgrade migrate --projects=my-project',
    });
  });

  it('never takes an unknown for a no', () => {
    expect(messages(rule, targetOf(`${APP}:1`, OPEN))).toEqual([]);
  });
});
