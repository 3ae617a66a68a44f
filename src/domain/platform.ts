import type { Platform } from './puller.ts';

/** `linux/arm/v7`, with the Windows version where one is asked for. */
export function platformText({ os, architecture, variant, osVersion }: Platform): string {
  const name =
    variant === '' ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
  return osVersion === '' ? name : `${name} (${osVersion})`;
}

/** The needed platforms that an image lacks, each once. */
export function missingPlatforms(
  has: readonly Platform[],
  needed: readonly Platform[],
): readonly Platform[] {
  const once = new Map(needed.map((platform) => [platformText(platform), platform]));
  return [...once.values()].filter((platform) => !has.some((one) => runs(one, platform)));
}

/** Does an image for `has` run where `needed` is asked for? arm64 is arm64/v8; a Windows build must agree where one is asked for. */
function runs(has: Platform, needed: Platform): boolean {
  if (has.os !== needed.os || has.architecture !== needed.architecture) return false;
  if (needed.variant !== '' && variantOf(has) !== variantOf(needed)) return false;
  if (needed.osVersion === '' || has.osVersion === '') return true;
  return buildOf(has.osVersion) === buildOf(needed.osVersion);
}

function variantOf({ architecture, variant }: Platform): string {
  if (variant !== '') return variant;
  if (architecture === 'arm64') return 'v8';
  return architecture === 'arm' ? 'v7' : '';
}

function buildOf(version: string): string {
  return version.split('.').slice(0, 3).join('.');
}
