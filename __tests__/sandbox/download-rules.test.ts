import { expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/server.ts';

const WORLD = `
projects:
  my-project:
    number: 1
    repositories:
      us/shop: { rules: [{ name: no-pulls, action: DENY }, { action: ALLOW }] }
`;
const RULES = 'v1/projects/my-project/locations/us/repositories/shop/rules';

it('names a download rule in full, as Google does, where the world gives its id alone', async () => {
  const { environment, close } = await startSandbox(WORLD);
  const base = environment['CLOUDSDK_API_ENDPOINT_OVERRIDES_ARTIFACTREGISTRY'] ?? '';
  const authorization = `Bearer ${environment['CLOUDSDK_AUTH_ACCESS_TOKEN']}`;
  const answer = await fetch(`${base}${RULES}`, { headers: { authorization } });
  await close();
  const { rules } = (await answer.json()) as { rules: readonly { name: string }[] };
  expect(rules.map(({ name }) => `v1/${name}`)).toEqual([
    `${RULES}/no-pulls`,
    `${RULES}/rule-2`,
  ]);
});
