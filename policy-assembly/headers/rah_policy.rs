// Generated from policy-assembly/abi/abi.ts and policy-assembly/abi/pool.ts by `npm run gen`.
#![allow(dead_code)]

pub const RAH_ABI_VERSION: i32 = 2;

// --- Status codes: what every operation returns ---
pub const RAH_STATUS_OK: i32 = 0;
// A field of a request lies outside its limits, or fields contradict each other.
pub const RAH_STATUS_INVALID_REQUEST: i32 = 1;
pub const RAH_STATUS_BAD_MODULE: i32 = 2;
pub const RAH_STATUS_BAD_HOST: i32 = 3;
// An extent is empty, negative, or reaches outside its module.
pub const RAH_STATUS_BAD_EXTENT: i32 = 4;
// A claimed unit is taken already.
pub const RAH_STATUS_NOT_FREE: i32 = 5;
// A released unit is free already.
pub const RAH_STATUS_ALREADY_FREE: i32 = 6;
// A module or label record of the inventory is not valid.
pub const RAH_STATUS_BAD_RECORD: i32 = 7;
pub const RAH_STATUS_OUT_OF_MEMORY: i32 = 8;
// `extend` on a device medium.
pub const RAH_STATUS_NOT_LINEAR: i32 = 9;
// A count does not agree with the bytes that were written.
pub const RAH_STATUS_BAD_LENGTH: i32 = 10;
// `rah_load_commit` without `rah_load_begin`.
pub const RAH_STATUS_NOT_STAGED: i32 = 11;
// Interleaved mapping: one segment per way, one extent each, all of one length.
pub const RAH_STATUS_MAP_SHAPE: i32 = 12;
pub const RAH_STATUS_MAP_WAYS: i32 = 13;
pub const RAH_STATUS_MAP_GRANULARITY: i32 = 14;
pub const RAH_STATUS_MAP_ALIGNMENT: i32 = 15;
// A segment's module is of another kind than the mapping.
pub const RAH_STATUS_MAP_KIND: i32 = 16;
// The VM-side range leaves 0..VM_MAX.
pub const RAH_STATUS_MAP_RANGE: i32 = 17;
// A call of the pool before `rah_pool_begin` succeeded.
pub const RAH_STATUS_NOT_BEGUN: i32 = 18;
// No live allocation has this handle, or it has no such part.
pub const RAH_STATUS_BAD_ALLOCATION: i32 = 19;
// The room given to `rah_pool_begin` is used up.
pub const RAH_STATUS_FULL: i32 = 20;
// The units of an exact demand (adopt, resize, move, give) are not there.
pub const RAH_STATUS_NOT_FIT: i32 = 21;
// Not a snapshot, or one that was damaged or contradicts itself.
pub const RAH_STATUS_BAD_SNAPSHOT: i32 = 22;
// A snapshot of another ABI version; `rah_pool_detail` says which.
pub const RAH_STATUS_SNAPSHOT_VERSION: i32 = 23;
// One DRM unit would stand in a table twice.
pub const RAH_STATUS_MAP_OVERLAP: i32 = 24;
// Not an encoded table, or one that was damaged or contradicts itself.
pub const RAH_STATUS_BAD_TABLE: i32 = 25;
// An encoded table of another version; the result's detail says which.
pub const RAH_STATUS_TABLE_VERSION: i32 = 26;
// No row of the table holds this address.
pub const RAH_STATUS_NOT_MAPPED: i32 = 27;
// `rah_pool_tune` without a profile.
pub const RAH_STATUS_NO_PROFILE: i32 = 28;

// --- Codes ---
pub const RAH_KIND_COMPUTE: i32 = 0;
pub const RAH_KIND_MEMORY: i32 = 1;
pub const RAH_KIND_STORAGE: i32 = 2;

pub const RAH_MEDIUM_CPU: i32 = 0;
pub const RAH_MEDIUM_GPU: i32 = 1;
pub const RAH_MEDIUM_FPGA: i32 = 2;
pub const RAH_MEDIUM_DRAM: i32 = 3;
pub const RAH_MEDIUM_PMEM: i32 = 4;
pub const RAH_MEDIUM_NVME: i32 = 5;
pub const RAH_MEDIUM_OPTANE: i32 = 6;
pub const RAH_MEDIUM_COUNT: i32 = 7;

// Reasons in filter order: a module counts under the first that applies.
pub const RAH_REJECTED_MEDIUM: i32 = 0;
pub const RAH_REJECTED_NOT_LISTED: i32 = 1;
pub const RAH_REJECTED_STATE: i32 = 2;
pub const RAH_REJECTED_LABELS: i32 = 3;
pub const RAH_REJECTED_UNREACHABLE: i32 = 4;
pub const RAH_REJECTED_LATENCY: i32 = 5;
pub const RAH_REJECTED_BANDWIDTH: i32 = 6;
pub const RAH_REJECTED_CAPACITY: i32 = 7;
pub const RAH_REJECTED_COUNT: i32 = 8;

pub const RAH_FLAG_SCHEDULABLE: i32 = 1;
// `rah_carve`: one extent or nothing.
pub const RAH_CARVE_CONTIGUOUS: i32 = 1;

// What a change does with its range.
pub const RAH_CHANGE_KEEP: i32 = 0;
pub const RAH_CHANGE_ADD: i32 = 1;
pub const RAH_CHANGE_REMOVE: i32 = 2;

// Latency of a module that the host has no path to.
pub const RAH_LATENCY_UNREACHABLE: u32 = 4294967295;
// Id of a label that no module carries.
pub const RAH_LABEL_UNKNOWN: u32 = 4294967295;

