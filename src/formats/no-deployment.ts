/** Nothing deploys these: builds, tests, documentation, locks, editors' and bots' settings. */
export function isNoDeployment(file: string): boolean {
  return (
    /(?:^|\/)\.(?:circleci|buildkite|gitlab|devcontainer|vscode|idea)\//.test(file) ||
    /(?:^|\/)node_modules\//.test(file) ||
    /(?:^|\/)\.github\/(?:workflows\/|actions\/|[^/]*$)/.test(file) ||
    /(?:^|\/)\.?(?:gitlab-ci|travis|drone|woodpecker|pre-commit-config|goreleaser|golangci|yamllint|markdownlint|codecov|dependabot|mergify|azure-pipelines|bitbucket-pipelines|appveyor|cloudbuild|mkdocs|gitpod|docker-bake)[\w.-]*\.(?:ya?ml|json|toml)$/i.test(
      file,
    ) ||
    /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/.test(file) ||
    /(?:^|\/)(?:[\w.-]+\.)?(?:Dockerfile|Containerfile|Jenkinsfile)(?:\.[\w.-]+)?$/.test(
      file,
    ) ||
    /(?:^|\/)(?:package|tsconfig|renovate|composer|devcontainer)[\w.-]*\.json5?$/.test(
      file,
    ) ||
    /(?:^|\/)requirements\.ya?ml$|\.schema\.json$/.test(file) ||
    /\.(?:lock|sum|md|mdx|rst|adoc|html?|css|svg|png|jpe?g|gif|pdf|zip|gz|tgz)$/i.test(
      file,
    ) ||
    /(?:^|\/)(?:[\w.-]*[-_])?lock\.(?:ya?ml|json)$|pnpm-lock\.yaml$/.test(file) ||
    /(?:^|\/)(?:CHANGELOG|LICENSE|NOTICE|NOTES\.txt|OWNERS|CODEOWNERS)/.test(file)
  );
}
