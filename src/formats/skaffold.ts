import { type Format, wholeImage } from './format.ts';

/** Skaffold, when the config asks for it: what it verifies with and runs, not what it builds. */
export const skaffold: Format = {
  id: 'skaffold',
  title:
    'Skaffold `verify` and `customActions` containers (off unless `formats: [skaffold]`)',
  source: 'skaffold',
  reads: ({ apiVersion, kind }) =>
    apiVersion.startsWith('skaffold/') && kind === 'Config',
  *references({ root, context }) {
    if (!context.extraFormats.includes('skaffold')) return;
    const built = new Set(
      root
        .at('build', 'artifacts')
        .items()
        .map((artifact) => artifact.at('image').text),
    );
    const containers = [
      ...root
        .at('verify')
        .items()
        .map((one) => one.at('container')),
      ...root
        .at('customActions')
        .items()
        .flatMap((one) => one.at('containers').items()),
    ];
    for (const container of containers) {
      if (built.has(container.at('image').text)) continue;
      yield* wholeImage(container.at('image'), {
        container: container.at('name').written,
      });
    }
  },
};