// --- Limits ---
// Largest capacity, amount or extent end: 2^50 base units.
pub const RAH_AMOUNT_MAX: i64 = 1125899906842624;
// Largest VM-side address: 2^52, so that every field is exact in an IEEE double.
pub const RAH_VM_MAX: i64 = 4503599627370496;
pub const RAH_MODULES_MAX: i32 = 16777216;
pub const RAH_HOSTS_MAX: i32 = 1048576;
// Label ids over all modules.
pub const RAH_LABELS_MAX: i32 = 268435456;
// Devices of one module of a device medium.
pub const RAH_DEVICES_MAX: i32 = 1048576;
// Devices that one request may name.
pub const RAH_REQUEST_DEVICES_MAX: i32 = 1073741824;
pub const RAH_WEIGHT_MAX: i32 = 1000;
// Labels of one request, required and forbidden each.
pub const RAH_REQUEST_LABELS_MAX: i32 = 16;
pub const RAH_WAYS_MAX: i32 = 16;
// Modules that one request may span.
pub const RAH_SPAN_MAX: i32 = 1024;
// Milli-shares in one device.
pub const RAH_DEVICE_MILLI: i32 = 1000;
pub const RAH_LBA_BYTES: i32 = 4096;
pub const RAH_HDM_ALIGNMENT: i32 = 268435456;
pub const RAH_HDM_GRANULARITY_MIN: i32 = 256;
pub const RAH_HDM_GRANULARITY_MAX: i32 = 16384;
pub const RAH_GRANULARITY_MAX: i32 = 1073741824;

// --- Scores ---
pub const RAH_SCORE_MAX: i32 = 10000;
// Latency at which proximity is halved, ns.
pub const RAH_PROXIMITY_HALF_NS: i32 = 250;

// --- Records: argument of rah_record_bytes ---
pub const RAH_RECORD_MODULE: i32 = 0;
pub const RAH_RECORD_REQUEST: i32 = 1;
pub const RAH_RECORD_RESULT: i32 = 2;
pub const RAH_RECORD_CHOSEN: i32 = 3;
pub const RAH_RECORD_EXTENT: i32 = 4;
pub const RAH_RECORD_MAP: i32 = 5;
pub const RAH_RECORD_MAP_SEGMENT: i32 = 6;
pub const RAH_RECORD_MAP_ROW: i32 = 7;
pub const RAH_RECORD_CARVE: i32 = 8;
pub const RAH_RECORD_SHRINK: i32 = 9;
pub const RAH_RECORD_TABLE: i32 = 10;
pub const RAH_RECORD_TABLE_ROW: i32 = 11;
pub const RAH_RECORD_LOCATION: i32 = 12;
pub const RAH_RECORD_CHANGE: i32 = 13;
pub const RAH_RECORD_COUNT: i32 = 14;

// Inventory module, host → core.
pub const RAH_MODULE_CAPACITY: i32 = 0; // i64 base units
pub const RAH_MODULE_STEP: i32 = 8; // i64 base units
pub const RAH_MODULE_COST: i32 = 16; // u32 micros per unit-hour
pub const RAH_MODULE_MEDIUM: i32 = 20; // i32 MEDIUM_*
pub const RAH_MODULE_DEVICE: i32 = 24; // i32 0 or DEVICE_MILLI
pub const RAH_MODULE_FLAGS: i32 = 28; // u32 FLAG_*
pub const RAH_MODULE_LABEL_FIRST: i32 = 32; // i32 index into the label ids
pub const RAH_MODULE_LABEL_COUNT: i32 = 36; // i32
pub const RAH_MODULE_BYTES: i32 = 40;

// Request, host → core; `only` (u32 module indices) follows directly.
pub const RAH_REQUEST_HOST: i32 = 0; // i32
pub const RAH_REQUEST_MEDIUM: i32 = 4; // i32 MEDIUM_*
pub const RAH_REQUEST_AMOUNT: i32 = 8; // i64 base units
pub const RAH_REQUEST_DEVICES: i32 = 16; // i32
pub const RAH_REQUEST_SHARE: i32 = 20; // i32 milli
pub const RAH_REQUEST_REMAINDER: i32 = 24; // i32 milli
pub const RAH_REQUEST_WEIGHT_PROXIMITY: i32 = 28; // i32
pub const RAH_REQUEST_WEIGHT_UTILIZATION: i32 = 32; // i32
pub const RAH_REQUEST_WEIGHT_COST: i32 = 36; // i32
pub const RAH_REQUEST_MAX_LATENCY: i32 = 40; // u32 ns, 0 = no limit
pub const RAH_REQUEST_MIN_BANDWIDTH: i32 = 44; // u32 MB/s, 0 = no limit
pub const RAH_REQUEST_MAX_DRMS: i32 = 48; // i32
pub const RAH_REQUEST_WAYS: i32 = 52; // i32
pub const RAH_REQUEST_REQUIRED_COUNT: i32 = 56; // i32
pub const RAH_REQUEST_FORBIDDEN_COUNT: i32 = 60; // i32
pub const RAH_REQUEST_REQUIRED: i32 = 64; // u32[REQUEST_LABELS_MAX]
pub const RAH_REQUEST_FORBIDDEN: i32 = 128; // u32[REQUEST_LABELS_MAX]
pub const RAH_REQUEST_ONLY_COUNT: i32 = 192; // i32
pub const RAH_REQUEST_ALIGNMENT: i32 = 200; // i64 base units, 0 = none
pub const RAH_REQUEST_BYTES: i32 = 208;

// Result, core → host; lives at rah_result_ptr() for the life of the instance.
pub const RAH_RESULT_CHOSEN_COUNT: i32 = 0; // i32
pub const RAH_RESULT_CHOSEN_PTR: i32 = 4; // u32 address of CHOSEN records
pub const RAH_RESULT_OUTPUT_COUNT: i32 = 8; // i32 output records; for an encoded table its bytes
pub const RAH_RESULT_OUTPUT_PTR: i32 = 12; // u32 their address
pub const RAH_RESULT_CONSIDERED: i32 = 16; // i32
pub const RAH_RESULT_CANDIDATES: i32 = 20; // i32
pub const RAH_RESULT_REJECTED: i32 = 24; // i32[REJECTED_COUNT]
pub const RAH_RESULT_LARGEST_FREE: i32 = 56; // i64 base units
pub const RAH_RESULT_LARGEST_FREE_MODULE: i32 = 64; // i32, -1 = none
pub const RAH_RESULT_RUNNER_UP: i32 = 68; // i32, -1 = none
pub const RAH_RESULT_RUNNER_UP_SCORES: i32 = 72; // SCORES
// Index of the record that a failed call objects to; -1 when it has none.
pub const RAH_RESULT_DETAIL: i32 = 88; // i32
pub const RAH_RESULT_BYTES: i32 = 96;

