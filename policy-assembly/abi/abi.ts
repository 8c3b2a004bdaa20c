/**
 * The policy ABI in numbers: the one file that both compilers read (asc for the core, tsc for hosts).
 * Only `const`, only integers, no imports. Offsets are in bytes from the start of a record; all fields are little-endian.
 * The prose for embedders is in ../ABI.md; change both together and raise ABI_VERSION.
 */

export const ABI_VERSION = 2;

// --- Status codes: what every operation returns -------------------------------------------------
export const STATUS_OK = 0;
/** A field of a request lies outside its limits, or fields contradict each other. */
export const STATUS_INVALID_REQUEST = 1;
export const STATUS_BAD_MODULE = 2;
export const STATUS_BAD_HOST = 3;
/** An extent is empty, negative, or reaches outside its module. */
export const STATUS_BAD_EXTENT = 4;
/** A claimed unit is taken already. */
export const STATUS_NOT_FREE = 5;
/** A released unit is free already. */
export const STATUS_ALREADY_FREE = 6;
/** A module or label record of the inventory is not valid. */
export const STATUS_BAD_RECORD = 7;
export const STATUS_OUT_OF_MEMORY = 8;
/** `extend` on a device medium. */
export const STATUS_NOT_LINEAR = 9;
/** A count does not agree with the bytes that were written. */
export const STATUS_BAD_LENGTH = 10;
/** `rah_load_commit` without `rah_load_begin`. */
export const STATUS_NOT_STAGED = 11;
/** Interleaved mapping: one segment per way, one extent each, all of one length. */
export const STATUS_MAP_SHAPE = 12;
export const STATUS_MAP_WAYS = 13;
export const STATUS_MAP_GRANULARITY = 14;
export const STATUS_MAP_ALIGNMENT = 15;
/** A segment's module is of another kind than the mapping. */
export const STATUS_MAP_KIND = 16;
/** The VM-side range leaves 0..VM_MAX. */
export const STATUS_MAP_RANGE = 17;
/** A call of the pool before `rah_pool_begin` succeeded. */
export const STATUS_NOT_BEGUN = 18;
/** No live allocation has this handle, or it has no such part. */
export const STATUS_BAD_ALLOCATION = 19;
/** The room given to `rah_pool_begin` is used up. */
export const STATUS_FULL = 20;
/** The units of an exact demand (adopt, resize, move, give) are not there. */
export const STATUS_NOT_FIT = 21;
/** Not a snapshot, or one that was damaged or contradicts itself. */
export const STATUS_BAD_SNAPSHOT = 22;
/** A snapshot of another ABI version; `rah_pool_detail` says which. */
export const STATUS_SNAPSHOT_VERSION = 23;
/** One DRM unit would stand in a table twice. */
export const STATUS_MAP_OVERLAP = 24;
/** Not an encoded table, or one that was damaged or contradicts itself. */
export const STATUS_BAD_TABLE = 25;
/** An encoded table of another version; the result's detail says which. */
export const STATUS_TABLE_VERSION = 26;
/** No row of the table holds this address. */
export const STATUS_NOT_MAPPED = 27;
/** `rah_pool_tune` without a profile. */
export const STATUS_NO_PROFILE = 28;

// --- Codes --------------------------------------------------------------------------------------
export const KIND_COMPUTE = 0;
export const KIND_MEMORY = 1;
export const KIND_STORAGE = 2;

export const MEDIUM_CPU = 0;
export const MEDIUM_GPU = 1;
export const MEDIUM_FPGA = 2;
export const MEDIUM_DRAM = 3;
export const MEDIUM_PMEM = 4;
export const MEDIUM_NVME = 5;
export const MEDIUM_OPTANE = 6;
export const MEDIUM_COUNT = 7;

/** Reasons in filter order: a module counts under the first that applies. */
export const REJECTED_MEDIUM = 0;
export const REJECTED_NOT_LISTED = 1;
export const REJECTED_STATE = 2;
export const REJECTED_LABELS = 3;
export const REJECTED_UNREACHABLE = 4;
export const REJECTED_LATENCY = 5;
export const REJECTED_BANDWIDTH = 6;
export const REJECTED_CAPACITY = 7;
export const REJECTED_COUNT = 8;

export const FLAG_SCHEDULABLE = 1;
/** `rah_carve`: one extent or nothing. */
export const CARVE_CONTIGUOUS = 1;

/** What a change does with its range. */
export const CHANGE_KEEP = 0;
export const CHANGE_ADD = 1;
export const CHANGE_REMOVE = 2;

/** Latency of a module that the host has no path to. */
export const LATENCY_UNREACHABLE = 0xffffffff;
/** Id of a label that no module carries. */
export const LABEL_UNKNOWN = 0xffffffff;

