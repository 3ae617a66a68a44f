/** The Google services that are asked, by the names that the Google Cloud CLI gives them. */
export type Service =
  | 'artifactregistry'
  | 'cloudresourcemanager'
  | 'iam'
  | 'iamcredentials'
  | 'container'
  | 'compute'
  | 'policytroubleshooter'
  | 'registry';
