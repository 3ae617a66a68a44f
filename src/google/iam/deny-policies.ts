import { type DenyPolicy, parseDenyPolicy } from '../../domain/deny-policy.ts';
import type { GoogleClient } from '../wire/client.ts';
import { asObject, isSameName } from '../wire/decode.ts';
import { once } from '../wire/once.ts';
import { readPages } from '../wire/pages.ts';

/** The deny policies that could be read, and a sentence for each place where they could not. */
export interface DenyPolicies {
  readonly policies: readonly DenyPolicy[];
  readonly remarks: readonly string[];
}

/** Reads the deny policies attached to projects, folders and organizations, each once: a list leaves their rules out, so each is asked for. */
export function denyPolicyReader(
  client: GoogleClient,
): (resources: readonly string[]) => Promise<DenyPolicies> {
  const points = new Map<string, Promise<DenyPolicies>>();
  return async (resources) => {
    const read = await Promise.all(
      resources.map((resource) =>
        once(points, resource, () => readPoint(client, resource)),
      ),
    );
    return {
      policies: read.flatMap((one) => one.policies),
      remarks: read.flatMap((one) => one.remarks),
    };
  };
}

async function readPoint(client: GoogleClient, resource: string): Promise<DenyPolicies> {
  const names = await listNames(client, resource);
  if (names === null) {
    return {
      policies: [],
      remarks: [
        `The deny policies of ${resource} could not be read (iam.denypolicies.list, roles/iam.denyReviewer), so they were not counted.`,
      ],
    };
  }
  const read = await Promise.all(names.map((name) => readOne(client, name, resource)));
  return {
    policies: read.flatMap((policy) => policy ?? []),
    remarks: read.flatMap((policy, index) =>
      policy === null
        ? [`The deny policy ${names[index]} could not be read, so it was not counted.`]
        : [],
    ),
  };
}

/** The names of all deny policies attached to a resource, or `null` where they could not all be listed. */
async function listNames(
  client: GoogleClient,
  resource: string,
): Promise<readonly string[] | null> {
  const attachment = encodeURIComponent(
    `cloudresourcemanager.googleapis.com/${resource}`,
  );
  const listed = await readPages(
    client,
    {
      service: 'iam',
      method: 'GET',
      path: `/v2/policies/${attachment}/denypolicies`,
      needs: { permission: 'iam.denypolicies.list', resource },
    },
    { field: 'policies', decode: decodeName },
  );
  return listed.kind === 'ok' ? listed.value : null;
}

/** The name becomes a path: nothing but a deny policy's is asked for. */
function decodeName(policy: unknown): string | null {
  const name = asObject(policy)?.['name'];
  const isOne =
    typeof name === 'string' && /^policies\/[^/?#]+\/denypolicies\/[^/?#]+$/.test(name);
  return isOne ? name : null;
}

async function readOne(
  client: GoogleClient,
  name: string,
  resource: string,
): Promise<DenyPolicy | null> {
  const answer = await client.call({
    service: 'iam',
    method: 'GET',
    path: `/v2/${name}`,
    needs: { permission: 'iam.denypolicies.get', resource },
  });
  if (answer.kind !== 'ok') return null;
  const policy = parseDenyPolicy(resource, answer.value);
  return policy !== null && isSameName(policy.name, name) ? policy : null;
}
