import type { MediumOffer } from './fabric.ts';
import type { OfferFile } from './inventory-schema.ts';
import { DEVICE_MILLI, HDM_ALIGNMENT_BYTES, LBA_BYTES, MEDIA, type Medium } from './medium.ts';
import { allowedSizes, formatAmount, MAX_BYTES, MAX_DEVICES, parseSize, SizeError } from './size.ts';

/** Told for a key of the offer: `capacity` or `step`. */
export type OfferFault = (key: 'capacity' | 'step', message: string, allowed: string | null) => void;

/** Null, after a fault, when the offer makes no sense. */
export function readOffer(medium: Medium, file: OfferFile, fault: OfferFault): MediumOffer | null {
  const rule = MEDIA[medium];
  const capacity = rule.base_unit === 'byte' ? bytes(medium, 'capacity', file.capacity, fault) : devices(file, fault);
  const step = file.step === undefined ? defaultStep(medium) : readStep(medium, file.step, fault);
  if (capacity === null || step === null) return null;
  if (capacity % step !== 0) {
    const below = Math.floor(capacity / step) * step;
    const nearest = [below, below + step].filter((amount) => amount > 0 && amount <= MAX_BYTES);
    fault(
      'capacity',
      `${formatAmount(capacity, medium)} is not a multiple of the step ${formatAmount(step, medium)}`,
      `${nearest.map((amount) => formatAmount(amount, medium)).join(' or ')}`,
    );
    return null;
  }
  return { medium, capacity, step, cost_per_unit_hour_micros: file.cost_per_unit_hour_micros ?? 0 };
}

function defaultStep(medium: Medium): number {
  return MEDIA[medium].default_step;
}

function bytes(medium: Medium, key: 'capacity' | 'step', value: string | number, fault: OfferFault): number | null {
  try {
    return parseSize(String(value), medium).amount;
  } catch (error) {
    if (!(error instanceof SizeError)) throw error;
    fault(key, error.message, error.allowed);
    return null;
  }
}

function devices(file: OfferFile, fault: OfferFault): number | null {
  const count = file.capacity;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MAX_DEVICES) {
    return count * DEVICE_MILLI;
  }
  fault('capacity', `found ${JSON.stringify(count)}`, `a whole number of devices from 1 to ${MAX_DEVICES}`);
  return null;
}

function readStep(medium: Medium, value: string | number, fault: OfferFault): number | null {
  const kind = MEDIA[medium].kind;
  if (kind === 'compute') {
    const match = /^(\d{1,4})m$/.exec(String(value));
    const milli = String(value) === '1' ? DEVICE_MILLI : Number(match?.[1] ?? 0);
    if (milli > 0 && DEVICE_MILLI % milli === 0) return milli;
    fault(
      'step',
      `found ${JSON.stringify(value)}`,
      'a share that divides one device evenly, such as "10m", "100m" or "1"',
    );
    return null;
  }
  const step = bytes(medium, 'step', value, fault);
  const unit = kind === 'memory' ? HDM_ALIGNMENT_BYTES : LBA_BYTES;
  if (step === null || step % unit === 0) return step;
  const allowed = `a multiple of ${formatAmount(unit, medium)}`;
  fault('step', `${formatAmount(step, medium)} is not ${allowed}`, `${allowed}; ${allowedSizes(medium)}`);
  return null;
}
