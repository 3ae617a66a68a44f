import { answerArtifactRegistry } from './artifact-registry.ts';
import { answerClusters } from './clusters.ts';
import { failure, type SandboxRequest, type SandboxResponse } from './http.ts';
import { answerIam } from './iam.ts';
import { answerRegistry } from './registry.ts';
import { answerResourceManager } from './resource-manager.ts';
import type { State } from './state.ts';

/** The fault that the world has for a request, when it has one left. */
export function findFault(
  state: State,
  { path }: SandboxRequest,
): {
  readonly response: SandboxResponse;
  readonly delayMs: number;
  readonly cut: 'reset' | 'short' | null;
} | null {
  for (const [index, fault] of state.world.faults.entries()) {
    const used = state.faults.get(index) ?? 0;
    if (!isMeant(path, fault.path) || used >= fault.times) continue;
    state.faults.set(index, used + 1);
    const retryAfter = fault['retry-after'];
    const headers = {
      'content-type': fault['content-type'],
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    };
    return {
      response: { status: fault.status, headers, body: fault.body },
      delayMs: fault['delay-ms'],
      cut: fault.cut ?? null,
    };
  }
  return null;
}

function isMeant(path: string, part: string): boolean {
  return part.endsWith('$') ? path.endsWith(part.slice(0, -1)) : path.includes(part);
}

/** What the world answers to a request: no sockets, no clock but the one in tokens. */
export function answer(
  state: State,
  request: SandboxRequest,
  own: string,
): SandboxResponse {
  const host =
    request.headers['x-forwarded-host'] ?? request.headers['host'] ?? 'localhost';
  if (request.path.startsWith('/v2/') && !request.path.startsWith('/v2/policies/'))
    return answerRegistry(state, request, host, own);
  if (request.path === '/v2') return answerRegistry(state, request, host, own);
  const token = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  const bearer = token === undefined ? undefined : state.tokens.get(token);
  if (bearer === undefined) {
    return failure(
      401,
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
    );
  }
  return (
    answerClusters(state, bearer, request) ??
    answerArtifactRegistry(state, bearer, request) ??
    answerIam(state, bearer, request) ??
    answerResourceManager(state, bearer, request) ??
    failure(404, `Method not found: ${request.method} ${request.path}`)
  );
}
