/** A policy module whose memory may grow to `pages` pages of 64 KiB and no further: the engine refuses more. */
export function withMemoryCap(module: Uint8Array, pages: number): Uint8Array {
  const out: number[] = [...module.subarray(0, 8)];
  let at = 8;
  while (at < module.length) {
    const id = module[at] as number;
    const [length, body] = readLeb(module, at + 1);
    const section = module.subarray(body, body + length);
    at = body + length;
    if (id !== 5) {
      out.push(id, ...leb(length), ...section);
      continue;
    }
    // One memory, without a maximum: flags 0, then the pages it starts with.
    if (section[0] !== 1 || section[1] !== 0) throw new Error('wanted one memory without a maximum');
    const [initial] = readLeb(section, 2);
    const capped = [1, 1, ...leb(initial), ...leb(Math.max(initial, pages))];
    out.push(id, ...leb(capped.length), ...capped);
  }
  return Uint8Array.from(out);
}

/** Unsigned LEB128: the value, and where the next byte stands. */
function readLeb(bytes: Uint8Array, from: number): [value: number, next: number] {
  let value = 0;
  let shift = 0;
  for (let at = from; ; at++) {
    const byte = bytes[at] as number;
    value |= (byte & 127) << shift;
    shift += 7;
    if (byte < 128) return [value >>> 0, at + 1];
  }
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}
