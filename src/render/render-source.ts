import { SettingsError } from '../domain/settings-error.ts';
import type { RenderSource } from '../engine/sources.ts';
import type { Settings } from '../settings/settings.ts';

/** What is read as it stands: kustomizations and charts are not rendered yet, and a run that insists on it is told so. */
export function renderSource({ render }: Pick<Settings, 'render'>): RenderSource {
  if (render === 'always') {
    throw new SettingsError(
      '--render: expected auto or never, got "always": this version reads files as they stand and renders none.',
    );
  }
  return {
    render: async (tree, changed) => {
      const paths = changed ?? (await tree.files());
      const kustomizations = paths.some((path) => /(?:^|\/)kustomization\.ya?ml$/.test(path));
      const charts = paths.some((path) => /(?:^|\/)(?:Chart\.yaml|templates\/.*)$/.test(path));
      const what = [...(kustomizations ? ['kustomizations'] : []), ...(charts ? ['charts'] : [])].join(
        ' and ',
      );
      const remarks =
        what === '' || render === 'never' ? [] : [`The ${what} were read as they stand, not rendered.`];
      return { images: [], failures: [], covered: [], remarks };
    },
  };
}