// The score of each stage, 0..SCORE_MAX.
pub const RAH_SCORES_PROXIMITY: i32 = 0; // i32
pub const RAH_SCORES_UTILIZATION: i32 = 4; // i32
pub const RAH_SCORES_COST: i32 = 8; // i32
pub const RAH_SCORES_TOTAL: i32 = 12; // i32

// One chosen module, core → host.
pub const RAH_CHOSEN_MODULE: i32 = 0; // i32
pub const RAH_CHOSEN_EXTENT_FIRST: i32 = 4; // i32 index into the output extents
pub const RAH_CHOSEN_EXTENT_COUNT: i32 = 8; // i32
pub const RAH_CHOSEN_SCORES: i32 = 12; // SCORES
pub const RAH_CHOSEN_AMOUNT: i32 = 32; // i64 base units taken from this module
pub const RAH_CHOSEN_BYTES: i32 = 40;

// A range on a module. For rah_extend: start = `after`, length = `extra`.
pub const RAH_EXTENT_START: i32 = 0; // i64 base units
pub const RAH_EXTENT_LENGTH: i32 = 8; // i64 base units
pub const RAH_EXTENT_BYTES: i32 = 16;

// Mapping input; MAP_SEGMENT records follow directly, then all EXTENT records in segment order.
pub const RAH_MAP_KIND: i32 = 0; // i32 KIND_*
pub const RAH_MAP_WAYS: i32 = 4; // i32
pub const RAH_MAP_GRANULARITY: i32 = 8; // i32 bytes
pub const RAH_MAP_SEGMENT_COUNT: i32 = 12; // i32
pub const RAH_MAP_VM_BASE: i32 = 16; // i64 bytes (memory, storage) or milli (compute)
pub const RAH_MAP_BYTES: i32 = 24;

pub const RAH_MAP_SEGMENT_MODULE: i32 = 0; // i32
pub const RAH_MAP_SEGMENT_EXTENT_COUNT: i32 = 4; // i32
pub const RAH_MAP_SEGMENT_BYTES: i32 = 8;

// Mapping row, core → host; amounts in bytes (memory), blocks of LBA_BYTES (storage), milli (compute).
pub const RAH_MAP_ROW_VM_START: i32 = 0; // i64
pub const RAH_MAP_ROW_LENGTH: i32 = 8; // i64
pub const RAH_MAP_ROW_DRM_START: i32 = 16; // i64
pub const RAH_MAP_ROW_MODULE: i32 = 24; // i32
pub const RAH_MAP_ROW_POSITION: i32 = 28; // i32
pub const RAH_MAP_ROW_WAYS: i32 = 32; // i32
pub const RAH_MAP_ROW_GRANULARITY: i32 = 36; // i32 bytes, 0 = not interleaved
pub const RAH_MAP_ROW_BYTES: i32 = 40;

// What to take from one linear module.
pub const RAH_CARVE_AMOUNT: i32 = 0; // i64 base units
pub const RAH_CARVE_ALIGNMENT: i32 = 8; // i64 base units, 0 = none
pub const RAH_CARVE_AFTER: i32 = 16; // i64 where the taking slice ends, -1 = nowhere
pub const RAH_CARVE_MODULE: i32 = 24; // i32
pub const RAH_CARVE_FLAGS: i32 = 28; // u32 CARVE_*
pub const RAH_CARVE_BYTES: i32 = 32;

// What to give back of one slice; its EXTENT records follow directly, in the order in which the VM sees them.
pub const RAH_SHRINK_AMOUNT: i32 = 0; // i64 base units
pub const RAH_SHRINK_MODULE: i32 = 8; // i32
pub const RAH_SHRINK_EXTENT_COUNT: i32 = 12; // i32
pub const RAH_SHRINK_BYTES: i32 = 16;

// Head of an encoded table; TABLE_ROW records follow directly. Amounts are in base units for every kind.
pub const RAH_TABLE_MAGIC_VALUE: i32 = 1296580946; // "RAHM"
pub const RAH_TABLE_VERSION_VALUE: i32 = 1;
pub const RAH_TABLE_MAGIC: i32 = 0; // u32
pub const RAH_TABLE_VERSION: i32 = 4; // u32
pub const RAH_TABLE_CHECKSUM: i32 = 8; // u64 FNV-1a 64 of everything from TABLE_VM_BASE on
pub const RAH_TABLE_VM_BASE: i32 = 16; // i64
pub const RAH_TABLE_KIND: i32 = 24; // i32 KIND_*
pub const RAH_TABLE_WAYS: i32 = 28; // i32
pub const RAH_TABLE_GRANULARITY: i32 = 32; // i32 bytes, 0 = not interleaved
pub const RAH_TABLE_ROW_COUNT: i32 = 36; // i32
pub const RAH_TABLE_BYTES: i32 = 40;

// Rows ascend by VM address; of an interleaved table, row k is position k.
pub const RAH_TABLE_ROW_VM_START: i32 = 0; // i64
pub const RAH_TABLE_ROW_LENGTH: i32 = 8; // i64 of the VM-side range
pub const RAH_TABLE_ROW_DRM_START: i32 = 16; // i64
pub const RAH_TABLE_ROW_MODULE: i32 = 24; // i32
// In row k: which row is the k-th by (module, DRM start).
pub const RAH_TABLE_ROW_BY_DRM: i32 = 28; // i32
pub const RAH_TABLE_ROW_BYTES: i32 = 32;