// --- Limits -------------------------------------------------------------------------------------
/** Largest capacity, amount or extent end: 2^50 base units. */
export const AMOUNT_MAX = 1125899906842624;
/** Largest VM-side address: 2^52, so that every field is exact in an IEEE double. */
export const VM_MAX = 4503599627370496;
export const MODULES_MAX = 16777216;
export const HOSTS_MAX = 1048576;
/** Label ids over all modules. */
export const LABELS_MAX = 268435456;
/** Devices of one module of a device medium. */
export const DEVICES_MAX = 1048576;
/** Devices that one request may name. */
export const REQUEST_DEVICES_MAX = 1073741824;
export const WEIGHT_MAX = 1000;
/** Labels of one request, required and forbidden each. */
export const REQUEST_LABELS_MAX = 16;
export const WAYS_MAX = 16;
/** Modules that one request may span. */
export const SPAN_MAX = 1024;
/** Milli-shares in one device. */
export const DEVICE_MILLI = 1000;
export const LBA_BYTES = 4096;
export const HDM_ALIGNMENT = 268435456;
export const HDM_GRANULARITY_MIN = 256;
export const HDM_GRANULARITY_MAX = 16384;
export const GRANULARITY_MAX = 1073741824;

// --- Scores -------------------------------------------------------------------------------------
export const SCORE_MAX = 10000;
/** Latency at which proximity is halved, ns. */
export const PROXIMITY_HALF_NS = 250;

// --- Records: argument of rah_record_bytes ------------------------------------------------------
export const RECORD_MODULE = 0;
export const RECORD_REQUEST = 1;
export const RECORD_RESULT = 2;
export const RECORD_CHOSEN = 3;
export const RECORD_EXTENT = 4;
export const RECORD_MAP = 5;
export const RECORD_MAP_SEGMENT = 6;
export const RECORD_MAP_ROW = 7;
export const RECORD_CARVE = 8;
export const RECORD_SHRINK = 9;
export const RECORD_TABLE = 10;
export const RECORD_TABLE_ROW = 11;
export const RECORD_LOCATION = 12;
export const RECORD_CHANGE = 13;
export const RECORD_COUNT = 14;

/** Inventory module, host → core. */
export const MODULE_CAPACITY = 0; // i64 base units
export const MODULE_STEP = 8; // i64 base units
export const MODULE_COST = 16; // u32 micros per unit-hour
export const MODULE_MEDIUM = 20; // i32 MEDIUM_*
export const MODULE_DEVICE = 24; // i32 0 or DEVICE_MILLI
export const MODULE_FLAGS = 28; // u32 FLAG_*
export const MODULE_LABEL_FIRST = 32; // i32 index into the label ids
export const MODULE_LABEL_COUNT = 36; // i32
export const MODULE_BYTES = 40;

/** Request, host → core; `only` (u32 module indices) follows directly. */
export const REQUEST_HOST = 0; // i32
export const REQUEST_MEDIUM = 4; // i32 MEDIUM_*
export const REQUEST_AMOUNT = 8; // i64 base units
export const REQUEST_DEVICES = 16; // i32
export const REQUEST_SHARE = 20; // i32 milli
export const REQUEST_REMAINDER = 24; // i32 milli
export const REQUEST_WEIGHT_PROXIMITY = 28; // i32
export const REQUEST_WEIGHT_UTILIZATION = 32; // i32
export const REQUEST_WEIGHT_COST = 36; // i32
export const REQUEST_MAX_LATENCY = 40; // u32 ns, 0 = no limit
export const REQUEST_MIN_BANDWIDTH = 44; // u32 MB/s, 0 = no limit
export const REQUEST_MAX_DRMS = 48; // i32
export const REQUEST_WAYS = 52; // i32
export const REQUEST_REQUIRED_COUNT = 56; // i32
export const REQUEST_FORBIDDEN_COUNT = 60; // i32
export const REQUEST_REQUIRED = 64; // u32[REQUEST_LABELS_MAX]
export const REQUEST_FORBIDDEN = 128; // u32[REQUEST_LABELS_MAX]
export const REQUEST_ONLY_COUNT = 192; // i32
export const REQUEST_ALIGNMENT = 200; // i64 base units, 0 = none
export const REQUEST_BYTES = 208;

/** Result, core → host; lives at rah_result_ptr() for the life of the instance. */
export const RESULT_CHOSEN_COUNT = 0; // i32
export const RESULT_CHOSEN_PTR = 4; // u32 address of CHOSEN records
export const RESULT_OUTPUT_COUNT = 8; // i32 output records; for an encoded table its bytes
export const RESULT_OUTPUT_PTR = 12; // u32 their address
export const RESULT_CONSIDERED = 16; // i32
export const RESULT_CANDIDATES = 20; // i32
export const RESULT_REJECTED = 24; // i32[REJECTED_COUNT]
export const RESULT_LARGEST_FREE = 56; // i64 base units
export const RESULT_LARGEST_FREE_MODULE = 64; // i32, -1 = none
export const RESULT_RUNNER_UP = 68; // i32, -1 = none
export const RESULT_RUNNER_UP_SCORES = 72; // SCORES
/** Index of the record that a failed call objects to; -1 when it has none. */
export const RESULT_DETAIL = 88; // i32
export const RESULT_BYTES = 96;

