import { closest, distance } from 'fastest-levenshtein';

/** Artifact Registry's locations as far as they are known here; Artifact Registry itself is asked about any other. */
export const LOCATIONS: readonly string[] = (
  'africa-south1 asia asia-east1 asia-east2 asia-northeast1 asia-northeast2 asia-northeast3 asia-south1 asia-south2 ' +
  'asia-southeast1 asia-southeast2 asia-southeast3 australia-southeast1 australia-southeast2 europe europe-central2 ' +
  'europe-north1 europe-north2 europe-southwest1 europe-west1 europe-west2 europe-west3 europe-west4 europe-west6 ' +
  'europe-west8 europe-west9 europe-west10 europe-west12 me-central1 me-central2 me-west1 northamerica-northeast1 ' +
  'northamerica-northeast2 northamerica-south1 southamerica-east1 southamerica-west1 us us-central1 us-central2 us-east1 ' +
  'us-east4 us-east5 us-east7 us-south1 us-west1 us-west2 us-west3 us-west4 us-west8'
).split(' ');

/** Is it a location that needs no asking? */
export function isKnownLocation(location: string): boolean {
  return LOCATIONS.includes(location);
}

const WITHOUT_REGIONAL_ENDPOINT: ReadonlySet<string> = new Set([
  'asia',
  'europe',
  'us',
  'asia-southeast3',
  'europe-north2',
  'northamerica-south1',
]);

/** Does a known location have an endpoint of its own, `docker.REGION.rep.pkg.dev`? Multi-regions have none. */
export function hasRegionalEndpoint(location: string): boolean {
  return !WITHOUT_REGIONAL_ENDPOINT.has(location);
}

/** The location that was probably meant, or `null` where none is near. `eu` is spelled `europe` in Artifact Registry. */
export function nearestLocation(
  location: string,
  known: readonly string[] = LOCATIONS,
): string | null {
  if (location === 'eu') return 'europe';
  const candidate = closest(location, [...known]);
  return distance(location, candidate) <= 3 ? candidate : null;
}
