import type { Settings } from '../settings/settings.ts';

/** What rendering is told. */
export interface RenderSettings
  extends Pick<
    Settings,
    'renderRemote' | 'imageRules' | 'extraFormats' | 'valuesRules' | 'below'
  > {
  readonly render: Settings['render'];
  /** `stranger`: tools run confined, or not at all. `data`: the files are a stranger's beside secrets; no tool is handed them. */
  readonly files: 'own' | 'stranger' | 'data';
}