// The other side of an address.
pub const RAH_LOCATION_ADDRESS: i32 = 0; // i64 base units
pub const RAH_LOCATION_LENGTH: i32 = 8; // i64 from here on, contiguous on both sides
pub const RAH_LOCATION_MODULE: i32 = 16; // i32
pub const RAH_LOCATION_ROW: i32 = 20; // i32
pub const RAH_LOCATION_BYTES: i32 = 24;

// One range of the difference between two tables, base units.
pub const RAH_CHANGE_VM_START: i32 = 0; // i64
pub const RAH_CHANGE_LENGTH: i32 = 8; // i64 of the VM-side range
pub const RAH_CHANGE_DRM_START: i32 = 16; // i64
pub const RAH_CHANGE_MODULE: i32 = 24; // i32
pub const RAH_CHANGE_ACTION: i32 = 28; // i32 CHANGE_KEEP, CHANGE_ADD or CHANGE_REMOVE
pub const RAH_CHANGE_ROW: i32 = 32; // i32 row of the old table (CHANGE_REMOVE) or of the new one
pub const RAH_CHANGE_BYTES: i32 = 40;

// --- Limits ---
pub const RAH_DIMS_MAX: i32 = 8;
// Largest capacity or amount of one dimension, in units: sums and differences stay inside i32.
pub const RAH_UNITS_MAX: i32 = 1073741823;
pub const RAH_POOL_MODULES_MAX: i32 = 16777216;
pub const RAH_POOL_CLASSES_MAX: i32 = 1048576;
pub const RAH_POOL_ZONES_MAX: i32 = 1048576;
pub const RAH_POOL_HOSTS_MAX: i32 = 1048576;
pub const RAH_POOL_GROUPS_MAX: i32 = 16777216;
pub const RAH_POOL_DOMAINS_MAX: i32 = 16777216;
pub const RAH_POOL_LABELS_MAX: i32 = 16777216;
pub const RAH_CLASS_LABELS_MAX: i32 = 1024;
// Live allocations: a handle holds its slot in 24 bits and its generation in 8.
pub const RAH_POOL_ALLOCATIONS_MAX: i32 = 16777215;
pub const RAH_POOL_PARTS_MAX: i32 = 33554432;
// Devices of one module: a mask fits in 64 bits.
pub const RAH_POOL_DEVICES_MAX: i32 = 64;
pub const RAH_POOL_COST_MAX: i32 = 268435455;
pub const RAH_RATIO_MILLI_MAX: i32 = 1000000;
pub const RAH_UNIT_BYTES_MAX: i64 = 1099511627776;
pub const RAH_CLAUSE_WORDS_MAX: i32 = 256;
pub const RAH_TERMS_MAX: i32 = 64;
// Modules one request of a pool may span.
pub const RAH_POOL_SPAN_MAX: i32 = 64;
pub const RAH_BATCH_MAX: i32 = 1048576;
pub const RAH_PROFILE_MAX: i32 = 4096;
pub const RAH_LEVELS_MAX: i32 = 10000;
// Ways to weigh the terms of adaptive's score.
pub const RAH_VECTOR_COUNT: i32 = 5;

// --- Codes ---
pub const RAH_STATE_DISCOVERED: i32 = 0;
// The only lifecycle state that takes new slices.
pub const RAH_STATE_ONLINE: i32 = 1;
pub const RAH_STATE_CORDONED: i32 = 2;
pub const RAH_STATE_DRAINING: i32 = 3;
pub const RAH_STATE_OFFLINE: i32 = 4;
pub const RAH_STATE_FAILED: i32 = 5;
pub const RAH_STATE_REMOVED: i32 = 6;
pub const RAH_STATE_COUNT: i32 = 7;
// Health stands in bits 8 and 9 of a module's state.
pub const RAH_HEALTH_SHIFT: i32 = 8;
pub const RAH_HEALTH_OK: i32 = 0;
pub const RAH_HEALTH_WARNING: i32 = 1;
pub const RAH_HEALTH_CRITICAL: i32 = 2;

pub const RAH_STRATEGY_DEFAULT: i32 = 0;
pub const RAH_STRATEGY_FIRST_FIT: i32 = 1;
pub const RAH_STRATEGY_BEST_FIT: i32 = 2;
pub const RAH_STRATEGY_WORST_FIT: i32 = 3;
pub const RAH_STRATEGY_DOT_PRODUCT: i32 = 4;
pub const RAH_STRATEGY_FGD: i32 = 5;
pub const RAH_STRATEGY_ADAPTIVE: i32 = 6;
pub const RAH_STRATEGY_COUNT: i32 = 7;

// No other allocation shares its modules, before or after.
pub const RAH_REQUEST_EXCLUSIVE: i32 = 1;
// A spanning request is cut into equal pieces.
pub const RAH_REQUEST_EQUAL_SHARES: i32 = 2;
// Modules with a health warning are refused.
pub const RAH_REQUEST_HEALTHY_ONLY: i32 = 4;
// The pieces of a spanning request lie in distinct failure domains.
pub const RAH_REQUEST_DISTINCT_DOMAINS: i32 = 8;
pub const RAH_REQUEST_FLAGS_ALL: i32 = 15;

pub const RAH_CLAUSE_IN: i32 = 0;
pub const RAH_CLAUSE_NOT_IN: i32 = 1;

pub const RAH_SCOPE_MODULE: i32 = 0;
pub const RAH_SCOPE_ZONE: i32 = 1;
pub const RAH_SCOPE_RACK: i32 = 2;
pub const RAH_SCOPE_POD: i32 = 3;
pub const RAH_SCOPE_DOMAIN: i32 = 4;
pub const RAH_SCOPE_COUNT: i32 = 5;

