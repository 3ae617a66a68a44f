/** How much a finding matters: `error` blocks by default. */
export type Severity = 'error' | 'warning' | 'notice';

/** The worst first. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = {
  error: 0,
  warning: 1,
  notice: 2,
};

/** How a finding is mended: a command to run, or the text to write in the located scalar's place. */
export interface Fix {
  /** A shell command, quoted for a POSIX shell. */
  readonly command: string | null;
  /** The whole image name to write instead. */
  readonly replacement: string | null;
  /** The same grant as Terraform, where there is one. */
  readonly terraform?: string;
}

/** One thing that is wrong, at one place (contract §3). */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly image: string | null;
  readonly principal: string | null;
  readonly repository: string | null;
  readonly fix: Fix;
  /** What stands in the located scalar today, and what to write there for `fix.replacement`; absent where no edit of one line mends it. */
  readonly edit?: { readonly from: string; readonly to: string };
  /** The rendered roots (overlays, charts) that the reference reaches. */
  readonly roots?: readonly string[];
}

export interface WaivedFinding extends Finding {
  readonly reason: string;
  /** `YYYY-MM-DD`, the last day the waiver counts, or `null`. */
  readonly expires: string | null;
}

export interface ReportLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What is known of one image text (contract §3). */
export interface ReportImage {
  readonly image: string;
  readonly repository: string | null;
  readonly package: string | null;
  readonly tag: string | null;
  readonly digest: string | null;
  readonly existence: 'found' | 'missing' | 'unknown' | 'skipped';
  /** `null` where not known. */
  readonly platforms: readonly string[] | null;
  readonly uploadTime: string | null;
  readonly sizeBytes: number | null;
  readonly locations: readonly ReportLocation[];
  /** Other tags of the same digest. */
  readonly tags: readonly string[];
  /** The image names that stood in these places at the base (`2.2.0 → 2.3.0`); empty where new or nothing was compared. */
  readonly before: readonly string[];
  /** What changed of who pulls it (`node selector pool=a → pool=b`); absent where nothing did. */
  readonly whoPulls?: readonly string[];
  /** Rules that the config turns off, and that would say that it is not pulled, or that this could not be established; absent where none would. */
  readonly silenced?: readonly string[];
  /** Why `unknown` or `skipped`, in a sentence, or `null`. */
  readonly note: string | null;
  /** The workloads that run it, `Deployment/api`. */
  readonly workloads: readonly string[];
}

/**
 * What a run knows of one image: `broken` will surely not be pulled somewhere, `pulled` exists and everyone who pulls it may, `exists`
 * is there while nobody said who pulls it, `unverified` could not be established, `skipped` was not looked up, `silenced` is known to
 * be wrong where a waiver or the config says to keep quiet.
 */
export type ImageState =
  | 'broken'
  | 'pulled'
  | 'exists'
  | 'unverified'
  | 'skipped'
  | 'silenced';

/** An image, and what all findings together say of it. */
export interface JudgedImage extends ReportImage {
  readonly state: ImageState;
}

/** May this principal download from this repository (contract §3)? */
export interface ReportAccess {
  readonly principal: string;
  readonly repository: string;
  readonly permission: 'artifactregistry.repositories.downloadArtifacts';
  readonly verdict: 'granted' | 'not-granted' | 'conditional' | 'unknown';
  readonly because: readonly {
    readonly resource: string;
    readonly role: string;
    readonly member: string;
    readonly condition: string | null;
  }[];
  /** Who said that this principal pulls: `--service-account`, `environment production`, `node pool main of projects/…/clusters/…`. */
  readonly origins: readonly string[];
  /** The image texts that this principal pulls from this repository. */
  readonly images: readonly string[];
  /** Why, where the verdict is not `granted`; and what else should be known. */
  readonly notes: readonly string[];
}

/** One thing that is wrong, whatever the number of its places: what one edit or one command mends. */
export interface Cause {
  readonly rule: string;
  readonly severity: Severity;
  /** `open` where it says that something could not be established. */
  readonly certainty: 'known' | 'open';
  readonly title: string;
  /** What its findings say, where all say the same; else `null`. */
  readonly message: string | null;
  /** The image texts that it is about, as written. */
  readonly images: readonly string[];
  readonly principal: string | null;
  readonly repository: string | null;
  /** The environments that it is about, where the config names them. */
  readonly environments: readonly string[];
  /** What mends it, each command once. */
  readonly commands: readonly string[];
  /** Its findings, by their place in `findings`. */
  readonly findings: readonly number[];
}

/** The note of an image that another registry holds. */
export const ELSEWHERE = 'Not an image in Artifact Registry, so it was not looked up.';

/** Everything that a run found out: made once, sorted and counted; reporters only write it down (contract §3). */
export interface Report {
  readonly version: 1;
  /** Was everything looked at, or only what changed? Absent in reports of earlier versions. */
  readonly scope?: 'all' | 'changed';
  /** `2/4`: the second of four parts of the tree; absent where it speaks for all of it. */
  readonly shard?: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
  readonly summary: {
    readonly files: number;
    readonly references: number;
    readonly images: number;
    readonly errors: number;
    readonly warnings: number;
    readonly notices: number;
  };
  readonly images: readonly JudgedImage[];
  readonly access: readonly ReportAccess[];
  readonly findings: readonly Finding[];
  /** The findings by what is behind them, worst first. */
  readonly causes: readonly Cause[];
  readonly waived: readonly WaivedFinding[];
  readonly requests: Readonly<Record<string, number>>;
  /** What a reader should know that is no finding: what was not rendered, what our own identity may not read, that time ran out. */
  readonly remarks: readonly string[];
}

/** A report before its findings were taken together. */
export type Unjudged = Omit<Report, 'images' | 'causes'> & {
  readonly images: readonly ReportImage[];
};

/** How many findings there are of each severity, as a summary has them. */
export function countFindings(
  findings: readonly Pick<Finding, 'severity'>[],
): Pick<Report['summary'], 'errors' | 'warnings' | 'notices'> {
  const count = (severity: Severity): number =>
    findings.filter((one) => one.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), notices: count('notice') };
}
