/** What a DRM is for. Source of the vocabulary: ARCHITECTURE.md, "Vocabulary". */
export type Kind = 'compute' | 'memory' | 'storage';

export type Medium = 'cpu' | 'gpu' | 'fpga' | 'dram' | 'pmem' | 'nvme' | 'optane';

/** How the amounts of a medium are counted. */
export interface MediumRule {
  readonly kind: Kind;
  /** Base unit of every integer amount of this medium. */
  readonly base_unit: 'byte' | 'milli';
  /** Base units in the unit that costs are quoted in (one GiB, or one device = 1000 milli). */
  readonly cost_unit: number;
  /** Base units in one device whose border no share may cross; 0 when the medium is one linear space. */
  readonly device: number;
  /** Smallest allocatable amount unless the inventory says otherwise, in base units. */
  readonly default_step: number;
}

export const GIB = 1024 ** 3;
export const MIB = 1024 ** 2;
/** CXL HDM decoders address memory in multiples of 256 MiB (CXL 3.1 §8.2.4.20). */
export const HDM_ALIGNMENT_BYTES = 256 * MIB;
export const HDM_WAYS: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16];
export const HDM_GRANULARITIES_BYTES: readonly number[] = [256, 512, 1024, 2048, 4096, 8192, 16384];
/** Logical block size that storage mapping tables count in. */
export const LBA_BYTES = 4096;
/** A whole device (core, GPU, FPGA) in milli-shares. */
export const DEVICE_MILLI = 1000;

export const MEDIA: Readonly<Record<Medium, MediumRule>> = {
  cpu: { kind: 'compute', base_unit: 'milli', cost_unit: DEVICE_MILLI, device: DEVICE_MILLI, default_step: 100 },
  gpu: { kind: 'compute', base_unit: 'milli', cost_unit: DEVICE_MILLI, device: DEVICE_MILLI, default_step: 10 },
  fpga: { kind: 'compute', base_unit: 'milli', cost_unit: DEVICE_MILLI, device: DEVICE_MILLI, default_step: 10 },
  dram: { kind: 'memory', base_unit: 'byte', cost_unit: GIB, device: 0, default_step: HDM_ALIGNMENT_BYTES },
  pmem: { kind: 'memory', base_unit: 'byte', cost_unit: GIB, device: 0, default_step: HDM_ALIGNMENT_BYTES },
  nvme: { kind: 'storage', base_unit: 'byte', cost_unit: GIB, device: 0, default_step: MIB },
  optane: { kind: 'storage', base_unit: 'byte', cost_unit: GIB, device: 0, default_step: MIB },
};

export const KINDS: readonly Kind[] = ['compute', 'memory', 'storage'];
export const MEDIUM_NAMES = Object.keys(MEDIA) as readonly Medium[];

export function mediaOf(kind: Kind): Medium[] {
  return MEDIUM_NAMES.filter((medium) => MEDIA[medium].kind === kind);
}
