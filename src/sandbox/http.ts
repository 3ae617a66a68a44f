/** A request as the sandbox sees it: no sockets. */
export interface SandboxRequest {
  readonly method: string;
  /** Raw, escapes kept. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface SandboxResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A Google REST answer. */
export function ok(value: unknown): SandboxResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify(value, null, 2),
  };
}

const STATUS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
};

/** Google's error envelope. */
export function failure(
  code: number,
  message: string,
  details: readonly unknown[] = [],
): SandboxResponse {
  const error = {
    code,
    message,
    status: STATUS[code] ?? 'UNKNOWN',
    ...(details.length === 0 ? {} : { details }),
  };
  return {
    status: code,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify({ error }, null, 2),
  };
}

/** A 403 in IAM's words, which also cover what does not exist. */
export function denied(
  permission: string,
  resource: string,
  domain: string,
): SandboxResponse {
  return failure(
    403,
    `Permission '${permission}' denied on resource '//${domain}/${resource}' (or it may not exist).`,
    [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'IAM_PERMISSION_DENIED',
        domain,
        metadata: { permission, resource },
      },
    ],
  );
}

export function notFound(what: string): SandboxResponse {
  return failure(404, `Requested entity was not found. ${what}`.trim());
}

/** One page of a list, as `pageSize` and `pageToken` ask. */
export function page<T>(
  items: readonly T[],
  field: string,
  query: URLSearchParams,
): SandboxResponse {
  const size = Math.min(1000, Math.max(1, Number(query.get('pageSize') ?? '100') || 100));
  const start = Number(query.get('pageToken') ?? '0') || 0;
  const shown = items.slice(start, start + size);
  const next = start + size < items.length ? { nextPageToken: String(start + size) } : {};
  return ok({ ...(shown.length === 0 ? {} : { [field]: shown }), ...next });
}
