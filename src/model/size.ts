import { DEVICE_MILLI, MEDIA, type Medium } from './medium.ts';
import type { Size } from './request.ts';

export const MAX_BYTES = 1024 ** 5;
/** More devices than one request can sensibly name; keeps every amount far inside 2^53. */
export const MAX_DEVICES = 1_000_000;

/** Units in the order in which they are offered to people. */
const UNITS: readonly (readonly [string, number])[] = [
  ['PiB', 1024 ** 5],
  ['TiB', 1024 ** 4],
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
  ['PB', 1000 ** 5],
  ['TB', 1000 ** 4],
  ['GB', 1000 ** 3],
  ['MB', 1000 ** 2],
  ['KB', 1000],
  ['B', 1],
];
const UNIT_NAMES = 'B, KiB, MiB, GiB, TiB, PiB, KB, MB, GB or TB';

/** A size text that cannot be read: what is wrong, and the forms that can. */
export class SizeError extends Error {
  readonly allowed: string;
  constructor(message: string, allowed: string) {
    super(message);
    this.name = 'SizeError';
    this.allowed = allowed;
  }
}

export function allowedSizes(medium: Medium): string {
  if (MEDIA[medium].base_unit === 'byte') {
    return `a number with a unit, such as "512GiB" or "1.5TiB" (${UNIT_NAMES}), up to 1PiB`;
  }
  if (medium === 'cpu') return '"12" (whole cores), "12.5", "1500m" (thousandths of a core) or "500m"';
  return '"2" (whole devices), "500m" (a share of one device) or "2x500m" (shares of two devices)';
}

/** Throws SizeError. */
export function parseSize(text: string, medium: Medium): Size {
  const trimmed = text.trim();
  if (MEDIA[medium].base_unit === 'byte') {
    return { amount: parseBytes(trimmed, medium), devices: 0, share: 0, remainder: 0 };
  }
  return medium === 'cpu' ? parseCores(trimmed) : parseDevices(trimmed, medium);
}

function parseBytes(text: string, medium: Medium): number {
  const allowed = allowedSizes(medium);
  const match = /^(\d{1,30})(?:\.(\d{1,30}))?\s*([A-Za-z]*)$/.exec(text);
  if (match === null) throw new SizeError(`${quote(text)} is not a size`, allowed);
  const [, whole = '', fraction = '', name = ''] = match;
  if (name === '') {
    throw new SizeError(`${quote(text)} has no unit; write for example "${text}GiB"`, allowed);
  }
  const unit = UNITS.find(([known]) => known === name);
  if (unit === undefined) {
    const meant = UNITS.find(([known]) => looseUnit(known) === looseUnit(name));
    const advice =
      meant === undefined ? '' : `; did you mean "${text.slice(0, text.length - name.length)}${meant[0]}"?`;
    throw new SizeError(`${quote(name)} is not a unit${advice}`, allowed);
  }
  // Exact: no floating point between what was written and the number of bytes.
  const scale = 10n ** BigInt(fraction.length);
  const scaled = BigInt(whole + fraction) * BigInt(unit[1]);
  if (scaled > BigInt(MAX_BYTES) * scale) throw new SizeError(`${quote(text)} is more than 1PiB`, allowed);
  if (scaled % scale !== 0n) throw new SizeError(`${quote(text)} is not a whole number of bytes`, allowed);
  const bytes = scaled / scale;
  if (bytes === 0n) throw new SizeError(`${quote(text)} is nothing; a size must be above 0`, allowed);
  return Number(bytes);
}

/** "gib", "Gi", "G" and "GIB" all mean GiB to somebody; "gb" means GB. */
function looseUnit(unit: string): string {
  const lower = unit.toLowerCase();
  return /^[kmgtp]i?$/.test(lower) ? `${lower[0]}ib` : lower;
}

