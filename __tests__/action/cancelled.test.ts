import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { startGitHub } from '../github/stand-in.ts';
import { runAction } from './runner.ts';
import { APPS, bumped, NODE, pullRequest } from './shop.ts';

describe('a job that is cancelled', () => {
  it('writes summary and report, and leaves the pull request as it is', async () => {
    const stop = new AbortController();
    // A Google that takes every question and answers none; the job is cancelled at the first.
    const silent = createServer(() => stop.abort());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const github = await startGitHub(bumped(`${APPS}/api:2.3.0`));
    const result = await runAction({
      event: 'pull_request',
      payload: pullRequest(),
      apiUrl: github.url,
      inputs: { 'service-account': NODE, comment: 'always' },
      stop: stop.signal,
      env: {
        CLOUDSDK_AUTH_ACCESS_TOKEN: 'token-of-this-test',
        CLOUDSDK_API_ENDPOINT_OVERRIDES_ARTIFACTREGISTRY: url,
        CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: url,
        CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM: url,
        GAR_PREFLIGHT_REGISTRY_ENDPOINT: url,
      },
    });
    expect(result.summary).toContain('was interrupted');
    const report = JSON.parse(
      readFileSync(result.outputs['report'] ?? '', 'utf8'),
    ) as Report;
    expect(report.images).toMatchObject([{ existence: 'unknown' }]);
    expect(
      github.requests.filter((one) => !one.startsWith('GET') && !one.includes('graphql')),
    ).toEqual([]);
    silent.closeAllConnections();
    silent.close();
    await github.close();
  });

  it('says that it knew nothing yet, where it did not', async () => {
    const stop = new AbortController();
    stop.abort();
    const github = await startGitHub(bumped(`${APPS}/api:2.3.0`));
    const result = await runAction({
      event: 'pull_request',
      payload: pullRequest(),
      apiUrl: github.url,
      stop: stop.signal,
    });
    expect(result.summary).toContain('cancelled before it knew of any image');
    expect(github.comments).toEqual([]);
    await github.close();
  });
});

describe('an own pull request without credentials', () => {
  it('still shows the images that were found', async () => {
    const github = await startGitHub(bumped(`${APPS}/api:2.3.0`));
    const result = await runAction({
      event: 'pull_request',
      payload: pullRequest(),
      apiUrl: github.url,
      inputs: { 'service-account': NODE },
      env: { NO_GCE_CHECK: 'true', GCE_METADATA_HOST: '127.0.0.1:9' },
    });
    expect(result.status).toBe(1);
    expect(result.summary).toContain('Nothing was checked: 1 image found');
    expect(result.summary).toContain(`${APPS}/api:2.3.0`);
    expect(result.summary).toContain('k8s/api.yaml:10');
    await github.close();
  });
});
