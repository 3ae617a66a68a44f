import manifest from '../../package.json' with { type: 'json' };

/** The version of this build: the package's own. */
export const VERSION: string = manifest.version;
