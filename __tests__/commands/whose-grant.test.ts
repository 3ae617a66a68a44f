import { describe, expect, it } from 'vitest';
import { checkShop, NODE, podOf, WORLD } from '../shop-folder.ts';

const SEALED = `${WORLD}caller: { denied: [{ permission: artifactregistry.tags.get }, { permission: artifactregistry.tags.list }] }\n`;
const NEED = 'artifactregistry.tags.get on projects/p/locations/us/repositories/r';
const GRANT = `Grant the identity that runs this check ${NEED}.`;
const ASK = `Ask whoever administers projects/p to grant the identity that runs this check ${NEED}, if it exists.`;
const ENVIRONMENT = `environments: [{ name: prod, paths: ["**"], cloud-run: [projects/p] }]\n`;

describe('what would let an image be verified', () => {
  it.each([
    ['the puller’s project', ['--service-account', NODE], '', GRANT],
    [
      'another’s project',
      ['--service-account', NODE.replace('@p.', '@q.')],
      ENVIRONMENT.replace('projects/p', 'projects/q'),
      ASK,
    ],
    ['the project of an environment', [], ENVIRONMENT, GRANT],
    ['nobody’s project', [], '', ASK],
  ])('is said as fits it: %s', async (_, words, config, advice) => {
    const { report } = await checkShop({
      files: {
        'a.yaml': podOf('us-docker.pkg.dev/p/r/a:1'),
        ...(config === '' ? {} : { '.github/gar-preflight.yml': config }),
      },
      world: SEALED,
      words,
    });
    const found = report?.findings.find(({ rule }) => rule === 'image-unverified');
    expect(found?.message).toContain(advice);
    const said = report?.remarks.join('\n');
    expect(said).toMatch(
      advice === GRANT
        ? /What would let it: roles\/artifactregistry\.reader on projects\/p\./
        : /What would let it: granted by whoever administers it: roles\/artifactregistry\.reader on projects\/p\./,
    );
  });
});
