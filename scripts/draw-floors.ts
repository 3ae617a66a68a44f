import { doorsOf, FLOORS } from './read-imports.ts';

/** The floors as Mermaid draws them, from the imports as they are: GitHub shows it as a picture. */
export function drawFloors(): string {
  const upstairsFirst = [...FLOORS].reverse();
  const floors = upstairsFirst.map(
    ({ name, rooms }) =>
      `  subgraph floor_${name}["${name}"]\n    direction LR\n${rooms.map((room) => `    ${nodeOf(room)}`).join('\n')}\n  end`,
  );
  const arrows = upstairsFirst
    .flatMap(({ rooms }) => rooms)
    .flatMap((room) => arrowsOf(room));
  return ['```mermaid', 'flowchart TB', ...floors, ...arrows, '```'].join('\n');
}

/** Nearly every room knows the ground: those arrows would hide the others. */
function arrowsOf(room: string): readonly string[] {
  return doorsOf(room)
    .filter((door) => door !== 'domain')
    .toSorted()
    .map((door) => `  ${idOf(room)} --> ${idOf(door)}`);
}

function nodeOf(room: string): string {
  return `${idOf(room)}["${room}"]`;
}

function idOf(room: string): string {
  return room.replaceAll(/[^a-z]/g, '_');
}

/** Each room with the rooms that it imports from. */
export function floorRows(): readonly (readonly string[])[] {
  return [...FLOORS]
    .reverse()
    .flatMap(({ name, rooms }) =>
      rooms.map((room) => [name, `\`${room}\``, knows(room)]),
    );
}

function knows(room: string): string {
  const doors = [...doorsOf(room)].sort();
  return doors.length === 0 ? 'nobody' : doors.join(', ');
}
