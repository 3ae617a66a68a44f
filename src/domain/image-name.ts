/**
 * An image name, taken apart by the OCI distribution grammar: `[HOST/]PATH[:TAG][@DIGEST]`.
 * `host` is `null` where none was written (Docker Hub is then meant); nothing is defaulted.
 */
export interface ImageName {
  readonly text: string;
  readonly host: string | null;
  readonly path: string;
  readonly tag: string | null;
  /** `sha256:HEX` (or another registered algorithm). */
  readonly digest: string | null;
}

/** What could be read in the text of a reference. */
export type ParsedImage =
  | { readonly kind: 'name'; readonly name: ImageName }
  /** It holds a placeholder that a build fills in; `placeholder` is that part, as written. */
  | { readonly kind: 'templated'; readonly placeholder: string }
  | { readonly kind: 'malformed'; readonly why: string };
