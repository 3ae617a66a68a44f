import { describe, expect, it } from 'vitest';
import { circuits } from '../../../src/google/wire/circuit.ts';

function open() {
  const time = { now: 0 };
  const circuit = circuits(() => time.now);
  const fail = (group: string, times: number): void => {
    for (let one = 0; one < times; one += 1) circuit.failed('s', group);
  };
  return { time, circuit, fail };
}

describe('what is left alone', () => {
  it('is a group that fails four times in a row, and no other', () => {
    const { circuit, fail } = open();
    fail('sick', 3);
    expect(circuit.closedTo('s', 'sick')).toBeNull();
    fail('sick', 1);
    expect(circuit.closedTo('s', 'sick')).toContain('too often');
    expect(circuit.closedTo('s', 'well')).toBeNull();
  });

  it('is no group that answers between', () => {
    const { circuit, fail } = open();
    fail('a', 3);
    circuit.answered('s', 'a');
    fail('a', 3);
    expect(circuit.closedTo('s', 'a')).toBeNull();
  });

  it('is asked once when it has cooled', () => {
    const { time, circuit, fail } = open();
    fail('sick', 4);
    time.now = 14_999;
    expect(circuit.closedTo('s', 'sick')).not.toBeNull();
    time.now = 15_000;
    expect(circuit.closedTo('s', 'sick')).toBeNull();
    expect(circuit.closedTo('s', 'sick')).not.toBeNull();
    circuit.answered('s', 'sick');
    expect(circuit.closedTo('s', 'sick')).toBeNull();
  });

  it('is a service that fails everywhere, and no other', () => {
    const { circuit, fail } = open();
    for (const group of ['a', 'b', 'c', 'd', 'e']) fail(group, 3);
    expect(circuit.closedTo('s', 'new')).toBeNull();
    fail('f', 1);
    expect(circuit.closedTo('s', 'new')).toContain('too often');
    expect(circuit.closedTo('other', 'new')).toBeNull();
  });
});
