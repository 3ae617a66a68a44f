/** Where programs are looked for: the one thing of the environment that git and the renderers are given. */
export function searchPath(): string {
  return process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
}

/** The user's own folder, whose git configuration says which repositories of others they trust; empty where there is none. */
export function homeFolder(): string {
  return process.env['HOME'] ?? process.env['USERPROFILE'] ?? '';
}

/** `owner/name` of the repository that a GitHub run is about; `null` elsewhere. */
export function runRepository(): string | null {
  const name = process.env['GITHUB_REPOSITORY'] ?? '';
  return /^[^/]+\/[^/]+$/.test(name) ? name : null;
}
