import { SettingsError } from '../domain/settings-error.ts';
import type { Tree } from '../domain/tree.ts';
import { STANDARD_INPUT } from '../formats/read-file.ts';
import { folderTree } from '../git/folder-tree.ts';
import { decodeText, SIZE_AT_MOST } from '../git/read-text.ts';
import type { Io } from './io.ts';

/** The files and folders named, the working directory where none is; `-` is standard input, called `<stdin>`. */
export async function openTree(paths: readonly string[], io: Io): Promise<Tree> {
  if (!paths.includes('-')) return folderTree(io.folder, paths);
  const named = paths.filter((one) => one !== '-');
  const content = decodeText(await readStandardInput(io));
  const rest = named.length === 0 ? null : await folderTree(io.folder, named);
  const files = [STANDARD_INPUT, ...((await rest?.files()) ?? [])].sort();
  return {
    files: async () => files,
    read: async (file) =>
      file === STANDARD_INPUT ? content : (rest?.read(file) ?? { kind: 'absent' }),
    unlisted: () => rest?.unlisted?.() ?? [],
    ...(rest?.around === undefined ? {} : { around: rest.around }),
  };
}

async function readStandardInput({ stdin }: Io): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin()) {
    size += chunk.length;
    if (size > SIZE_AT_MOST)
      throw new SettingsError(
        'PATH: expected at most 32 MiB on standard input, got more.',
      );
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}
