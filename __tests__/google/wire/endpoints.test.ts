import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../../src/domain/settings-error.ts';
import { isLoopback, readEndpoints } from '../../../src/google/wire/endpoints.ts';

const ARTIFACTS = 'CLOUDSDK_API_ENDPOINT_OVERRIDES_ARTIFACTREGISTRY';

describe('where a service answers', () => {
  it('is Google, unless the environment says another place', () => {
    const { base, registry, tokenService } = readEndpoints({ [ARTIFACTS]: '' });
    expect(base('artifactregistry')).toBe('https://artifactregistry.googleapis.com');
    expect(base('policytroubleshooter')).toBe(
      'https://policytroubleshooter.googleapis.com',
    );
    expect(registry).toBeNull();
    expect(tokenService).toBe('https://sts.googleapis.com');
  });

  it.each([
    ['https://ar.p.googleapis.com/', 'https://ar.p.googleapis.com'],
    ['https://ar.example:8443/gar//', 'https://ar.example:8443/gar'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:8080/', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is one', (given, base) => {
    expect(readEndpoints({ [ARTIFACTS]: given }).base('artifactregistry')).toBe(base);
    const registry = { GAR_PREFLIGHT_REGISTRY_ENDPOINT: given };
    expect(readEndpoints(registry).registry).toBe(base);
  });

  it.each([
    'http://ar.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'http://10.0.0.1:8080',
    'ftp://127.0.0.1',
    'ar.example',
    'https://user@ar.example',
    'https://:secret@ar.example',
    'https://ar.example?x=1',
    'https://ar.example#x',
    'file:///etc/passwd',
  ])('%s is none, in words that name the variable', (given) => {
    const read = () => readEndpoints({ [ARTIFACTS]: given });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(`${ARTIFACTS}: expected an https:// address`);
  });
});

describe('this machine', () => {
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '[::1]'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['128.0.0.1', '127.0.0.1.evil', 'x127.0.0.1', 'localhost.evil', '0.0.0.0'])(
    'is not %s',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
