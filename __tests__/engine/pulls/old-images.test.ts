import { describe, expect, it } from 'vitest';
import { CLUSTER, deployment, NODE, pool, tell } from './small-world.ts';

const READER = {
  role: 'roles/artifactregistry.reader',
  members: [`serviceAccount:${NODE}`],
};
const project = {
  repositories: {
    'us/r': { policy: [READER], images: { app: [{ tags: ['1'], 'schema-1': true }] } },
  },
};
const files = { 'a.yaml': deployment('', undefined, 'api', 'shop') };
const ON = (version: string, config: object = {}): object => ({
  nodePools: [pool('main', config, { version })],
});

describe("an image in Docker's schema 1", () => {
  it('is not pulled by nodes of GKE 1.33 and later', async () => {
    for (const version of ['1.33.4-gke.1000', '1.34.0-gke.1', '2.0.1-gke.1']) {
      const { rules, messages } = await tell({ files, project, cluster: ON(version) });
      expect(rules).toEqual(['platform-missing a.yaml:7']);
      expect(messages[0]).toContain(`the node pool main (${version})`);
    }
  });

  it('is pulled by older ones', async () => {
    expect((await tell({ files, project, cluster: ON('1.32.9-gke.1') })).rules).toEqual(
      [],
    );
  });

  it('is left open where nobody told the version of the nodes', async () => {
    const open = ['image-unverified a.yaml:7'];
    expect((await tell({ files, project })).rules).toEqual(open);
    const words = ['--service-account', NODE];
    expect((await tell({ files, project, words })).rules).toEqual(open);
  });

  it('where nodes are made for it, by the version of the cluster', async () => {
    const cluster = {
      autopilot: { enabled: true },
      currentMasterVersion: '1.33.1-gke.1',
      autoscaling: { autoprovisioningNodePoolDefaults: { serviceAccount: NODE } },
    };
    expect((await tell({ files, project, cluster })).rules).toEqual([
      'platform-missing a.yaml:7',
    ]);
  });
});

describe('Image streaming', () => {
  it('is said beside the account that it asks as', async () => {
    const cluster = ON('1.33.4-gke.1', { gcfsConfig: { enabled: true } });
    const { rules, report } = await tell({
      files,
      cluster,
      words: ['--cluster', CLUSTER],
    });
    expect(rules).toEqual([]);
    expect(report.access[0]?.notes).toEqual([
      'The node pool main streams images: as the same account, through containerfilesystem.googleapis.com; what cannot be streamed is downloaded whole.',
    ]);
  });
});