pub const RAH_TERM_ALLOCATION: i32 = 0;
pub const RAH_TERM_GROUP: i32 = 1;

// Reasons in filter order: a module counts under the first that applies.
pub const RAH_REASON_STATE: i32 = 0;
pub const RAH_REASON_HEALTH: i32 = 1;
pub const RAH_REASON_NOT_LISTED: i32 = 2;
pub const RAH_REASON_LABELS: i32 = 3;
pub const RAH_REASON_UNREACHABLE: i32 = 4;
pub const RAH_REASON_LATENCY: i32 = 5;
pub const RAH_REASON_BANDWIDTH: i32 = 6;
pub const RAH_REASON_AFFINITY: i32 = 7;
pub const RAH_REASON_ANTI_AFFINITY: i32 = 8;
pub const RAH_REASON_EXCLUSIVE: i32 = 9;
// Below min unit, above max unit, or not a multiple of the step.
pub const RAH_REASON_UNIT: i32 = 10;
// Too few devices with the share free.
pub const RAH_REASON_DEVICES: i32 = 11;
pub const RAH_REASON_CAPACITY: i32 = 12;
pub const RAH_REASON_COUNT: i32 = 13;

pub const RAH_WHAT_IF_HOW_MANY: i32 = 0;
pub const RAH_WHAT_IF_SURVIVES: i32 = 1;
pub const RAH_WHAT_IF_LARGEST: i32 = 2;

// Evens out utilization.
pub const RAH_REBALANCE_SPREAD: i32 = 0;
// Fills the fuller modules to empty others.
pub const RAH_REBALANCE_PACK: i32 = 1;

pub const RAH_ALLOCATION_NONE: u32 = 4294967295;

// --- Scores ---
// A strategy's raw score lies in 0..RAW_ONE.
pub const RAH_RAW_ONE: i32 = 134217728;
// Fixed point of one factor of a dot product.
pub const RAH_DOT_ONE: i32 = 16384;

// --- Records ---
pub const RAH_RECORD_POOL: i32 = 16;
pub const RAH_RECORD_DIM: i32 = 17;
pub const RAH_RECORD_CLASS: i32 = 18;
pub const RAH_RECORD_ZONE: i32 = 19;
pub const RAH_RECORD_HOST: i32 = 20;
pub const RAH_RECORD_PATH: i32 = 21;
pub const RAH_RECORD_POOL_MODULE: i32 = 22;
pub const RAH_RECORD_POOL_REQUEST: i32 = 23;
pub const RAH_RECORD_TERM: i32 = 24;
pub const RAH_RECORD_DECISION: i32 = 25;
pub const RAH_RECORD_PART: i32 = 26;
pub const RAH_RECORD_EXPLANATION: i32 = 27;
pub const RAH_RECORD_CANDIDATE: i32 = 28;
pub const RAH_RECORD_BATCH: i32 = 29;
pub const RAH_RECORD_BATCH_RESULT: i32 = 30;
pub const RAH_RECORD_RESIZE: i32 = 31;
pub const RAH_RECORD_RELOCATE: i32 = 32;
pub const RAH_RECORD_BUDGET: i32 = 33;
pub const RAH_RECORD_MOVES: i32 = 34;
pub const RAH_RECORD_MOVE: i32 = 35;
pub const RAH_RECORD_WHAT_IF: i32 = 36;
pub const RAH_RECORD_ANSWER: i32 = 37;
pub const RAH_RECORD_PROFILE_ENTRY: i32 = 38;
pub const RAH_RECORD_ADOPT: i32 = 39;
pub const RAH_RECORD_ALLOCATION: i32 = 40;
pub const RAH_RECORD_STUCK: i32 = 41;
pub const RAH_RECORD_TUNED: i32 = 42;

// Input of rah_pool_begin; then CLASS[classes], ZONE[zones], HOST[hosts], u32 label ids [labels].
pub const RAH_POOL_DIMS: i32 = 0; // i32 1..DIMS_MAX
pub const RAH_POOL_MODULES: i32 = 4; // i32 room for so many modules
pub const RAH_POOL_CLASSES: i32 = 8; // i32
pub const RAH_POOL_ZONES: i32 = 12; // i32
pub const RAH_POOL_HOSTS: i32 = 16; // i32
pub const RAH_POOL_DEVICES: i32 = 20; // i32 most devices of any module
pub const RAH_POOL_ALLOCATIONS: i32 = 24; // i32 room for so many allocations
pub const RAH_POOL_PARTS: i32 = 28; // i32 room for so many parts, at least allocations
pub const RAH_POOL_LABELS: i32 = 32; // i32
pub const RAH_POOL_GROUPS: i32 = 36; // i32
pub const RAH_POOL_DEVICE_SCALE: i32 = 40; // i32 milli, at least 1000 x the devices of any module; 1 when there are none
pub const RAH_POOL_DEVICE_WEIGHT: i32 = 44; // i32
pub const RAH_POOL_DIM: i32 = 48; // DIM[DIMS_MAX]
pub const RAH_POOL_BYTES: i32 = 240;

pub const RAH_DIM_UNIT_BYTES: i32 = 0; // i64 bytes of a unit, 0 = not bytes
pub const RAH_DIM_MEDIUM: i32 = 8; // i32 MEDIUM_*, -1 = none of them
pub const RAH_DIM_WEIGHT: i32 = 12; // i32 0..1000
pub const RAH_DIM_SCALE: i32 = 16; // i32 units that count as 1 in scores; at least the largest effective capacity
pub const RAH_DIM_BYTES: i32 = 24;

