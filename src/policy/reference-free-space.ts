import { DEVICE_MILLI } from '../model/medium.ts';
import type { Extent } from '../model/placement.ts';
import type { Size } from '../model/request.ts';

function endOf({ start, length }: Extent): number {
  return start + length;
}

/** Sorted by start, touching ones merged. */
export function mergeTouching(extents: readonly Extent[]): Extent[] {
  const merged: Extent[] = [];
  for (const extent of extents.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && endOf(last) === extent.start) {
      merged[merged.length - 1] = { start: last.start, length: last.length + extent.length };
    } else {
      merged.push(extent);
    }
  }
  return merged;
}

/** Extents cut at every multiple of `size`. */
export function cutAtBorders(extents: readonly Extent[], size: number): Extent[] {
  return extents.flatMap((extent) => {
    const pieces: Extent[] = [];
    for (let start = extent.start; start < endOf(extent); ) {
      const end = Math.min(endOf(extent), (Math.floor(start / size) + 1) * size);
      pieces.push({ start, length: end - start });
      start = end;
    }
    return pieces;
  });
}

/** The free extents of one module, ascending, merged up to device borders. Amounts in base units. */
export class FreeSpace {
  readonly #device: number;
  readonly #capacity: number;
  #free: Extent[];

  /** `device` is 0 for a linear medium. Everything is free. */
  constructor(capacity: number, device: number) {
    this.#capacity = capacity;
    this.#device = device;
    this.#free = this.#canonical(capacity > 0 ? [{ start: 0, length: capacity }] : []);
  }

  #canonical(extents: readonly Extent[]): Extent[] {
    const merged = mergeTouching(extents);
    return this.#device === 0 ? merged : cutAtBorders(merged, this.#device);
  }

  extents(): readonly Extent[] {
    return this.#free;
  }

  restore(extents: readonly Extent[]): void {
    this.#free = [...extents];
  }

  free(): number {
    return this.#free.reduce((sum, { length }) => sum + length, 0);
  }

  /** Length of the longest free extent, 0 when nothing is free. */
  longest(): number {
    return Math.max(0, ...this.#free.map(({ length }) => length));
  }

  isFree(range: Extent): boolean {
    return mergeTouching(this.#free).some((extent) => extent.start <= range.start && endOf(extent) >= endOf(range));
  }

  isTaken(range: Extent): boolean {
    return this.#free.every((extent) => endOf(extent) <= range.start || extent.start >= endOf(range));
  }

  /** The range must be free. */
  remove(range: Extent): void {
    this.#free = this.#free.flatMap((extent) => {
      if (endOf(extent) <= range.start || extent.start >= endOf(range)) return [extent];
      return [
        { start: extent.start, length: range.start - extent.start },
        { start: endOf(range), length: endOf(extent) - endOf(range) },
      ].filter(({ length }) => length > 0);
    });
  }

  /** The range must be taken. */
  add(range: Extent): void {
    this.#free = this.#canonical([...this.#free, range]);
  }

  /** What lies between multiples of `alignment` in each free extent (`of`); extents without such a part are left out. */
  alignedParts(alignment: number): (Extent & { readonly of: Extent })[] {
    return this.#free
      .map((extent) => {
        const start = Math.ceil(extent.start / alignment) * alignment;
        const end = Math.floor(endOf(extent) / alignment) * alignment;
        return { start, length: end - start, of: extent };
      })
      .filter(({ length }) => length > 0);
  }

  /**
   * Takes `amount` between multiples of `alignment`, which must be there: from the tightest extent that holds it, else
   * all of the longest ones until one holds the rest.
   */
  takeLinear(amount: number, alignment = 1): Extent[] {
    const taken: Extent[] = [];
    let rest = amount;
    while (rest > 0) {
      const parts = this.alignedParts(alignment);
      const fitting = parts.filter(({ length }) => length >= rest);
      const tightest = fitting.toSorted((a, b) => a.of.length - b.of.length || a.start - b.start)[0];
      const longest = parts.toSorted((a, b) => b.length - a.length || a.start - b.start)[0];
      const from = tightest ?? longest;
      if (from === undefined) throw new Error('more was asked for than is free');
      const piece = { start: from.start, length: Math.min(rest, from.length) };
      this.remove(piece);
      taken.push(piece);
      rest -= piece.length;
    }
    return mergeTouching(taken);
  }

  /** Free milli of each device, by device index. */
  deviceFrees(): number[] {
    const frees = new Array<number>(this.#capacity / DEVICE_MILLI).fill(0);
    for (const { start, length } of this.#free) {
      const device = Math.floor(start / DEVICE_MILLI);
      frees[device] = (frees[device] ?? 0) + length;
    }
    return frees;
  }

  /** Takes `devices` × `share` milli and the remainder, all on distinct devices; the module must be able to hold them. */
  takeDevices(size: Size): Extent[] {
    const used = new Set<number>();
    const taken: Extent[] = [];
    const shares = [
      ...new Array<number>(size.devices).fill(size.share),
      ...(size.remainder > 0 ? [size.remainder] : []),
    ];
    for (const share of shares) {
      const device = this.deviceFrees()
        .map((free, index) => ({ free, index }))
        .filter(({ free, index }) => free >= share && !used.has(index))
        .toSorted((a, b) => a.free - b.free || a.index - b.index)[0];
      if (device === undefined) throw new Error('more devices were asked for than are free');
      used.add(device.index);
      taken.push(...this.#takeFromDevice(device.index, share));
    }
    return mergeTouching(taken);
  }

  #takeFromDevice(device: number, milli: number): Extent[] {
    const taken: Extent[] = [];
    let rest = milli;
    for (const extent of this.#free.filter(({ start }) => Math.floor(start / DEVICE_MILLI) === device)) {
      if (rest === 0) break;
      const piece = { start: extent.start, length: Math.min(rest, extent.length) };
      taken.push(piece);
      rest -= piece.length;
    }
    for (const piece of taken) this.remove(piece);
    return taken;
  }
}