function parseCores(text: string): Size {
  const allowed = allowedSizes('cpu');
  let milli: number;
  const shares = /^(\d{1,12})m$/.exec(text);
  const cores = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text);
  if (shares !== null) {
    milli = Number(shares[1]);
  } else if (cores !== null) {
    const fraction = (cores[2] ?? '').replace(/0+$/, '');
    if (fraction.length > 3) throw new SizeError(`${quote(text)} is finer than a thousandth of a core`, allowed);
    milli = Number(cores[1]) * DEVICE_MILLI + Number(fraction.padEnd(3, '0'));
  } else {
    throw new SizeError(`${quote(text)} is not a number of cores`, allowed);
  }
  if (milli === 0) throw new SizeError(`${quote(text)} is nothing; a size must be above 0`, allowed);
  const devices = Math.floor(milli / DEVICE_MILLI);
  const remainder = milli % DEVICE_MILLI;
  if (devices > MAX_DEVICES) throw new SizeError(`${quote(text)} is more than ${MAX_DEVICES} cores`, allowed);
  if (devices === 0) return { amount: milli, devices: 1, share: milli, remainder: 0 };
  return { amount: milli, devices, share: DEVICE_MILLI, remainder };
}

function parseDevices(text: string, medium: Medium): Size {
  const allowed = allowedSizes(medium);
  const match = /^(?:(\d{1,9})\s*x\s*)?(\d{1,12})(m?)$/.exec(text);
  if (match === null || (match[1] !== undefined && match[3] === '')) {
    if (/^\d+\.\d+$/.test(text)) {
      throw new SizeError(`${quote(text)}: shares of a ${medium} are written in thousandths, such as "500m"`, allowed);
    }
    throw new SizeError(`${quote(text)} is not a number of ${medium} devices`, allowed);
  }
  const number = Number(match[2]);
  const devices = match[3] === '' ? number : Number(match[1] ?? '1');
  const share = match[3] === '' ? DEVICE_MILLI : number;
  if (devices === 0 || share === 0) throw new SizeError(`${quote(text)} is nothing; a size must be above 0`, allowed);
  if (share > DEVICE_MILLI) throw new SizeError(tooMuchOfOne(text, devices * share, medium), allowed);
  if (devices > MAX_DEVICES) throw new SizeError(`${quote(text)} is more than ${MAX_DEVICES} devices`, allowed);
  return { amount: devices * share, devices, share, remainder: 0 };
}

function tooMuchOfOne(text: string, total: number, medium: Medium): string {
  const start = `${quote(text)} is more than one ${medium} (1000m) per device`;
  if (total % DEVICE_MILLI === 0) return `${start}; for whole devices write "${total / DEVICE_MILLI}"`;
  const devices = Math.ceil(total / DEVICE_MILLI);
  if (total % devices === 0)
    return `${start}; write "${devices}x${total / devices}m" for equal shares of ${devices} devices`;
  return `${start}; write shares of several devices as "<devices>x<share>m"`;
}

/** The text that `parseSize` reads back to the same size. */
export function formatSize(size: Size, medium: Medium): string {
  if (MEDIA[medium].base_unit === 'byte' || medium === 'cpu') return formatAmount(size.amount, medium);
  if (size.share === DEVICE_MILLI) return String(size.devices);
  return size.devices === 1 ? `${size.share}m` : `${size.devices}x${size.share}m`;
}

/** An amount for people, exact: the shortest of its forms. Media of shares: whole and partial devices. */
export function formatAmount(amount: number, medium: Medium): string {
  if (MEDIA[medium].base_unit === 'milli') {
    if (amount === 0) return '0';
    return amount < DEVICE_MILLI ? `${amount}m` : decimal(amount, DEVICE_MILLI);
  }
  let best = `${amount}B`;
  for (const [name, factor] of UNITS) {
    // Three decimals hold eighths of a binary unit and thousandths of a decimal one, exactly.
    const finest = name.endsWith('iB') ? factor / 8 : factor / 1000;
    if (factor === 1 || amount < factor || amount % finest !== 0) continue;
    const text = decimal(amount, factor) + name;
    if (text.length < best.length) best = text;
  }
  return best;
}

/** amount / factor, for quotients of at most three decimals. */
function decimal(amount: number, factor: number): string {
  const whole = Math.floor(amount / factor);
  const rest = amount % factor;
  if (rest === 0) return String(whole);
  const thousandths = Math.round((rest / factor) * 1000);
  return `${whole}.${String(thousandths).padStart(3, '0').replace(/0+$/, '')}`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