// What many modules have in common.
pub const RAH_CLASS_STEP: i32 = 0; // i32[8] units
pub const RAH_CLASS_MIN_UNIT: i32 = 32; // i32[8] units
pub const RAH_CLASS_MAX_UNIT: i32 = 64; // i32[8] units
pub const RAH_CLASS_RESERVED: i32 = 96; // i32[8] units
pub const RAH_CLASS_RATIO_MILLI: i32 = 128; // i32[8] over-commit, 1000 = none
pub const RAH_CLASS_COST: i32 = 160; // u32[8] micros per unit-hour
pub const RAH_CLASS_DEVICE_COST: i32 = 192; // u32 micros per device-hour
pub const RAH_CLASS_DEVICE_STEP: i32 = 196; // i32 milli, a divisor of 1000
pub const RAH_CLASS_LABEL_FIRST: i32 = 200; // i32 index into the label ids
pub const RAH_CLASS_LABEL_COUNT: i32 = 204; // i32
pub const RAH_CLASS_BYTES: i32 = 208;

// A chassis.
pub const RAH_ZONE_RACK: i32 = 0; // i32
pub const RAH_ZONE_POD: i32 = 4; // i32
pub const RAH_ZONE_BYTES: i32 = 8;

pub const RAH_HOST_ZONE: i32 = 0; // i32
pub const RAH_HOST_LATENCY: i32 = 8; // u32[4] ns: same chassis, rack, pod, beyond
pub const RAH_HOST_BANDWIDTH: i32 = 24; // u32[4] MB/s
pub const RAH_HOST_BYTES: i32 = 40;

// Distance of one host and zone that no tier tells.
pub const RAH_PATH_HOST: i32 = 0; // i32
pub const RAH_PATH_ZONE: i32 = 4; // i32
pub const RAH_PATH_LATENCY: i32 = 8; // u32 ns, LATENCY_UNREACHABLE
pub const RAH_PATH_BANDWIDTH: i32 = 12; // u32 MB/s
pub const RAH_PATH_BYTES: i32 = 16;

pub const RAH_PM_CLASS: i32 = 0; // i32
pub const RAH_PM_ZONE: i32 = 4; // i32
pub const RAH_PM_DOMAIN: i32 = 8; // i32 failure domain, -1 = one of its own
pub const RAH_PM_STATE: i32 = 12; // i32 STATE_* | HEALTH_* << HEALTH_SHIFT
pub const RAH_PM_DEVICES: i32 = 16; // i32
pub const RAH_PM_CAPACITY: i32 = 24; // i32[8] units
pub const RAH_PM_BYTES: i32 = 56;

// Then u32 clause words, TERM[affinity], TERM[anti], u32 only[].
pub const RAH_PR_HOST: i32 = 0; // i32, -1 = no proximity
pub const RAH_PR_STRATEGY: i32 = 4; // i32
pub const RAH_PR_WEIGHT_PROXIMITY: i32 = 8; // i32
pub const RAH_PR_WEIGHT_UTILIZATION: i32 = 12; // i32
pub const RAH_PR_WEIGHT_COST: i32 = 16; // i32
pub const RAH_PR_FLAGS: i32 = 20; // u32 REQUEST_*
pub const RAH_PR_MAX_LATENCY: i32 = 24; // u32 ns, 0 = no limit
pub const RAH_PR_MIN_BANDWIDTH: i32 = 28; // u32 MB/s, 0 = no limit
pub const RAH_PR_MAX_DRMS: i32 = 32; // i32
pub const RAH_PR_WAYS: i32 = 36; // i32
pub const RAH_PR_GRANULARITY: i32 = 40; // i32 bytes
pub const RAH_PR_GROUP: i32 = 44; // i32, -1 = none
pub const RAH_PR_TAG: i32 = 48; // u32 the host's own
pub const RAH_PR_DEVICES: i32 = 52; // i32
pub const RAH_PR_SHARE: i32 = 56; // i32 milli of each device
pub const RAH_PR_LEVELS: i32 = 60; // i32 steps the raw score is cut into, 0 = exact
pub const RAH_PR_AMOUNT: i32 = 64; // i32[8] units
pub const RAH_PR_CLAUSE_WORDS: i32 = 96; // i32
pub const RAH_PR_AFFINITY_COUNT: i32 = 100; // i32
pub const RAH_PR_ANTI_COUNT: i32 = 104; // i32
pub const RAH_PR_ONLY_COUNT: i32 = 108; // i32
pub const RAH_PR_BYTES: i32 = 112;

pub const RAH_TERM_SCOPE: i32 = 0; // i32
pub const RAH_TERM_KIND: i32 = 4; // i32
pub const RAH_TERM_ID: i32 = 8; // u32 allocation handle or group
pub const RAH_TERM_BYTES: i32 = 12;

// A decision, then its PARTs.
pub const RAH_DECISION_ALLOCATION: i32 = 0; // u32, ALLOCATION_NONE where nothing was taken
pub const RAH_DECISION_PARTS: i32 = 4; // i32, 0 = nothing fits
pub const RAH_DECISION_COST: i32 = 8; // i64 micros per hour
pub const RAH_DECISION_BYTES: i32 = 16;

pub const RAH_PART_MODULE: i32 = 0; // i32
pub const RAH_PART_DEVICES: i32 = 4; // i32
pub const RAH_PART_DEVICE_MASK: i32 = 8; // u64
pub const RAH_PART_SHARE: i32 = 16; // i32 milli
pub const RAH_PART_PROXIMITY: i32 = 20; // i32 0..10000
pub const RAH_PART_FIT: i32 = 24; // i32 0..10000
pub const RAH_PART_COST: i32 = 28; // i32 0..10000
pub const RAH_PART_TOTAL: i32 = 32; // i32 0..10000
pub const RAH_PART_RAW: i32 = 36; // i32 0..RAW_ONE
pub const RAH_PART_AMOUNT: i32 = 40; // i32[8]
pub const RAH_PART_BYTES: i32 = 72;

