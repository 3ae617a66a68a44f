import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nobodySaid, type Ours, oursOf } from '../../../src/google/wire/advice.ts';
import { readAnswer } from '../../../src/google/wire/answers.ts';
import { googleError } from '../../../src/google/wire/refusal.ts';
import { refusalLog } from '../../../src/google/wire/refusal-log.ts';

const NEED = {
  permission: 'artifactregistry.tags.get',
  resource: 'projects/p/locations/us/repositories/r',
};

function refuse(
  reason: string,
  message = 'No.',
  metadata: object = {},
  ours: Ours = nobodySaid,
) {
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, metadata },
  ];
  const error = { code: 403, status: 'PERMISSION_DENIED', message, details };
  const text = JSON.stringify({ error });
  const headers = {};
  const incoming = { kind: 'answer', status: 403, headers, text } as const;
  return readAnswer(incoming, NEED, 'artifactregistry.googleapis.com', ours);
}

describe('a 403', () => {
  it.each([
    [
      'SERVICE_DISABLED',
      'api-disabled',
      { service: 'artifactregistry.googleapis.com', consumer: 'projects/123' },
      'gcloud services enable artifactregistry.googleapis.com --project=123',
    ],
    ['SECURITY_POLICY_VIOLATED', 'perimeter', { uid: 'Abc-1' }, 'Abc-1'],
    [
      'USER_PROJECT_DENIED',
      'quota-project',
      { consumer: 'projects/bill' },
      'roles/serviceusage.serviceUsageConsumer',
    ],
    [
      'BILLING_DISABLED',
      'billing-disabled',
      { consumer: 'projects/bill' },
      'projects/bill',
    ],
    ['ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'scope-missing', {}, 'auth/cloud-platform'],
  ])(
    'for %s has its own remedy, and advises no grant on the repository',
    (reason, kind, metadata, remedy) => {
      const answer = refuse(reason, 'No.', metadata);
      expect(answer).toMatchObject({ kind: 'unknown', reason: kind });
      if (answer.kind !== 'unknown') return;
      expect(answer.settle).toContain(remedy);
      expect(answer.settle).not.toContain(
        `Grant the identity that runs this check ${NEED.permission}`,
      );
    },
  );

  it('of a perimeter is known by its words alone', () => {
    const message =
      "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: Xy_9-z";
    const answer = refuse('', message);
    expect(answer).toMatchObject({
      reason: 'perimeter',
      why: expect.stringContaining('Xy_9-z'),
    });
  });

  it('of IAM advises the grant on what is the user’s own, and else whom to ask', () => {
    const grant = `the identity that runs this check ${NEED.permission} on ${NEED.resource}`;
    expect(refuse('IAM_PERMISSION_DENIED', 'No.', {}, () => true)).toMatchObject({
      reason: 'refused',
      settle: `Grant ${grant}.`,
    });
    expect(refuse('IAM_PERMISSION_DENIED')).toMatchObject({
      reason: 'refused',
      settle: `Ask whoever administers projects/p to grant ${grant}, if it exists.`,
    });
  });

  it('for a reason that is not known here advises nothing that may not fit it', () => {
    const answer = refuse('ORG_RESTRICTION_VIOLATION', 'Headers forbid it. Ask.');
    expect(answer).toMatchObject({
      reason: 'refused',
      why: expect.stringContaining('ORG_RESTRICTION_VIOLATION): Headers forbid it.'),
    });
    if (answer.kind === 'unknown') expect(answer.settle).not.toContain('Grant');
  });
});

interface Row {
  readonly name: string;
  readonly host?: string;
  readonly error?: object;
  readonly body?: object;
  readonly is: string;
  readonly why?: string;
  readonly settle?: string;
}

const ROWS: readonly Row[] = parse(
  readFileSync(path.join(import.meta.dirname, 'refusals.yaml'), 'utf8'),
);

describe('a 403 in its own words', () => {
  it.each(ROWS.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const error = { code: 403, status: 'PERMISSION_DENIED', ...row.error };
    const text = JSON.stringify(row.body ?? { error });
    const incoming = { kind: 'answer', status: 403, headers: {}, text } as const;
    const host = row.host ?? 'artifactregistry.googleapis.com';
    const answer = readAnswer(incoming, NEED, host, nobodySaid);
    if (answer.kind !== 'unknown') throw new Error(`a 403 is no ${answer.kind}`);
    expect(answer.reason).toBe(row.is);
    if (row.why !== undefined) expect(answer.why).toBe(row.why);
    if (row.settle !== undefined) expect(answer.settle).toBe(row.settle);
  });

  it('is cut where it does not end', () => {
    const error = { code: 403, message: 'x'.repeat(5000), status: 7 };
    const read = googleError({ error });
    expect(read?.message).toHaveLength(1000);
    expect(read?.status).toBe('');
    expect(read?.reason).toBe('');
  });
});

describe('whose a resource is', () => {
  const ours = oursOf(
    ['clusters', 'example.com:shop'],
    ['node@nodes.iam.gserviceaccount.com', 'the principal that x lets in'],
  );
  it.each([
    ['projects/clusters/locations/us/repositories/r', true],
    ['projects/nodes', true],
    ['projects/other', false],
    ['projects/clusters-2', false],
    ['folders/1', false],
    ['us-docker.pkg.dev/nodes/r/a', true],
    ['us-docker.pkg.dev/example.com/shop/r/a', true],
    ['us-docker.pkg.dev/other/r/a', false],
    ['serviceAccounts/x@nodes.iam.gserviceaccount.com', true],
    ['serviceAccounts/x@other.iam.gserviceaccount.com', false],
    ['serviceAccounts/123-compute@developer.gserviceaccount.com', false],
  ])('%s: %s', (resource, own) => {
    expect(ours(resource)).toBe(own);
  });
});

describe('what our own identity was refused', () => {
  it('is said once, with who we are and the roles that would let it', () => {
    const log = refusalLog(
      () => 'ci@p.iam.gserviceaccount.com',
      (one) => one.startsWith('projects/p'),
    );
    expect(log.sentences()).toEqual([]);
    log.add(NEED);
    log.add(NEED);
    log.add({
      permission: 'resourcemanager.folders.getIamPolicy',
      resource: 'folders/2',
    });
    const [said = '', ...more] = log.sentences();
    expect(more).toEqual([]);
    expect(said).toBe(
      'This run asks Google as ci@p.iam.gserviceaccount.com, which may not use artifactregistry.tags.get on projects/p/locations/us/repositories/r, resourcemanager.folders.getIamPolicy on folders/2. What would let it: roles/artifactregistry.reader on projects/p; granted by whoever administers it: roles/iam.securityReviewer on folders/2.',
    );
  });

  it('names no role that another holds already', () => {
    const log = refusalLog(
      () => 'ci@p.iam.gserviceaccount.com',
      (one) => one.startsWith('projects/p'),
    );
    log.add(NEED);
    const permission = 'artifactregistry.repositories.getIamPolicy';
    log.add({ ...NEED, permission });
    expect(log.sentences()[0]).toMatch(
      /What would let it: roles\/artifactregistry\.viewer on projects\/p\.$/,
    );
  });
});
