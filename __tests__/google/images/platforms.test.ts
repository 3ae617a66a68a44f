import { describe, expect, it } from 'vitest';
import { unknown } from '../../../src/domain/facts.ts';
import { platformsOf } from '../../../src/google/images/platforms.ts';
import type { RegistryApi } from '../../../src/google/images/registry-api.ts';
import { APP, ARM64, artifact } from '../../rules/cases.ts';

const IMAGE = artifact(`${APP}:1`);
const DIGEST = `sha256:${'1'.repeat(64)}`;
const MANIFEST = { schemaVersion: 2, config: { digest: DIGEST }, layers: [] };
const OURS = unknown('refused', 'We were refused.', 'Grant it.');

/** A registry whose only blob is this. */
function registryOf(config: Awaited<ReturnType<RegistryApi['config']>>): RegistryApi {
  const never = async (): Promise<never> => {
    throw new Error('nobody asked for it');
  };
  return {
    manifest: never,
    openManifest: never,
    openTags: never,
    config: async () => config,
  };
}

function read(body: object, config: object) {
  if (IMAGE === null) throw new Error('the case needs an image');
  const registry = registryOf({ kind: 'ok', value: { ...config } });
  return platformsOf(IMAGE, { digest: DIGEST, body: { ...body } }, registry);
}

describe('an image’s config', () => {
  it.each([
    ['our unknown', { ...OURS }],
    ['an absence', { kind: 'absent', message: 'no' }],
    ['a known value', { kind: 'known', value: [] }],
    ['an error', { error: { code: 403, message: 'no' } }],
  ])('that is shaped like %s is read for what it says', async (_, shape) => {
    const config = { ...shape, os: 'linux', architecture: 'arm64' };
    expect(await read(MANIFEST, config)).toEqual({ kind: 'known', value: [ARM64] });
    const none = await read(MANIFEST, shape);
    expect(none).toMatchObject({ kind: 'unknown', reason: 'unexpected-answer' });
  });

  it('is not asked for where the manifest is an index, whatever shape that has', async () => {
    const platform = { os: 'linux', architecture: 'arm64', kind: 'unknown' };
    const attestation = { os: 'unknown', architecture: 'unknown' };
    const index = {
      ...OURS,
      manifests: [{ platform }, { platform: attestation }, { kind: 'unknown' }, null, 7],
    };
    expect(await read(index, {})).toEqual({ kind: 'known', value: [ARM64] });
  });

  it('says nothing where the manifest names none', async () => {
    expect(await read({ ...MANIFEST, config: 'x' }, {})).toMatchObject({
      kind: 'unknown',
      reason: 'unexpected-answer',
    });
  });
});