// Then CANDIDATE[listed], best first: what the strategy saw, at most EXPLAIN_LIST_MAX.
pub const RAH_EXPLANATION_CONSIDERED: i32 = 0; // i32
pub const RAH_EXPLANATION_CANDIDATES: i32 = 4; // i32
pub const RAH_EXPLANATION_REJECTED: i32 = 8; // i32[REASON_COUNT]
pub const RAH_EXPLANATION_STRATEGY: i32 = 60; // i32 which one decided
pub const RAH_EXPLANATION_LARGEST: i32 = 64; // i32[8] largest free per dimension over modules that pass all filters but unit, devices, capacity
pub const RAH_EXPLANATION_LARGEST_MODULE: i32 = 96; // i32[8], -1 = none
pub const RAH_EXPLANATION_LISTED: i32 = 128; // i32
pub const RAH_EXPLANATION_BYTES: i32 = 136;
pub const RAH_EXPLAIN_LIST_MAX: i32 = 16;

pub const RAH_CANDIDATE_MODULE: i32 = 0; // i32
pub const RAH_CANDIDATE_PROXIMITY: i32 = 4; // i32
pub const RAH_CANDIDATE_FIT: i32 = 8; // i32
pub const RAH_CANDIDATE_COST: i32 = 12; // i32
pub const RAH_CANDIDATE_TOTAL: i32 = 16; // i32
pub const RAH_CANDIDATE_RAW: i32 = 20; // i32
pub const RAH_CANDIDATE_BYTES: i32 = 24;

// Then the REQUESTs, one after the other.
pub const RAH_BATCH_COUNT: i32 = 0; // i32
pub const RAH_BATCH_FLAGS: i32 = 4; // u32 0, BATCH_BEST_EFFORT or BATCH_MOST
pub const RAH_BATCH_BYTES: i32 = 8;
// One by one in the given order, what does not fit is left out.
pub const RAH_BATCH_BEST_EFFORT: i32 = 1;
// Leave out what must be left out so that the most device milli is placed.
pub const RAH_BATCH_MOST: i32 = 2;

// --- place_batch: how far the searches go (POOL.md, place_batch) ---
// All or nothing: queries of the ejections.
pub const RAH_BATCH_MAX_QUERIES: i32 = 40000;
// All or nothing: looks of the ejections.
pub const RAH_BATCH_MAX_LOOKS: i32 = 20000000;
// All or nothing: modules with a way that are looked at for one ejection.
pub const RAH_BATCH_MAX_WAYS: i32 = 64;
// Most: distinct sets of modules that the requests of a batch may have.
pub const RAH_MOST_MAX_SETS: i32 = 64;
// Most: requests x modules; also what the variants may scan in all.
pub const RAH_MOST_MAX_SCANS: i32 = 1073741824;
// Most: looks of the exchanges of one variant.
pub const RAH_MOST_MAX_LOOKS: i32 = 8000000;
// Most: steps of the choices of one variant.
pub const RAH_MOST_MAX_STEPS: i32 = 268435456;
// Most: classes of share requests in one choice.
pub const RAH_MOST_MAX_CLASSES: i32 = 1024;
// --- end of place_batch ---

// Then, in request order, each DECISION with its PARTs.
pub const RAH_BATCH_RESULT_PLACED: i32 = 0; // i32 requests placed
pub const RAH_BATCH_RESULT_FAILED: i32 = 4; // i32 first request that could not be placed, -1 = none
pub const RAH_BATCH_RESULT_BYTES: i32 = 8;

// New size of one part, absolute.
pub const RAH_RESIZE_ALLOCATION: i32 = 0; // u32
pub const RAH_RESIZE_PART: i32 = 4; // i32
pub const RAH_RESIZE_DEVICES: i32 = 8; // i32
pub const RAH_RESIZE_SHARE: i32 = 12; // i32 milli
pub const RAH_RESIZE_AMOUNT: i32 = 16; // i32[8]
pub const RAH_RESIZE_BYTES: i32 = 48;

// Input of rah_pool_move.
pub const RAH_RELOCATE_ALLOCATION: i32 = 0; // u32
pub const RAH_RELOCATE_PART: i32 = 4; // i32
pub const RAH_RELOCATE_MODULE: i32 = 8; // i32 where to
pub const RAH_RELOCATE_BYTES: i32 = 12;

// Input of drain and rebalance; then u32 modules[].
pub const RAH_BUDGET_MAX_BYTES: i32 = 0; // i64, 0 = no limit
pub const RAH_BUDGET_MAX_MOVES: i32 = 8; // i32 0..BATCH_MAX
pub const RAH_BUDGET_MAX_CONCURRENT: i32 = 12; // i32 moves that touch one module at a time, 1..
pub const RAH_BUDGET_MIN_GAIN: i32 = 16; // i32 rebalance only
pub const RAH_BUDGET_MODE: i32 = 20; // i32 REBALANCE_*, rebalance only
pub const RAH_BUDGET_MODULE_COUNT: i32 = 24; // i32: drain: the modules to empty; rebalance: those it may touch, 0 = all
pub const RAH_BUDGET_BYTES: i32 = 32;

// Then MOVE[moves], then STUCK[stuck].
pub const RAH_MOVES_BYTES_MOVED: i32 = 0; // i64
pub const RAH_MOVES_COUNT: i32 = 8; // i32
pub const RAH_MOVES_WAVES: i32 = 12; // i32
pub const RAH_MOVES_STUCK: i32 = 16; // i32
pub const RAH_MOVES_BYTES: i32 = 24;

pub const RAH_MOVE_DEVICE_MASK: i32 = 0; // u64 devices at the target
pub const RAH_MOVE_BYTES_MOVED: i32 = 8; // i64
pub const RAH_MOVE_GAIN: i32 = 16; // i64
pub const RAH_MOVE_ALLOCATION: i32 = 24; // u32
pub const RAH_MOVE_PART: i32 = 28; // i32
pub const RAH_MOVE_FROM: i32 = 32; // i32
pub const RAH_MOVE_TO: i32 = 36; // i32
pub const RAH_MOVE_WAVE: i32 = 40; // i32 0-based
pub const RAH_MOVE_BYTES: i32 = 48;

