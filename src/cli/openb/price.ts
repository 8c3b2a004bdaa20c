/** Prices are our own assumption, in millionths of a currency unit: the trace has none. */
export const CORE_HOUR_MICROS = 31_000;
export const DRAM_GIB_HOUR_MICROS = 4_200;

const GPU_HOUR_MICROS: ReadonlyMap<string, number> = new Map([
  ['T4', 350_000],
  ['P100', 620_000],
  ['A10', 780_000],
  ['V100M16', 1_150_000],
  ['V100M32', 1_380_000],
  // The trace hides the names of these two.
  ['G2', 900_000],
  ['G3', 1_900_000],
]);
const OTHER_GPU_HOUR_MICROS = 1_000_000;

export function gpuHourMicros(model: string): number {
  return GPU_HOUR_MICROS.get(model) ?? OTHER_GPU_HOUR_MICROS;
}
