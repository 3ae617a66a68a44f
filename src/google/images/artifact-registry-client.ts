/** The official client, in a module of its own so that it is loaded when it is first needed. */
export { ArtifactRegistryClient } from '@google-cloud/artifact-registry';