pub const RAH_STUCK_ALLOCATION: i32 = 0; // u32
pub const RAH_STUCK_PART: i32 = 4; // i32
pub const RAH_STUCK_MODULE: i32 = 8; // i32
pub const RAH_STUCK_BYTES: i32 = 12;

// Then u32 modules[], then one REQUEST (not for SURVIVES).
pub const RAH_WHAT_IF_KIND: i32 = 0; // i32
pub const RAH_WHAT_IF_LIMIT: i32 = 4; // i32 HOW_MANY: stop at; LARGEST: the dimension
pub const RAH_WHAT_IF_MODULE_COUNT: i32 = 8; // i32 SURVIVES: the modules that fail
pub const RAH_WHAT_IF_BYTES: i32 = 12;

// Then STUCK[stuck] for SURVIVES.
pub const RAH_ANSWER_COUNT: i32 = 0; // i64 HOW_MANY: placements; SURVIVES: parts that found a place; LARGEST: units
pub const RAH_ANSWER_MODULE: i32 = 8; // i32 LARGEST: where, -1 = nowhere; else -1
pub const RAH_ANSWER_STUCK: i32 = 12; // i32
pub const RAH_ANSWER_BYTES: i32 = 16;

// Input of rah_pool_profile, one after the other, each followed by its clause words.
pub const RAH_PROFILE_ENTRY_COUNT: i32 = 0; // u32 how often
pub const RAH_PROFILE_ENTRY_DEVICES: i32 = 4; // i32
pub const RAH_PROFILE_ENTRY_SHARE: i32 = 8; // i32 milli
pub const RAH_PROFILE_ENTRY_CLAUSE_WORDS: i32 = 12; // i32
pub const RAH_PROFILE_ENTRY_AMOUNT: i32 = 16; // i32[8]
pub const RAH_PROFILE_ENTRY_BYTES: i32 = 48;

// Output of rah_pool_tune: what the choice of a vector rests on. Rows by vector.
pub const RAH_TUNED_CAPACITY: i32 = 0; // i64 milli of the devices it was tried on, 0 = nothing was tried
pub const RAH_TUNED_VECTOR: i32 = 8; // i32 chosen
pub const RAH_TUNED_ROLLOUTS: i32 = 12; // i32 made
pub const RAH_TUNED_USED_AT_CAPACITY: i32 = 16; // i64[VECTOR_COUNT] milli in use when 100 % had been asked for, over all rollouts
pub const RAH_TUNED_USED: i32 = 56; // i64[VECTOR_COUNT] milli in use in the end, at 130 %, over all rollouts
pub const RAH_TUNED_BYTES: i32 = 96;

// Input of rah_pool_adopt: an allocation decided before. Then its REQUEST, then its PARTs (scores ignored).
pub const RAH_ADOPT_PARTS: i32 = 0; // i32
pub const RAH_ADOPT_BYTES: i32 = 8;

// Output of rah_pool_allocation; then the REQUEST it was placed by, then its PARTs (scores 0).
pub const RAH_ALLOCATION_HANDLE: i32 = 0; // u32
pub const RAH_ALLOCATION_PARTS: i32 = 4; // i32
pub const RAH_ALLOCATION_REQUEST_BYTES: i32 = 8; // i32
pub const RAH_ALLOCATION_BYTES: i32 = 16;

// Start of a snapshot.
pub const RAH_SNAPSHOT_MAGIC: i32 = 1346912594; // "RAHP"
pub const RAH_SNAPSHOT_OFFSET_MAGIC: i32 = 0; // u32
pub const RAH_SNAPSHOT_OFFSET_VERSION: i32 = 4; // u32 ABI_VERSION
pub const RAH_SNAPSHOT_OFFSET_CHECKSUM: i32 = 8; // u64 FNV-1a 64 of everything from SNAPSHOT_BYTES on
pub const RAH_SNAPSHOT_OFFSET_LENGTH: i32 = 16; // u64 bytes of the whole
pub const RAH_SNAPSHOT_BYTES: i32 = 24;

// rah_build_flags
pub const RAH_BUILD_SIMD: i32 = 1;

// Every record: its name, the argument of rah_record_bytes, and the size that must answer.
pub const RAH_RECORDS: [(&str, i32, i32); 41] = [
    ("MODULE", 0, 40),
    ("REQUEST", 1, 208),
    ("RESULT", 2, 96),
    ("CHOSEN", 3, 40),
    ("EXTENT", 4, 16),
    ("MAP", 5, 24),
    ("MAP_SEGMENT", 6, 8),
    ("MAP_ROW", 7, 40),
    ("CARVE", 8, 32),
    ("SHRINK", 9, 16),
    ("TABLE", 10, 40),
    ("TABLE_ROW", 11, 32),
    ("LOCATION", 12, 24),
    ("CHANGE", 13, 40),
    ("POOL", 16, 240),
    ("DIM", 17, 24),
    ("CLASS", 18, 208),
    ("ZONE", 19, 8),
    ("HOST", 20, 40),
    ("PATH", 21, 16),
    ("POOL_MODULE", 22, 56),
    ("POOL_REQUEST", 23, 112),
    ("TERM", 24, 12),
    ("DECISION", 25, 16),
    ("PART", 26, 72),
    ("EXPLANATION", 27, 136),
    ("CANDIDATE", 28, 24),
    ("BATCH", 29, 8),
    ("BATCH_RESULT", 30, 8),
    ("RESIZE", 31, 48),
    ("RELOCATE", 32, 12),
    ("BUDGET", 33, 32),
    ("MOVES", 34, 24),
    ("MOVE", 35, 48),
    ("WHAT_IF", 36, 12),
    ("ANSWER", 37, 16),
    ("PROFILE_ENTRY", 38, 48),
    ("ADOPT", 39, 8),
    ("ALLOCATION", 40, 16),
    ("STUCK", 41, 12),
    ("TUNED", 42, 96),
];
