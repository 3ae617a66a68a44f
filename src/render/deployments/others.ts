import path from 'node:path';
import type { Cursor } from '../../formats/document.ts';
import {
  type Deployment,
  folderNamed,
  ifKnown,
  joined,
  plainDeployment,
} from './deployment.ts';
import { type IndexedObject, isElsewhere, type TreeIndex } from './tree-index.ts';

/** Config Sync: the folder of the repository that a RootSync or RepoSync applies. */
export function configSyncDeployments(
  { root, file, kind, group, name, namespace }: IndexedObject,
  index: TreeIndex,
): readonly Deployment[] {
  if (group !== 'configsync.gke.io' || !['RootSync', 'RepoSync'].includes(kind))
    return [];
  const git = root.at('spec', 'git');
  if (git.type !== 'mapping' || isElsewhere(git.at('repo').text, index)) return [];
  const folder = folderNamed(git.at('dir').text ?? '.');
  if (folder === null || !index.folders.has(folder)) return [];
  return [
    {
      ...plainDeployment(`${kind} ${name || '?'}`, file, folder),
      namespace: kind === 'RepoSync' ? namespace : null,
    },
  ];
}

/** Skaffold, and Cloud Deploy, which renders with it: kustomizations and charts, also those of each profile. */
export function skaffoldDeployments(
  { root, file }: IndexedObject,
  index: TreeIndex,
): readonly Deployment[] {
  if (!/^skaffold\/v/.test(root.at('apiVersion').text ?? '')) return [];
  const here = path.posix.dirname(file) === '.' ? '' : path.posix.dirname(file);
  const profiles = root.at('profiles').items();
  return [root, ...profiles].flatMap((profile) => {
    const called = profile === root ? null : profile.at('name').text;
    const label = called === null ? 'Skaffold' : `Skaffold profile ${called}`;
    const parts = [profile.at('manifests'), profile.at('deploy')];
    return parts.flatMap((part) => [
      ...kustomizations(part, here).map((folder) => plainDeployment(label, file, folder)),
      ...releases(part).flatMap((release) =>
        releaseOf(release, label, file, here, index),
      ),
    ]);
  });
}

function kustomizations(part: Cursor, here: string): readonly string[] {
  const paths = [...part.at('kustomize', 'paths').items(), part.at('kustomize', 'path')];
  return paths.flatMap((one) =>
    one.text === null ? [] : (joined(here, one.text) ?? []),
  );
}

function releases(part: Cursor): readonly Cursor[] {
  return part.at('helm', 'releases').items();
}

function releaseOf(
  release: Cursor,
  label: string,
  file: string,
  here: string,
  index: TreeIndex,
): readonly Deployment[] {
  const chart = release.at('chartPath').text;
  const folder = chart === null ? null : joined(here, chart);
  if (folder === null || !index.folders.has(folder)) return [];
  const valueFiles = release
    .at('valuesFiles')
    .items()
    .flatMap((one) => joined(here, one.text ?? '') ?? [])
    .filter((one) => index.files.has(one));
  const parameters = release
    .at('setValues')
    .entries()
    .map(({ key, value }) => ({ name: key, value, as: 'typed' as const }));
  return [
    {
      ...plainDeployment(label, file, folder),
      releaseName: ifKnown(release.at('name').text),
      namespace: ifKnown(release.at('namespace').text),
      valueFiles,
      inline: [release.at('overrides')].filter(({ type }) => type === 'mapping'),
      parameters: parameters.filter(({ value }) => value.written !== null),
    },
  ];
}
