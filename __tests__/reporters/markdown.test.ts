import { describe, expect, it } from 'vitest';
import type {
  Finding,
  Report,
  ReportAccess,
  ReportImage,
  Unjudged,
} from '../../src/domain/report.ts';
import { judgeReport } from '../../src/engine/judge-report.ts';
import { markdown } from '../../src/reporters/markdown.ts';
import { PLAIN, type ReportContext } from '../../src/reporters/reporter.ts';
import { headline } from '../../src/reporters/sentence.ts';
import { text as plainText } from '../../src/reporters/text.ts';

const REPOSITORY = 'projects/p/locations/us/repositories/r';

const NO_FILES = {
  files: 0,
  references: 0,
  images: 0,
  errors: 0,
  warnings: 0,
  notices: 0,
};

function image(name: string, more: Partial<ReportImage> = {}): ReportImage {
  return {
    image: `us-docker.pkg.dev/p/r/${name}`,
    repository: REPOSITORY,
    package: name,
    tag: null,
    digest: null,
    existence: 'found',
    platforms: null,
    uploadTime: null,
    sizeBytes: null,
    locations: [{ file: 'k/a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 }],
    tags: [],
    before: [],
    note: null,
    workloads: [],
    ...more,
  };
}

function pull(
  who: string,
  verdict: ReportAccess['verdict'],
  images: readonly ReportImage[],
  environment = 'production',
): ReportAccess {
  return {
    principal: `serviceAccount:${who}@p.iam.gserviceaccount.com`,
    repository: REPOSITORY,
    permission: 'artifactregistry.repositories.downloadArtifacts',
    verdict,
    because: [],
    origins: [`environment ${environment}`],
    images: images.map((one) => one.image),
    notes: [],
  };
}

function finding(rule: string, of: ReportImage, more: Partial<Finding> = {}): Finding {
  return {
    rule,
    severity: 'error',
    title: 'What is wrong.',
    message: `Something is wrong with ${of.image}.`,
    file: 'k/a.yaml',
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 2,
    image: of.image,
    principal: null,
    repository: null,
    fix: { command: null, replacement: null },
    ...more,
  };
}

function report(
  parts: Partial<Unjudged> & { readonly images: readonly ReportImage[] },
): Report {
  const { images, access = [], findings = [], ...more } = parts;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return judgeReport({
    version: 1,
    conclusion: errors > 0 ? 'failure' : 'success',
    summary: {
      files: 1,
      references: 1,
      images: images.length,
      errors,
      warnings: 0,
      notices: 0,
    },
    images,
    access,
    findings,
    waived: [],
    requests: {},
    remarks: [],
    ...more,
  });
}

const render = (one: Report, more: Partial<ReportContext> = {}): string =>
  markdown.render(one, { ...PLAIN, ...more });

describe('true to the last cell', () => {
  const api = image('api:1');

  it('shows every account, each with its own verdict', () => {
    const who = ['a', 'b', 'c', 'd', 'e'];
    const access = who.map((name) =>
      pull(name, name === 'd' ? 'unknown' : 'granted', [api]),
    );
    const text = render(report({ images: [api], access }));
    const row = text.split('\n').find((line) => line.startsWith('| `us-docker')) ?? '';
    for (const name of who) {
      const sign = name === 'd' ? '❔' : '✅';
      expect(row).toContain(`${sign} \`${name}@p.iam.gserviceaccount.com\``);
    }
  });

  it('names the one of three accounts that is denied, and calls the image broken', () => {
    const access = [
      pull('a', 'granted', [api]),
      pull('b', 'not-granted', [api]),
      pull('c', 'granted', [api]),
    ];
    const denied = finding('reader-missing', api, {
      principal: 'serviceAccount:b@p.iam.gserviceaccount.com',
      repository: REPOSITORY,
    });
    const text = render(report({ images: [api], access, findings: [denied] }));
    expect(text).toContain('### ❌ The image will not be pulled.');
    expect(text).toMatch(/\| ❌ `b@p\.iam\.gserviceaccount\.com`: .*`p\/r`/);
    expect(text).not.toContain('✅');
  });

  it('has no green for an image that lacks the platform of the nodes', () => {
    const access = [pull('a', 'granted', [api])];
    const findings = [finding('platform-missing', api)];
    expect(render(report({ images: [api], access, findings }))).not.toContain('✅');
  });

  it('lets an e-mail be copied, and mentions nobody', () => {
    const text = render(report({ images: [api], access: [pull('a', 'granted', [api])] }));
    expect(text).toContain('`a@p.iam.gserviceaccount.com`');
    const mention = image('@octocat:1');
    expect(render(report({ images: [mention] }))).not.toContain('/@octocat');
  });

  it('says the tag, never its ellipsis', () => {
    const tag = `1.2.3-${'x'.repeat(90)}`;
    const long = image(`${'path/'.repeat(20)}app:${tag}`);
    const text = render(
      report({ images: [long], findings: [finding('tag-not-found', long)] }),
    );
    expect(text).toContain(`\`${tag}\``);
    const others = ['a', 'b'].map((name) => image(`${'path/'.repeat(50)}${name}:${tag}`));
    const findings = others.map((one) =>
      finding('reader-missing', one, { repository: REPOSITORY }),
    );
    const many = report({ images: others, findings });
    expect(render(many)).toContain(tag);
    for (const line of plainText
      .render(many, PLAIN)
      .split('\n')
      .filter((one) => one.includes('found')))
      expect(line).toContain(tag);
  });

  it('names the environments where there are several', () => {
    const access = [
      pull('a', 'not-granted', [api], 'dev'),
      pull('b', 'not-granted', [api], 'prod'),
    ];
    const findings = ['a', 'b'].map((who) =>
      finding('reader-missing', api, {
        principal: `serviceAccount:${who}@p.iam.gserviceaccount.com`,
        repository: REPOSITORY,
      }),
    );
    const text = render(report({ images: [api], access, findings }));
    expect(text).toContain('(dev)');
    expect(text).toContain('(prod)');
  });

  it('links commit and run', () => {
    const text = render(report({ images: [api] }), {
      commit: 'a'.repeat(40),
      commitUrl: 'https://github.com/o/r/commit/a',
      summaryUrl: 'https://github.com/o/r/actions/runs/1',
    });
    expect(text).toContain('[`aaaaaaa`](https://github.com/o/r/commit/a)');
    expect(text).toContain('[run](https://github.com/o/r/actions/runs/1)');
  });
});

describe('the headline', () => {
  const a = image('a:1');
  const b = image('b:1');
  const elsewhere = image('x', {
    image: 'nginx:1',
    repository: null,
    existence: 'skipped',
    note: 'Not an image in Artifact Registry, so it was not looked up.',
  });
  const more = { ...elsewhere, image: 'redis:1' };
  const third = { ...elsewhere, image: 'busybox:1' };
  const granted = [pull('a', 'granted', [a, b])];
  const open = (of: ReportImage): Finding =>
    finding('image-unverified', of, { severity: 'warning' });
  const unknown = image('u:1', { existence: 'unknown' });
  const of = (
    name: string,
    state: Partial<Unjudged>,
    images: readonly ReportImage[],
  ): readonly [string, Report] => [name, report({ ...state, images })];

  it.each([
    of('All 2 images will be pulled.', { access: granted }, [a, b]),
    of('The image will be pulled.', { access: granted }, [a]),
    of(
      '2 of 5 images will be pulled; 3 are not in Artifact Registry and were not checked.',
      { access: granted },
      [a, b, elsewhere, more, third],
    ),
    of('Nothing was checked: the 2 images are not in Artifact Registry.', {}, [
      elsewhere,
      more,
    ]),
    of('The image exists, and who pulls was not said.', {}, [a]),
    of(
      'The image is waived.',
      {
        access: granted,
        waived: [{ ...finding('tag-not-found', a), reason: 'r', expires: null }],
      },
      [a],
    ),
    of('The image is silenced by rules that are off.', { access: granted }, [
      { ...a, silenced: ['platform-missing'] },
    ]),
    of(
      '1 of 2 images will not be pulled; 1 will be.',
      { access: granted, findings: [finding('tag-not-found', a)] },
      [a, b],
    ),
    of(
      'Could not verify 1 of 2 images; 1 will be pulled.',
      { access: granted, findings: [open(unknown)], conclusion: 'failure' },
      [b, unknown],
    ),
    of(
      '1 of 2 images will be pulled; 1 is waived.',
      {
        access: granted,
        waived: [{ ...finding('tag-not-found', a), reason: 'r', expires: null }],
      },
      [a, b],
    ),
    of('No image reference was added or changed.', { scope: 'changed' }, []),
    of('No image reference was added or changed.', {}, []),
    of('No image reference was found in 1 file.', { scope: 'all' }, []),
    of(
      'No file that could reference an image was found.',
      { scope: 'all', summary: NO_FILES },
      [],
    ),
    of(
      'No image was checked: what 1 file would run could not be read.',
      {
        findings: [finding('manifest-invalid', a, { image: null, severity: 'warning' })],
      },
      [],
    ),
  ])('%s', (sentence, one) => {
    expect(headline(one)).toBe(sentence);
  });

  it('says of lines that nobody understood that they were not, and has no ✅ for them', () => {
    const odd = finding('change-unread', a, { image: null, severity: 'notice' });
    const one = report({ images: [], findings: [odd] });
    expect(headline(one)).toBe(
      "No image was checked: 1 changed line looks like an image's and was not understood.",
    );
    expect(render(one)).not.toContain('✅');
    const beside = report({ images: [a, b], access: granted, findings: [odd, odd] });
    expect(headline(beside)).toBe(
      "All 2 images will be pulled; 2 changed lines look like an image's and were not understood.",
    );
  });

  it('has ❌ for what is known alone', () => {
    const findings = [open(unknown)];
    const failed = report({ images: [unknown], findings, conclusion: 'failure' });
    expect(render(failed)).toMatch(/^### ⚠️ Could not verify the image\./);
    expect(render(failed)).not.toContain('❌');
  });

  it('counts all images of a puller that does not exist', () => {
    const findings = [
      finding('service-account-not-found', a, {
        principal: 'serviceAccount:a@p.iam.gserviceaccount.com',
      }),
    ];
    const one = report({ images: [a, b], access: granted, findings });
    expect(headline(one)).toBe('2 of 2 images will not be pulled.');
  });
});
