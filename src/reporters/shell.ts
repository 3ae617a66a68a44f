const WIDTH = 78;

/** A command on lines of a readable length, broken before its options, as a shell takes it. Quoted words stay whole. */
export function wrapped(command: string): string {
  if (command.includes('\n') || command.length <= WIDTH) return command;
  const words = command.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [command];
  if (words.join(' ') !== command) return command;
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const full = line !== '' && line.length + word.length + 3 > WIDTH;
    const option = word.startsWith('--') && lines.length === 0 && line !== '';
    if (full || option) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(' \\\n');
}
