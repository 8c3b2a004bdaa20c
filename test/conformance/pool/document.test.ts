import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type PoolCall, STATUS_CALLS } from '../../../src/policy/pool/machine.ts';
import { implementations } from './implementations.ts';

interface Example {
  readonly call: PoolCall;
  readonly status: number;
  readonly input: Uint8Array;
  readonly output: Map<number, readonly number[]>;
}

/** The example of POOL.md: a call per line without indent, its input and (`=>`) output as words by offset below it. */
function examples(): Example[] {
  const text = readFileSync(new URL('../../../policy-assembly/POOL.md', import.meta.url), 'utf8');
  const [, words = ''] = /```words\n([\s\S]*?)```/.exec(text) ?? [];
  const all: Example[] = [];
  for (const line of words.split('\n').filter((entry) => entry !== '')) {
    const head = /^(rah_pool_\w+)\((\d+)\) (\d+)$/.exec(line);
    const row = /^ {2}(=> )?(\d+): ([-\d ]+)$/.exec(line);
    const last = all.at(-1);
    if (head) {
      const call = STATUS_CALLS.find((name) => name === head[1]);
      if (call === undefined) throw new Error(`POOL.md calls ${head[1]}, which is no call`);
      all.push({ call, status: Number(head[3]), input: new Uint8Array(Number(head[2])), output: new Map() });
    } else if (row && last) {
      const numbers = (row[3] as string).split(' ').map(Number);
      if (row[1]) last.output.set(Number(row[2]), numbers);
      else {
        const view = new DataView(last.input.buffer);
        for (const [k, word] of numbers.entries()) view.setInt32(Number(row[2]) + 4 * k, word, true);
      }
    } else throw new Error(`POOL.md: not understood: ${line}`);
  }
  return all;
}

describe.each(implementations())('$name', ({ create }) => {
  it('answers what POOL.md shows', () => {
    const machine = create();
    expect(examples().length).toBe(3);
    for (const { call, status, input, output } of examples()) {
      const answer = machine.call(call, [input.length], input);
      expect(answer.status).toBe(status);
      const view = new DataView(answer.output.buffer, answer.output.byteOffset, answer.output.length);
      for (const [offset, words] of output) {
        expect(words.map((_, k) => view.getInt32(offset + 4 * k, true))).toEqual(words);
      }
    }
  });
});
