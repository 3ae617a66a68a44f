/** Whole texts, from which the fuzzer starts. */
const IMAGE = 'us-docker.pkg.dev/p/r/app:1.0.0';
const HEX = '0123456789abcdef'.repeat(4);

export const NAMES: readonly string[] = [
  IMAGE,
  'nginx',
  'library/nginx:1.27',
  'localhost:5000/a/b:c',
  '[::1]:5000/a',
  'my_registry.com/a__b/c---d',
  `us-docker.pkg.dev/p/r/app:1.0.0@sha256:${HEX}`,
  `a@sha512:${HEX}${HEX}`,
];

export const MANIFESTS: readonly string[] = [
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: ${IMAGE}\n`,
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nx: &a {image: "${IMAGE}"}\nspec:\n  template:\n    spec:\n      containers:\n      - <<: *a\n        name: b\n      - {name: c, image: '${IMAGE}'}\n---\nkind: List\nitems: [{kind: Pod, spec: {containers: [{image: b}]}}]\n`,
  `kind: Kustomization\nimages:\n- name: app\n  newName: us-docker.pkg.dev/p/r/app\n  newTag: "1"\npatches:\n- patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/image\n      value: ${IMAGE}\n  target: {kind: Deployment}\n`,
  `image:\n  registry: us-docker.pkg.dev\n  repository: p/r/app # a comment\n  tag: >-\n    1.0.0\nworkers:\n  - image: "{{ .Values.x }}"\n  - image: |\n      ${IMAGE}\n`,
  `{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"${IMAGE}"}]}}`,
];

export const CONFIGS: readonly string[] = [
  'fail-on: warning\nrules: {tag-mutable: off}\nenvironments:\n  - name: prod\n    paths: ["k8s/**"]\n    service-accounts: [node@p.iam.gserviceaccount.com]\n    platforms: [linux/arm64]\n',
  'waivers:\n  - rule: tag-mutable\n    image: "us-docker.pkg.dev/*/r/*"\n    reason: because\n    expires: 2027-01-01\nimages:\n  - files: "**/*.yaml"\n    path: spec.image\n',
];

export const WORLD = `organizations: { "1": {} }
projects:
  p:
    number: 1
    parent: organizations/1
    service-accounts: { node@p.iam.gserviceaccount.com: {} }
    repositories:
      us/r:
        policy:
          - role: roles/artifactregistry.reader
            members: [serviceAccount:node@p.iam.gserviceaccount.com]
            condition: "true"
        images: { app: [{ tags: ["1.0.0"] }] }
`;

export const ANSWERS: readonly string[] = [
  '{"name":"projects/p/locations/us/repositories/r","format":"DOCKER","mode":"STANDARD_REPOSITORY","cleanupPolicies":{"a":{"id":"a","action":"DELETE","condition":{"olderThan":"86400s"}}}}',
  `{"name":"projects/p/locations/us/repositories/r/packages/app/tags/1.0.0","version":"projects/p/locations/us/repositories/r/packages/app/versions/sha256:${HEX}"}`,
  '{"version":3,"etag":"BwX","bindings":[{"role":"roles/owner","members":["user:a@b.c"],"condition":{"title":"t","expression":"true"}}],"auditConfigs":[]}',
  '{"projectNumber":"1","projectId":"p","name":"projects/1","parent":"organizations/1","state":"ACTIVE","permissions":["x"]}',
];

export const CONDITIONS: readonly string[] = [
  'request.time < timestamp("2027-01-01T00:00:00Z")',
  'resource.name.startsWith("projects/p/locations/us/repositories/r") && !resource.type.matches("^(a+)+$")',
  'request.time.getHours("Europe/Berlin") >= 9 || resource.service == "artifactregistry.googleapis.com"',
  'resource.matchTag("1/env", "prod") ? true : [1, 2].exists(x, x > 1)',
];
