import { type Format, wholeImage } from './format.ts';

const FILES = /(?:^|\/)(?:docker-)?compose(?:\.[\w.-]+)?\.ya?ml$/;

/** Compose files, when the config asks for them: the images of services that are not built there. */
export const dockerCompose: Format = {
  id: 'docker-compose',
  title: 'Compose files (off unless `formats: [docker-compose]`)',
  source: 'docker-compose',
  reads: ({ file, kind, root }) =>
    kind === '' && FILES.test(file) && root.at('services').type === 'mapping',
  *references({ root, context }) {
    if (!context.extraFormats.includes('docker-compose')) return;
    for (const { key, value } of root.at('services').entries()) {
      if (value.at('build').type === 'nothing')
        yield* wholeImage(value.at('image'), { container: key, workload: null });
    }
  },
};
