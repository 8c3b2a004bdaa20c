import * as abi from '../../../policy-assembly/abi/pool.ts';
import type { RequestFields } from '../../../src/policy/pool/fields.ts';
import type { BatchModule } from './batch-pools.ts';
import { between, chance, type Draw, pick, times } from './draw.ts';

/** Modules and requests that fill them to some percent, as is known from how they were cut. */
export interface TightBatch {
  readonly modules: readonly BatchModule[];
  readonly requests: readonly Partial<RequestFields>[];
}

interface Cut {
  readonly devices: number;
  readonly share: number;
}

/** What the devices of one module are asked for: all of each, or shares that fill `percent` of it. */
function cutDevices(draw: Draw, devices: number, percent: number): Cut[] {
  const cuts: Cut[] = [];
  for (let device = 0; device < devices; ) {
    const whole = pick(draw, [1, 1, 2, 0, 0]);
    if (whole > 0 && device + whole <= devices) {
      cuts.push({ devices: whole, share: 1000 });
      device += whole;
      continue;
    }
    let left = 10 * percent;
    for (let count = between(draw, 2, 4); count > 0 && left >= 50; count--) {
      const share = count === 1 ? left : 50 * between(draw, 1, Math.max(1, Math.floor(left / 50) - 1));
      cuts.push({ devices: 1, share });
      left -= share;
    }
    device++;
  }
  return cuts;
}

/** So many parts of a whole, in any proportion. */
function cutUnits(draw: Draw, units: number, count: number): number[] {
  const weights = times(count, () => between(draw, 1, 1000));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => Math.floor((units * weight) / sum));
}

export function tightBatch(draw: Draw, count: number, dims: number, devices: number, percent: number): TightBatch {
  const modules: BatchModule[] = [];
  const requests: Partial<RequestFields>[] = [];
  for (let module = 0; module < count; module++) {
    const label = draw(4);
    const capacity = times(dims, () => 10000 * between(draw, 1, 3));
    modules.push({ capacity, devices, label });
    const deviceless = times(devices > 0 ? draw(3) : between(draw, 4, 8), () => ({ devices: 0, share: 0 }));
    const cuts = [...cutDevices(draw, devices, percent), ...deviceless];
    const rows = capacity.map((units) => cutUnits(draw, Math.floor((units * percent) / 100), cuts.length));
    cuts.forEach((cut, k) => {
      const amount = rows.map((row) => Math.max(1, row[k] ?? 0));
      const clauses = chance(draw, 30) ? [{ op: abi.CLAUSE_IN, labels: [label, draw(4)] }] : [];
      requests.push({ ...cut, amount, clauses });
    });
  }
  for (let k = requests.length - 1; k > 0; k--) {
    const other = draw(k + 1);
    [requests[k], requests[other]] = [requests[other] as Partial<RequestFields>, requests[k] as Partial<RequestFields>];
  }
  return { modules, requests };
}
