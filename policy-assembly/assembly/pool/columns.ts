/** The modules: one column per attribute, so that a scan touches only what it compares. Room is made once, by `begin`. */
import { allocate } from "../arena.ts";
import { effectiveUnits } from "./classes.ts";
import { devicesMax, dims, moduleRoom } from "./shape.ts";

/** The module holds a part of an exclusive allocation. */
export const MARK_EXCLUSIVE = 1;
/** The module takes nothing new for now, whatever its state: set and cleared within one call. */
export const MARK_BARRED = 2;

/** Bytes that a vector load may read behind the last module of a column. */
const SLACK: u64 = 16;

export let moduleCount: i32 = 0;
/** Bytes from one dimension to the next in `freeUnits` and `capacities`. */
export let dimStride: usize = 0;
/** i32[dims][modules] units. */
export let freeUnits: usize = 0;
/** u16[modules][devicesMax] free milli of each device. */
export let deviceRows: usize = 0;
/** i32 norm of all that is free: see norms.ts. */
export let sums: usize = 0;
/** u16 STATE_* | HEALTH_* << HEALTH_SHIFT. */
export let states: usize = 0;
/** u8 MARK_*. */
export let marks: usize = 0;
let capacities: usize = 0; // i32[dims][modules] units as given
let classes: usize = 0; // i32
let zones: usize = 0; // i32
let domains: usize = 0; // i32
let heads: usize = 0; // u32 first part
let deviceFrees: usize = 0; // u16 free milli of all devices
let deviceCounts: usize = 0; // u8

export function closeColumns(): void {
  moduleCount = 0;
  dimStride = 0;
  freeUnits = deviceRows = sums = states = marks = capacities = classes = zones = domains = heads = deviceFrees = deviceCounts = 0;
}

/** Makes room for `moduleRoom` modules; false when memory is exhausted. */
export function openColumns(): bool {
  moduleCount = 0;
  const n = <u64>moduleRoom;
  const stride = (n * 4 + SLACK + 15) & ~15;
  dimStride = <usize>stride;
  freeUnits = allocate(stride * dims);
  capacities = allocate(stride * dims);
  sums = allocate(n * 4 + SLACK);
  classes = allocate(n * 4);
  zones = allocate(n * 4);
  domains = allocate(n * 4);
  heads = allocate(n * 4);
  states = allocate(n * 2 + SLACK);
  marks = allocate(n + SLACK);
  if (!(freeUnits && capacities && sums && classes && zones && domains && heads && states && marks)) return false;
  if (devicesMax == 0) return true;
  deviceRows = allocate(n * devicesMax * 2 + SLACK);
  deviceFrees = allocate(n * 2);
  deviceCounts = allocate(n);
  return deviceRows != 0 && deviceFrees != 0 && deviceCounts != 0;
}

/** Appends a module without capacity; the caller has checked the room. Returns its index. */
export function appendModule(c: i32, zone: i32, domain: i32, state: i32, devices: i32): i32 {
  const module = moduleCount++;
  const at = <usize>module;
  store<i32>(classes + (at << 2), c);
  store<i32>(zones + (at << 2), zone);
  store<i32>(domains + (at << 2), domain);
  store<u32>(heads + (at << 2), 0);
  store<i32>(sums + (at << 2), 0);
  store<u16>(states + (at << 1), <u16>state);
  store<u8>(marks + at, 0);
  if (devicesMax > 0) {
    store<u8>(deviceCounts + at, <u8>devices);
    store<u16>(deviceFrees + (at << 1), <u16>(devices * 1000));
    const row = deviceRow(module);
    for (let i = 0; i < devicesMax; i++) store<u16>(row + (<usize>i << 1), i < devices ? 1000 : 0);
  }
  return module;
}

// @ts-ignore: decorator
@inline
export function hasModule(module: i32): bool {
  return <u32>module < <u32>moduleCount;
}

// @ts-ignore: decorator
@inline
export function freeOf(module: i32, d: i32): i32 {
  return load<i32>(freeUnits + <usize>d * dimStride + (<usize>module << 2));
}

// @ts-ignore: decorator
@inline
export function setFree(module: i32, d: i32, units: i32): void {
  store<i32>(freeUnits + <usize>d * dimStride + (<usize>module << 2), units);
}

/** Units as the module record gave them. */
// @ts-ignore: decorator
@inline
export function capacityOf(module: i32, d: i32): i32 {
  return load<i32>(capacities + <usize>d * dimStride + (<usize>module << 2));
}

export function setCapacity(module: i32, d: i32, units: i32): void {
  store<i32>(capacities + <usize>d * dimStride + (<usize>module << 2), units);
}

/** Units that can be given away when nothing is taken. */
export function effectiveOf(module: i32, d: i32): i32 {
  return <i32>effectiveUnits(classOf(module), d, capacityOf(module, d));
}

// @ts-ignore: decorator
@inline
export function classOf(module: i32): i32 {
  return load<i32>(classes + (<usize>module << 2));
}

// @ts-ignore: decorator
@inline
export function zoneOf(module: i32): i32 {
  return load<i32>(zones + (<usize>module << 2));
}

/** Failure domain, -1 = one of its own. */
// @ts-ignore: decorator
@inline
export function domainOf(module: i32): i32 {
  return load<i32>(domains + (<usize>module << 2));
}

// @ts-ignore: decorator
@inline
export function stateOf(module: i32): i32 {
  return load<u16>(states + (<usize>module << 1));
}

export function setState(module: i32, state: i32): void {
  store<u16>(states + (<usize>module << 1), <u16>state);
}

// @ts-ignore: decorator
@inline
export function marksOf(module: i32): i32 {
  return load<u8>(marks + <usize>module);
}

export function setMarks(module: i32, value: i32): void {
  store<u8>(marks + <usize>module, <u8>value);
}

/** Address of the first part on the module, 0 = none. */
// @ts-ignore: decorator
@inline
export function firstPartOn(module: i32): usize {
  return load<u32>(heads + (<usize>module << 2));
}

export function setFirstPartOn(module: i32, part: usize): void {
  store<u32>(heads + (<usize>module << 2), <u32>part);
}

// @ts-ignore: decorator
@inline
export function sumOf(module: i32): i32 {
  return load<i32>(sums + (<usize>module << 2));
}

// @ts-ignore: decorator
@inline
export function setSum(module: i32, sum: i32): void {
  store<i32>(sums + (<usize>module << 2), sum);
}

// @ts-ignore: decorator
@inline
export function deviceCountOf(module: i32): i32 {
  return devicesMax == 0 ? 0 : load<u8>(deviceCounts + <usize>module);
}

/** Free milli of all devices of the module. */
// @ts-ignore: decorator
@inline
export function deviceFreeOf(module: i32): i32 {
  return devicesMax == 0 ? 0 : load<u16>(deviceFrees + (<usize>module << 1));
}

// @ts-ignore: decorator
@inline
export function addDeviceFree(module: i32, milli: i32): void {
  const at = deviceFrees + (<usize>module << 1);
  store<u16>(at, <u16>(<i32>load<u16>(at) + milli));
}

/** Address of the module's u16 free milli per device; only where the pool has devices. */
// @ts-ignore: decorator
@inline
export function deviceRow(module: i32): usize {
  return deviceRows + <usize>module * (<usize>devicesMax << 1);
}
