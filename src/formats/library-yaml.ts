import type { Document, YAMLParseError } from 'yaml';
import { convert } from './convert-yaml.ts';
import { isJson } from './json-stream.ts';
import { type Oddity, oldLineEnds, refusedCharacter } from './kube-yaml.ts';
import type { Node } from './nodes.ts';
import { joinFlowLines } from './wider-yaml.ts';
import { yamlLibrary } from './yaml-library.ts';

/** A document as the YAML library reads it. */
export interface ReadDocument {
  readonly root: Node | null;
  readonly problems: readonly Oddity[];
  readonly notes: readonly Oddity[];
}

const OPTIONS = {
  uniqueKeys: false,
  strict: false,
  prettyErrors: false,
  logLevel: 'silent',
  keepSourceTokens: false,
  merge: true,
} as const;

/**
 * Characters of a document that the library is given. It takes a second or two for so many, and two hundred times their memory; what is
 * written as nearly every manifest is never comes here, however long.
 */
export const LIBRARY_AT_MOST = 4 * 1024 * 1024;

/** All of YAML, at the library's speed; a document that is nested beyond what can be read is a problem, never an exception. */
export function readWithLibrary(text: string): ReadDocument {
  if (text.length > LIBRARY_AT_MOST) {
    const why =
      'Not read: larger than 4 MiB, and written in a way that takes long to read. Split it into several documents.';
    return { root: null, problems: [{ why, start: 0, end: 0 }], notes: [] };
  }
  try {
    return convertDocument(parseAsKubernetes(text));
  } catch (error) {
    // The library and the conversion below go down by calls.
    if (!(error instanceof RangeError)) throw error;
    const why = 'Not read: it is nested too deeply.';
    return { root: null, problems: [{ why, start: 0, end: text.length }], notes: [] };
  }
}

/** As it stands; and where that is refused, with what Kubernetes' reader takes besides. */
function parseAsKubernetes(written: string): Parsed {
  const { parseDocument } = yamlLibrary();
  const text = isJson(written) ? written : oldLineEnds(written);
  const document = parseDocument(text, OPTIONS);
  if (document.errors.length === 0) return { document, text, isJoined: false };
  const wider = parseDocument(joinFlowLines(text), OPTIONS);
  return wider.errors.length > 0
    ? { document, text, isJoined: false }
    : { document: wider, text, isJoined: true };
}

interface Parsed {
  readonly document: Document;
  /** With every line end that Kubernetes' reader knows. */
  readonly text: string;
  /** Were the line ends inside of scalars taken out? */
  readonly isJoined: boolean;
}

function convertDocument({ document, text, isJoined }: Parsed): ReadDocument {
  const notes: Oddity[] = [];
  const refused: Oddity[] = [];
  const anchors = new Map<string, Node>();
  const root = convert(document.contents, { anchors, refused, notes, text, isJoined });
  const problems = document.errors.map((error) => ({
    start: error.pos[0],
    end: error.pos[1],
    why: `Not valid YAML: ${inShort(error)}.`,
  }));
  return {
    root,
    problems: [...problems, ...(isJson(text) ? [] : refusedCharacter(text)), ...refused],
    notes,
  };
}

/** The library may quote all of the text. */
const SAID_AT_MOST = 160;

function inShort({ message, code }: YAMLParseError): string {
  const [first] = message.split('\n');
  const said = first?.replace(/ at line.*$/, '') ?? code;
  return said.length > SAID_AT_MOST ? `${said.slice(0, SAID_AT_MOST)}…` : said;
}
