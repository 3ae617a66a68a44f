import { changeUnread } from './change-unread.ts';
import { cleanupScheduled } from './cleanup-scheduled.ts';
import { configUnmatched } from './config-unmatched.ts';
import { digestMismatch } from './digest-mismatch.ts';
import { digestNotFound } from './digest-not-found.ts';
import { downloadDenied } from './download-denied.ts';
import { imageNotFound } from './image-not-found.ts';
import { imageUnverified } from './image-unverified.ts';
import { locationUnknown } from './location-unknown.ts';
import { manifestInvalid } from './manifest-invalid.ts';
import { nodeScopeMissing } from './node-scope-missing.ts';
import { platformMissing } from './platform-missing.ts';
import { pullSecretUnneeded } from './pull-secret-unneeded.ts';
import { readerConditional } from './reader-conditional.ts';
import { readerDenied } from './reader-denied.ts';
import { readerMissing } from './reader-missing.ts';
import { readerUnverified } from './reader-unverified.ts';
import { referenceInvalid } from './reference-invalid.ts';
import { referenceUnresolved } from './reference-unresolved.ts';
import { renderFailed } from './render-failed.ts';
import { repositoryNotDocker } from './repository-not-docker.ts';
import { repositoryNotFound } from './repository-not-found.ts';
import type { Rule } from './rule.ts';
import { serviceAccountDisabled } from './service-account-disabled.ts';
import { serviceAccountNotFound } from './service-account-not-found.ts';
import { tagMutable } from './tag-mutable.ts';
import { tagNotFound } from './tag-not-found.ts';
import { targetUnknown } from './target-unknown.ts';
import { waiverInvalid } from './waiver-invalid.ts';
import { workloadIdentityUnbound } from './workload-identity-unbound.ts';

/** Every rule, in the order of the contract. */
export const rules: readonly Rule[] = [
  manifestInvalid,
  renderFailed,
  referenceInvalid,
  referenceUnresolved,
  locationUnknown,
  tagMutable,
  repositoryNotFound,
  repositoryNotDocker,
  imageNotFound,
  tagNotFound,
  digestNotFound,
  digestMismatch,
  platformMissing,
  cleanupScheduled,
  downloadDenied,
  imageUnverified,
  readerMissing,
  readerDenied,
  readerConditional,
  readerUnverified,
  serviceAccountNotFound,
  serviceAccountDisabled,
  nodeScopeMissing,
  workloadIdentityUnbound,
  pullSecretUnneeded,
  targetUnknown,
  changeUnread,
  configUnmatched,
  waiverInvalid,
];
