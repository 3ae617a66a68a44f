/** Where programs are looked for: the one thing of the environment that git and the renderers are given. */
export function searchPath(): string {
  return process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
}