/** The score of each stage, 0..SCORE_MAX. */
export const SCORES_PROXIMITY = 0; // i32
export const SCORES_UTILIZATION = 4; // i32
export const SCORES_COST = 8; // i32
export const SCORES_TOTAL = 12; // i32

/** One chosen module, core → host. */
export const CHOSEN_MODULE = 0; // i32
export const CHOSEN_EXTENT_FIRST = 4; // i32 index into the output extents
export const CHOSEN_EXTENT_COUNT = 8; // i32
export const CHOSEN_SCORES = 12; // SCORES
export const CHOSEN_AMOUNT = 32; // i64 base units taken from this module
export const CHOSEN_BYTES = 40;

/** A range on a module. For rah_extend: start = `after`, length = `extra`. */
export const EXTENT_START = 0; // i64 base units
export const EXTENT_LENGTH = 8; // i64 base units
export const EXTENT_BYTES = 16;

/** Mapping input; MAP_SEGMENT records follow directly, then all EXTENT records in segment order. */
export const MAP_KIND = 0; // i32 KIND_*
export const MAP_WAYS = 4; // i32
export const MAP_GRANULARITY = 8; // i32 bytes
export const MAP_SEGMENT_COUNT = 12; // i32
export const MAP_VM_BASE = 16; // i64 bytes (memory, storage) or milli (compute)
export const MAP_BYTES = 24;

export const MAP_SEGMENT_MODULE = 0; // i32
export const MAP_SEGMENT_EXTENT_COUNT = 4; // i32
export const MAP_SEGMENT_BYTES = 8;

/** Mapping row, core → host; amounts in bytes (memory), blocks of LBA_BYTES (storage), milli (compute). */
export const MAP_ROW_VM_START = 0; // i64
export const MAP_ROW_LENGTH = 8; // i64
export const MAP_ROW_DRM_START = 16; // i64
export const MAP_ROW_MODULE = 24; // i32
export const MAP_ROW_POSITION = 28; // i32
export const MAP_ROW_WAYS = 32; // i32
export const MAP_ROW_GRANULARITY = 36; // i32 bytes, 0 = not interleaved
export const MAP_ROW_BYTES = 40;

/** What to take from one linear module. */
export const CARVE_AMOUNT = 0; // i64 base units
export const CARVE_ALIGNMENT = 8; // i64 base units, 0 = none
export const CARVE_AFTER = 16; // i64 where the taking slice ends, -1 = nowhere
export const CARVE_MODULE = 24; // i32
export const CARVE_FLAGS = 28; // u32 CARVE_*
export const CARVE_BYTES = 32;

/** What to give back of one slice; its EXTENT records follow directly, in the order in which the VM sees them. */
export const SHRINK_AMOUNT = 0; // i64 base units
export const SHRINK_MODULE = 8; // i32
export const SHRINK_EXTENT_COUNT = 12; // i32
export const SHRINK_BYTES = 16;

/** Head of an encoded table; TABLE_ROW records follow directly. Amounts are in base units for every kind. */
export const TABLE_MAGIC_VALUE = 1296580946; // "RAHM"
export const TABLE_VERSION_VALUE = 1;
export const TABLE_MAGIC = 0; // u32
export const TABLE_VERSION = 4; // u32
export const TABLE_CHECKSUM = 8; // u64 FNV-1a 64 of everything from TABLE_VM_BASE on
export const TABLE_VM_BASE = 16; // i64
export const TABLE_KIND = 24; // i32 KIND_*
export const TABLE_WAYS = 28; // i32
export const TABLE_GRANULARITY = 32; // i32 bytes, 0 = not interleaved
export const TABLE_ROW_COUNT = 36; // i32
export const TABLE_BYTES = 40;

/** Rows ascend by VM address; of an interleaved table, row k is position k. */
export const TABLE_ROW_VM_START = 0; // i64
export const TABLE_ROW_LENGTH = 8; // i64 of the VM-side range
export const TABLE_ROW_DRM_START = 16; // i64
export const TABLE_ROW_MODULE = 24; // i32
/** In row k: which row is the k-th by (module, DRM start). */
export const TABLE_ROW_BY_DRM = 28; // i32
export const TABLE_ROW_BYTES = 32;

/** The other side of an address. */
export const LOCATION_ADDRESS = 0; // i64 base units
export const LOCATION_LENGTH = 8; // i64 from here on, contiguous on both sides
export const LOCATION_MODULE = 16; // i32
export const LOCATION_ROW = 20; // i32
export const LOCATION_BYTES = 24;

/** One range of the difference between two tables, base units. */
export const CHANGE_VM_START = 0; // i64
export const CHANGE_LENGTH = 8; // i64 of the VM-side range
export const CHANGE_DRM_START = 16; // i64
export const CHANGE_MODULE = 24; // i32
export const CHANGE_ACTION = 28; // i32 CHANGE_KEEP, CHANGE_ADD or CHANGE_REMOVE
export const CHANGE_ROW = 32; // i32 row of the old table (CHANGE_REMOVE) or of the new one
export const CHANGE_BYTES = 40;
