/** The user set something wrong: an option, the config, credentials. The message alone is shown; the exit status is 2. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
