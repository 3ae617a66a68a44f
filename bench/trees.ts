import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const HOST = 'us-docker.pkg.dev/p';

/** A folder of its own, below the system's temporary one. */
export function scratch(name: string): string {
  return mkdtempSync(path.join(tmpdir(), `gar-bench-${name}-`));
}

/** A Deployment of one image. */
export function deployment(name: string, image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: main
          image: ${image}
`;
}

/** A definition whose prose speaks of images, as those of real operators do. */
function definition(name: string): string {
  const field = (index: number): string => `                field${index}:
                  type: string
                  description: >-
                    The image of the container that runs this part, such as registry.example.com/team/app:1.0; a tag or
                    a digest. See the image pull policy for when the kubelet pulls the image again. Part ${index}.
`;
  const fields = Array.from({ length: 60 }, (_, index) => field(index)).join('');
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: ${name}s.example.com }
spec:
  group: example.com
  names: { kind: Widget, plural: ${name}s }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
${fields}`;
}

/** What most of a big tree is: settings that hold no image. */
function settings(name: string): string {
  const lines = Array.from(
    { length: 60 },
    (_, index) =>
      `  key-${index}: "the value of ${name} number ${index}, in a line of usual length"\n`,
  );
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata:\n${lines.join('')}`;
}

/** A tree of so many files, one in twenty a Deployment and one in twenty a definition that speaks of images. */
export function bigTree(files: number): string {
  const folder = scratch('tree');
  for (let index = 0; index < files; index += 1) {
    const team = path.join(folder, `team-${index % 100}`);
    if (index < 100) mkdirSync(team);
    writeFileSync(path.join(team, `file-${index}.yaml`), textOf(index));
  }
  return folder;
}

function textOf(index: number): string {
  if (index % 20 === 0)
    return deployment(`app-${index}`, `${HOST}/r${index % 20}/app${index % 10}:1`);
  return index % 20 === 1 ? definition(`thing${index}`) : settings(`settings-${index}`);
}

/** One document of so many MiB with a thousand references. */
export function bigDocument(mebibytes: number): string {
  const containers = Array.from(
    { length: 1000 },
    (_, index) =>
      `        - name: c${index}\n          image: ${HOST}/r/app${index}:1\n          env:\n`,
  );
  const rest = Math.floor((mebibytes * 2 ** 20) / 1000);
  const line = (index: number): string =>
    `            - { name: SETTING_${index}, value: "a value of some length that is none of ours" }\n`;
  const each = Math.floor(rest / line(100).length);
  const padding = Array.from({ length: each }, (_, index) => line(index)).join('');
  const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: large }
spec:
  template:
    spec:
      containers:
${containers.map((one) => one + padding).join('')}`;
  const folder = scratch('document');
  writeFileSync(path.join(folder, 'large.yaml'), text);
  return folder;
}

/** A base of ten Deployments, and so many overlays of it that set a tag each. */
export function overlays(count: number): string {
  const folder = scratch('overlays');
  mkdirSync(path.join(folder, 'base'));
  const names = Array.from({ length: 10 }, (_, index) => `app-${index}`);
  for (const name of names)
    writeFileSync(
      path.join(folder, 'base', `${name}.yaml`),
      deployment(name, `${HOST}/r/${name}:1`),
    );
  writeFileSync(
    path.join(folder, 'base/kustomization.yaml'),
    `resources:\n${names.map((name) => `  - ${name}.yaml\n`).join('')}`,
  );
  for (let index = 0; index < count; index += 1) {
    const overlay = path.join(folder, `overlays/env-${index}`);
    mkdirSync(overlay, { recursive: true });
    writeFileSync(
      path.join(overlay, 'kustomization.yaml'),
      `resources: [../../base]\nnamespace: env-${index}\nimages:\n  - name: ${HOST}/r/app-${index % 10}\n    newTag: "${index}"\n`,
    );
  }
  return folder;
}

/** One manifest in a folder. */
export function oneFile(): string {
  const folder = scratch('one');
  writeFileSync(path.join(folder, 'api.yaml'), deployment('api', `${HOST}/r/app:1`));
  return folder;
}

/** A Pod an image, so many to a file. */
export function podsOf(images: readonly string[], files: number): string {
  const folder = scratch('pods');
  const each = Math.ceil(images.length / files);
  for (let index = 0; index < files; index += 1) {
    const own = images.slice(index * each, (index + 1) * each);
    if (own.length === 0) break;
    const pods = own.map((image, place) => deployment(`pod-${index}-${place}`, image));
    writeFileSync(path.join(folder, `pods-${index}.yaml`), pods.join('---\n'));
  }
  return folder;
}
