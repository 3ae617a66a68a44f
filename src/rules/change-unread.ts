import type { ImageLike } from '../domain/image-like.ts';
import type { ChangeRule } from './rule.ts';

export const changeUnread: ChangeRule = {
  id: 'change-unread',
  title:
    'A changed line looks like an image, its tag or its digest, and nothing here says what deploys it',
  severity: 'notice',
  on: 'change',
  *check(one) {
    yield { message: `${whatItIs(one)} ${cure(one)}` };
  },
};

const NOUNS = {
  image: 'an image',
  tag: 'the tag of an image',
  digest: 'a digest',
} as const;

function whatItIs({ what, text, key }: ImageLike): string {
  const under = key === '' ? '' : ` under ${key}`;
  return `${text}${under} looks like ${NOUNS[what]}, and nothing here says what deploys it, so it was not checked.`;
}

/** The key of the config that says where it belongs. */
function cure({ what, path, kind, location: { file } }: ImageLike): string {
  if (path === 'appVersion')
    return 'Render the chart (see render), and its images are checked as they are deployed.';
  if (/\.(?:tf|tofu)$/i.test(file))
    return `With the config's formats: [terraform], the kubernetes_* and google_cloud_run_* resources of ${file} are read; where it deploys nothing else, leave it out with paths: ["!${file}"].`;
  if (path === null)
    return `No format reads ${file}; where it deploys nothing, leave it out with the config's paths: ["!${file}"].`;
  const places = path.replace(/\[\d+\]/g, '[*]');
  if (what !== 'image')
    return `Say in the config what these values go to: values: [{ files: ["${file}"], chart: CHART }], or image: NAME in place of chart.`;
  const where = kind === null ? `files: ["${file}"]` : `kind: ${kind}`;
  return `Say in the config that it is one: images: [{ ${where}, paths: ["${places}"] }].`;
}
