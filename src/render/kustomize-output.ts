import type { ImageReference, KubernetesServiceAccount } from '../domain/reference.ts';
import { type SourceLocation, topOf } from '../domain/source-location.ts';
import type { RenderedImage } from '../engine/sources.ts';
import type { RenderBench, RootRendering } from './bench.ts';
import type { Plan } from './kustomize-plan.ts';
import type { Marked } from './origin-marks.ts';
import { filledIn, inNamespace, placeOfVariable, tracedOverride } from './overlay.ts';
import {
  atPlace,
  readRendered,
  renderedAccounts,
  renderedProblems,
} from './rendered-document.ts';
import { traceChart } from './trace-inflated.ts';
import { type Traced, traceKustomize } from './trace-kustomize.ts';
import { scalarTrace } from './trace-scalar.ts';

/** Reads what kustomize printed, and traces each image of it to what a person edits. */
export async function readBuilt(
  { output, originOf }: { readonly output: string } & Pick<Marked, 'originOf'>,
  plan: Plan,
  asTheyStand: readonly ImageReference[],
  bench: RenderBench,
): Promise<RootRendering> {
  const { label, rootFile, files, top } = plan;
  const { deployment } = plan.root;
  const trace = await tracer(plan, asTheyStand, bench);
  const documents = readRendered(output, bench);
  const byText = lazily(() => scalarTrace(files, bench.tree));
  const images = await Promise.all(
    documents.flatMap(({ text, reading: { references } }) => {
      if (references.length === 0) return [];
      const origin = originOf(text);
      return references.map(async (raw) => {
        const traced = trace(raw, origin) ?? (await byText())(raw.image);
        return renderedImage(raw, traced, plan, asTheyStand);
      });
    }),
  );
  const placeOr = (text: string, otherwise: SourceLocation): SourceLocation => {
    const origin = originOf(text);
    return origin === null ? otherwise : topOf(origin);
  };
  const problems = renderedProblems(documents, label, (text) => placeOr(text, top));
  const serviceAccounts = renderedAccounts(
    documents,
    { file: rootFile, namespace: deployment?.namespace ?? null },
    (text) => placeOr(text, topOf(rootFile)),
    await accountsOf(files, bench),
  );
  const covered = { rootFile, files };
  return { kind: 'rendered', images, covered, serviceAccounts, problems };
}

/** Reads the files only where something cannot be told without. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

type Trace = (rendered: ImageReference, origin: string | null) => Traced | null;

/** What says where a person edits a rendered image: a variable, then what is put on top last, then what is below. */
async function tracer(
  { root, layers }: Plan,
  asTheyStand: readonly ImageReference[],
  bench: RenderBench,
): Promise<Trace> {
  const { deployment } = root;
  const outermost = deployment?.file ?? null;
  const inflated = await traceChart(layers, bench);
  return (rendered, origin) =>
    placeOfVariable(rendered, deployment) ??
    tracedOverride(rendered.image, deployment) ??
    traceKustomize(rendered, { layers, asTheyStand, origin, outermost }) ??
    inflated(rendered);
}

function renderedImage(
  raw: ImageReference,
  traced: Traced | null,
  { root: { deployment }, label, rootFile, top }: Plan,
  asTheyStand: readonly ImageReference[],
): RenderedImage {
  const rendered = filledIn(raw, deployment);
  const at = traced ?? { location: top, part: 'image' as const, source: 'kustomize' };
  const placed = atPlace(rendered, at, asTheyStand);
  const remarks = traced === null ? [...rendered.remarks, UNTRACED] : rendered.remarks;
  const reference = inNamespace({ ...placed, remarks }, deployment);
  return { root: label, rootFile, image: rendered.image, reference };
}

const UNTRACED =
  'No single place in the files holds it: kustomize made it of several, so no edit is proposed.';

async function accountsOf(
  files: readonly string[],
  { reader }: RenderBench,
): Promise<readonly KubernetesServiceAccount[]> {
  const read = await Promise.all(
    files.filter(reader.isCandidate).map((file) => reader.read(file)),
  );
  return read.flatMap(({ serviceAccounts }) => serviceAccounts);
}
