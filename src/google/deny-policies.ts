import { type DenyPolicy, parseDenyPolicy } from '../domain/deny-policy.ts';
import { asObject } from './answers.ts';
import type { GoogleClient } from './client.ts';
import { once } from './registry-api.ts';

/** The deny policies that could be read, and a sentence for each attachment point whose could not. */
export interface DenyPolicies {
  readonly policies: readonly DenyPolicy[];
  readonly remarks: readonly string[];
}

/** Reads the deny policies of projects, folders and organizations, each point once. A list leaves the rules out, so each is asked for. */
export function denyPolicyReader(
  client: GoogleClient,
): (resources: readonly string[]) => Promise<DenyPolicies> {
  const points = new Map<string, Promise<DenyPolicies>>();
  return async (resources) => {
    const read = await Promise.all(
      resources.map((resource) => once(points, resource, () => readPoint(client, resource))),
    );
    return { policies: read.flatMap((one) => one.policies), remarks: read.flatMap((one) => one.remarks) };
  };
}

async function readPoint(client: GoogleClient, resource: string): Promise<DenyPolicies> {
  const attachment = encodeURIComponent(`cloudresourcemanager.googleapis.com/${resource}`);
  const list = await client.call({
    service: 'iam',
    method: 'GET',
    path: `/v2/policies/${attachment}/denypolicies`,
    needs: { permission: 'iam.denypolicies.list', resource },
  });
  const unread = {
    policies: [],
    remarks: [
      `The deny policies of ${resource} could not be read (iam.denypolicies.list, roles/iam.denyReviewer), so they were not counted.`,
    ],
  };
  if (list.kind === 'absent') return { policies: [], remarks: [] };
  if (list.kind === 'unknown') return unread;
  const listed = asObject(list.body)?.['policies'] ?? [];
  if (!Array.isArray(listed)) return unread;
  const names = listed.flatMap((one) => (typeof one?.name === 'string' ? [one.name as string] : []));
  const answers = await Promise.all(
    names.map((name) =>
      client.call({
        service: 'iam',
        method: 'GET',
        path: `/v2/${name}`,
        needs: { permission: 'iam.denypolicies.get', resource },
      }),
    ),
  );
  const policies = answers.map((answer) =>
    answer.kind === 'ok' ? parseDenyPolicy(resource, answer.body) : null,
  );
  return {
    policies: policies.flatMap((policy) => policy ?? []),
    remarks: policies.flatMap((policy, index) =>
      policy === null ? [`The deny policy ${names[index]} could not be read, so it was not counted.`] : [],
    ),
  };
}
