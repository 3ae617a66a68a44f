import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A proxy behind which the hosts of Google's stand that a credentials file cannot rename. */
export interface GoogleHosts {
  /** The proxy, and the certificate that is to be trusted. */
  readonly environment: Readonly<Record<string, string>>;
  /** The hosts that the proxy was asked for. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
}

const HOSTS = [
  'oauth2.googleapis.com',
  'iamcredentials.googleapis.com',
  'api.github.com',
];

/** Starts the proxy: whatever host is asked for, it is this listener that answers, by TLS on port 443. */
export async function startGoogleHosts(listener: RequestListener): Promise<GoogleHosts> {
  certificates ??= makeCertificate();
  const { key, certificate } = certificates;
  const asked: string[] = [];
  const keys = { key: readFileSync(key), cert: readFileSync(certificate) };
  const secure = createSecureServer(keys, listener);
  const plain = createServer(listener);
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const server = request.url?.endsWith(':443') === true ? secure : plain;
    server.emit('connection', socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    environment: {
      HTTPS_PROXY: address,
      HTTP_PROXY: address,
      NODE_EXTRA_CA_CERTS: certificate,
    },
    asked,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  };
}

interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

let certificates: Certificate | null = null;

/** A key, and a certificate for the hosts that it signs itself. */
function makeCertificate(): Certificate {
  const folder = mkdtempSync(path.join(tmpdir(), 'gar-hosts-'));
  const key = path.join(folder, 'key.pem');
  const certificate = path.join(folder, 'certificate.pem');
  const names = HOSTS.map((host) => `DNS:${host}`).join(',');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
      ...['-keyout', key, '-out', certificate, '-subj', '/CN=stand-in'],
      ...['-addext', `subjectAltName=${names}`],
    ],
    { stdio: 'pipe' },
  );
  return { key, certificate };
}
