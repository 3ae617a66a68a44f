import { transform } from 'esbuild';

/** What makes objects whose constructor's name some packages ask for, as cel-js, google-gax and commander do. */
const CONSTRUCTORS = /\bclass\b|\bfunction\s+[A-Z]/;

/**
 * A package's file whose classes keep their names. Only those: naming each function costs where functions are made in a loop, and in our
 * own code, which reads no names, a tenth of a run.
 */
export async function withClassNames(text: string): Promise<string> {
  if (!CONSTRUCTORS.test(text)) return text;
  const { code } = await transform(text, {
    loader: 'js',
    target: 'node20.20',
    keepNames: true,
    legalComments: 'none',
  });
  return code;
}
