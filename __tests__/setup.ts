// The sources run in the tests' own process: nothing of this machine may log them in or send them elsewhere.
for (const name of Object.keys(process.env)) {
  if (/^(GOOGLE_|CLOUDSDK_|GCE_|GITHUB_|INPUT_|RUNNER_|ACTIONS_)/.test(name))
    delete process.env[name];
}
process.env['METADATA_SERVER_DETECTION'] = 'none';
