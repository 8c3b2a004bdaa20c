// Generated from policy-assembly/abi/abi.ts and policy-assembly/abi/pool.ts by `npm run gen`.
#ifndef RAH_POLICY_H
#define RAH_POLICY_H

#include <stdint.h>

#define RAH_ABI_VERSION 2

// --- Status codes: what every operation returns ---
#define RAH_STATUS_OK 0
// A field of a request lies outside its limits, or fields contradict each other.
#define RAH_STATUS_INVALID_REQUEST 1
#define RAH_STATUS_BAD_MODULE 2
#define RAH_STATUS_BAD_HOST 3
// An extent is empty, negative, or reaches outside its module.
#define RAH_STATUS_BAD_EXTENT 4
// A claimed unit is taken already.
#define RAH_STATUS_NOT_FREE 5
// A released unit is free already.
#define RAH_STATUS_ALREADY_FREE 6
// A module or label record of the inventory is not valid.
#define RAH_STATUS_BAD_RECORD 7
#define RAH_STATUS_OUT_OF_MEMORY 8
// `extend` on a device medium.
#define RAH_STATUS_NOT_LINEAR 9
// A count does not agree with the bytes that were written.
#define RAH_STATUS_BAD_LENGTH 10
// `rah_load_commit` without `rah_load_begin`.
#define RAH_STATUS_NOT_STAGED 11
// Interleaved mapping: one segment per way, one extent each, all of one length.
#define RAH_STATUS_MAP_SHAPE 12
#define RAH_STATUS_MAP_WAYS 13
#define RAH_STATUS_MAP_GRANULARITY 14
#define RAH_STATUS_MAP_ALIGNMENT 15
// A segment's module is of another kind than the mapping.
#define RAH_STATUS_MAP_KIND 16
// The VM-side range leaves 0..VM_MAX.
#define RAH_STATUS_MAP_RANGE 17
// A call of the pool before `rah_pool_begin` succeeded.
#define RAH_STATUS_NOT_BEGUN 18
// No live allocation has this handle, or it has no such part.
#define RAH_STATUS_BAD_ALLOCATION 19
// The room given to `rah_pool_begin` is used up.
#define RAH_STATUS_FULL 20
// The units of an exact demand (adopt, resize, move, give) are not there.
#define RAH_STATUS_NOT_FIT 21
// Not a snapshot, or one that was damaged or contradicts itself.
#define RAH_STATUS_BAD_SNAPSHOT 22
// A snapshot of another ABI version; `rah_pool_detail` says which.
#define RAH_STATUS_SNAPSHOT_VERSION 23
// One DRM unit would stand in a table twice.
#define RAH_STATUS_MAP_OVERLAP 24
// Not an encoded table, or one that was damaged or contradicts itself.
#define RAH_STATUS_BAD_TABLE 25
// An encoded table of another version; the result's detail says which.
#define RAH_STATUS_TABLE_VERSION 26
// No row of the table holds this address.
#define RAH_STATUS_NOT_MAPPED 27
// `rah_pool_tune` without a profile.
#define RAH_STATUS_NO_PROFILE 28

// --- Codes ---
#define RAH_KIND_COMPUTE 0
#define RAH_KIND_MEMORY 1
#define RAH_KIND_STORAGE 2

#define RAH_MEDIUM_CPU 0
#define RAH_MEDIUM_GPU 1
#define RAH_MEDIUM_FPGA 2
#define RAH_MEDIUM_DRAM 3
#define RAH_MEDIUM_PMEM 4
#define RAH_MEDIUM_NVME 5
#define RAH_MEDIUM_OPTANE 6
#define RAH_MEDIUM_COUNT 7

// Reasons in filter order: a module counts under the first that applies.
#define RAH_REJECTED_MEDIUM 0
#define RAH_REJECTED_NOT_LISTED 1
#define RAH_REJECTED_STATE 2
#define RAH_REJECTED_LABELS 3
#define RAH_REJECTED_UNREACHABLE 4
#define RAH_REJECTED_LATENCY 5
#define RAH_REJECTED_BANDWIDTH 6
#define RAH_REJECTED_CAPACITY 7
#define RAH_REJECTED_COUNT 8

#define RAH_FLAG_SCHEDULABLE 1
// `rah_carve`: one extent or nothing.
#define RAH_CARVE_CONTIGUOUS 1

// What a change does with its range.
#define RAH_CHANGE_KEEP 0
#define RAH_CHANGE_ADD 1
#define RAH_CHANGE_REMOVE 2

// Latency of a module that the host has no path to.
#define RAH_LATENCY_UNREACHABLE UINT32_C(4294967295)
// Id of a label that no module carries.
#define RAH_LABEL_UNKNOWN UINT32_C(4294967295)

// --- Limits ---
// Largest capacity, amount or extent end: 2^50 base units.
#define RAH_AMOUNT_MAX INT64_C(1125899906842624)
// Largest VM-side address: 2^52, so that every field is exact in an IEEE double.
#define RAH_VM_MAX INT64_C(4503599627370496)
#define RAH_MODULES_MAX 16777216
#define RAH_HOSTS_MAX 1048576
// Label ids over all modules.
#define RAH_LABELS_MAX 268435456
// Devices of one module of a device medium.
#define RAH_DEVICES_MAX 1048576
// Devices that one request may name.
#define RAH_REQUEST_DEVICES_MAX 1073741824
#define RAH_WEIGHT_MAX 1000
// Labels of one request, required and forbidden each.
#define RAH_REQUEST_LABELS_MAX 16
#define RAH_WAYS_MAX 16
// Modules that one request may span.
#define RAH_SPAN_MAX 1024
// Milli-shares in one device.
#define RAH_DEVICE_MILLI 1000
#define RAH_LBA_BYTES 4096
#define RAH_HDM_ALIGNMENT 268435456
#define RAH_HDM_GRANULARITY_MIN 256
#define RAH_HDM_GRANULARITY_MAX 16384
#define RAH_GRANULARITY_MAX 1073741824

// --- Scores ---
#define RAH_SCORE_MAX 10000
// Latency at which proximity is halved, ns.
#define RAH_PROXIMITY_HALF_NS 250

// --- Records: argument of rah_record_bytes ---
#define RAH_RECORD_MODULE 0
#define RAH_RECORD_REQUEST 1
#define RAH_RECORD_RESULT 2
#define RAH_RECORD_CHOSEN 3
#define RAH_RECORD_EXTENT 4
#define RAH_RECORD_MAP 5
#define RAH_RECORD_MAP_SEGMENT 6
#define RAH_RECORD_MAP_ROW 7
#define RAH_RECORD_CARVE 8
#define RAH_RECORD_SHRINK 9
#define RAH_RECORD_TABLE 10
#define RAH_RECORD_TABLE_ROW 11
#define RAH_RECORD_LOCATION 12
#define RAH_RECORD_CHANGE 13
#define RAH_RECORD_COUNT 14

// Inventory module, host → core.
#define RAH_MODULE_CAPACITY 0 // i64 base units
#define RAH_MODULE_STEP 8 // i64 base units
#define RAH_MODULE_COST 16 // u32 micros per unit-hour
#define RAH_MODULE_MEDIUM 20 // i32 MEDIUM_*
#define RAH_MODULE_DEVICE 24 // i32 0 or DEVICE_MILLI
#define RAH_MODULE_FLAGS 28 // u32 FLAG_*
#define RAH_MODULE_LABEL_FIRST 32 // i32 index into the label ids
#define RAH_MODULE_LABEL_COUNT 36 // i32
#define RAH_MODULE_BYTES 40

// Request, host → core; `only` (u32 module indices) follows directly.
#define RAH_REQUEST_HOST 0 // i32
#define RAH_REQUEST_MEDIUM 4 // i32 MEDIUM_*
#define RAH_REQUEST_AMOUNT 8 // i64 base units
#define RAH_REQUEST_DEVICES 16 // i32
#define RAH_REQUEST_SHARE 20 // i32 milli
#define RAH_REQUEST_REMAINDER 24 // i32 milli
#define RAH_REQUEST_WEIGHT_PROXIMITY 28 // i32
#define RAH_REQUEST_WEIGHT_UTILIZATION 32 // i32
#define RAH_REQUEST_WEIGHT_COST 36 // i32
#define RAH_REQUEST_MAX_LATENCY 40 // u32 ns, 0 = no limit
#define RAH_REQUEST_MIN_BANDWIDTH 44 // u32 MB/s, 0 = no limit
#define RAH_REQUEST_MAX_DRMS 48 // i32
#define RAH_REQUEST_WAYS 52 // i32
#define RAH_REQUEST_REQUIRED_COUNT 56 // i32
#define RAH_REQUEST_FORBIDDEN_COUNT 60 // i32
#define RAH_REQUEST_REQUIRED 64 // u32[REQUEST_LABELS_MAX]
#define RAH_REQUEST_FORBIDDEN 128 // u32[REQUEST_LABELS_MAX]
#define RAH_REQUEST_ONLY_COUNT 192 // i32
#define RAH_REQUEST_ALIGNMENT 200 // i64 base units, 0 = none
#define RAH_REQUEST_BYTES 208

// Result, core → host; lives at rah_result_ptr() for the life of the instance.
#define RAH_RESULT_CHOSEN_COUNT 0 // i32
#define RAH_RESULT_CHOSEN_PTR 4 // u32 address of CHOSEN records
#define RAH_RESULT_OUTPUT_COUNT 8 // i32 output records; for an encoded table its bytes
#define RAH_RESULT_OUTPUT_PTR 12 // u32 their address
#define RAH_RESULT_CONSIDERED 16 // i32
#define RAH_RESULT_CANDIDATES 20 // i32
#define RAH_RESULT_REJECTED 24 // i32[REJECTED_COUNT]
#define RAH_RESULT_LARGEST_FREE 56 // i64 base units
#define RAH_RESULT_LARGEST_FREE_MODULE 64 // i32, -1 = none
#define RAH_RESULT_RUNNER_UP 68 // i32, -1 = none
#define RAH_RESULT_RUNNER_UP_SCORES 72 // SCORES
// Index of the record that a failed call objects to; -1 when it has none.
#define RAH_RESULT_DETAIL 88 // i32
#define RAH_RESULT_BYTES 96

// The score of each stage, 0..SCORE_MAX.
#define RAH_SCORES_PROXIMITY 0 // i32
#define RAH_SCORES_UTILIZATION 4 // i32
#define RAH_SCORES_COST 8 // i32
#define RAH_SCORES_TOTAL 12 // i32

// One chosen module, core → host.
#define RAH_CHOSEN_MODULE 0 // i32
#define RAH_CHOSEN_EXTENT_FIRST 4 // i32 index into the output extents
#define RAH_CHOSEN_EXTENT_COUNT 8 // i32
#define RAH_CHOSEN_SCORES 12 // SCORES
#define RAH_CHOSEN_AMOUNT 32 // i64 base units taken from this module
#define RAH_CHOSEN_BYTES 40

// A range on a module. For rah_extend: start = `after`, length = `extra`.
#define RAH_EXTENT_START 0 // i64 base units
#define RAH_EXTENT_LENGTH 8 // i64 base units
#define RAH_EXTENT_BYTES 16

// Mapping input; MAP_SEGMENT records follow directly, then all EXTENT records in segment order.
#define RAH_MAP_KIND 0 // i32 KIND_*
#define RAH_MAP_WAYS 4 // i32
#define RAH_MAP_GRANULARITY 8 // i32 bytes
#define RAH_MAP_SEGMENT_COUNT 12 // i32
#define RAH_MAP_VM_BASE 16 // i64 bytes (memory, storage) or milli (compute)
#define RAH_MAP_BYTES 24

#define RAH_MAP_SEGMENT_MODULE 0 // i32
#define RAH_MAP_SEGMENT_EXTENT_COUNT 4 // i32
#define RAH_MAP_SEGMENT_BYTES 8

// Mapping row, core → host; amounts in bytes (memory), blocks of LBA_BYTES (storage), milli (compute).
#define RAH_MAP_ROW_VM_START 0 // i64
#define RAH_MAP_ROW_LENGTH 8 // i64
#define RAH_MAP_ROW_DRM_START 16 // i64
#define RAH_MAP_ROW_MODULE 24 // i32
#define RAH_MAP_ROW_POSITION 28 // i32
#define RAH_MAP_ROW_WAYS 32 // i32
#define RAH_MAP_ROW_GRANULARITY 36 // i32 bytes, 0 = not interleaved
#define RAH_MAP_ROW_BYTES 40

// What to take from one linear module.
#define RAH_CARVE_AMOUNT 0 // i64 base units
#define RAH_CARVE_ALIGNMENT 8 // i64 base units, 0 = none
#define RAH_CARVE_AFTER 16 // i64 where the taking slice ends, -1 = nowhere
#define RAH_CARVE_MODULE 24 // i32
#define RAH_CARVE_FLAGS 28 // u32 CARVE_*
#define RAH_CARVE_BYTES 32

// What to give back of one slice; its EXTENT records follow directly, in the order in which the VM sees them.
#define RAH_SHRINK_AMOUNT 0 // i64 base units
#define RAH_SHRINK_MODULE 8 // i32
#define RAH_SHRINK_EXTENT_COUNT 12 // i32
#define RAH_SHRINK_BYTES 16

// Head of an encoded table; TABLE_ROW records follow directly. Amounts are in base units for every kind.
#define RAH_TABLE_MAGIC_VALUE 1296580946 // "RAHM"
#define RAH_TABLE_VERSION_VALUE 1
#define RAH_TABLE_MAGIC 0 // u32
#define RAH_TABLE_VERSION 4 // u32
#define RAH_TABLE_CHECKSUM 8 // u64 FNV-1a 64 of everything from TABLE_VM_BASE on
#define RAH_TABLE_VM_BASE 16 // i64
#define RAH_TABLE_KIND 24 // i32 KIND_*
#define RAH_TABLE_WAYS 28 // i32
#define RAH_TABLE_GRANULARITY 32 // i32 bytes, 0 = not interleaved
#define RAH_TABLE_ROW_COUNT 36 // i32
#define RAH_TABLE_BYTES 40

// Rows ascend by VM address; of an interleaved table, row k is position k.
#define RAH_TABLE_ROW_VM_START 0 // i64
#define RAH_TABLE_ROW_LENGTH 8 // i64 of the VM-side range
#define RAH_TABLE_ROW_DRM_START 16 // i64
#define RAH_TABLE_ROW_MODULE 24 // i32
// In row k: which row is the k-th by (module, DRM start).
#define RAH_TABLE_ROW_BY_DRM 28 // i32
#define RAH_TABLE_ROW_BYTES 32

// The other side of an address.
#define RAH_LOCATION_ADDRESS 0 // i64 base units
#define RAH_LOCATION_LENGTH 8 // i64 from here on, contiguous on both sides
#define RAH_LOCATION_MODULE 16 // i32
#define RAH_LOCATION_ROW 20 // i32
#define RAH_LOCATION_BYTES 24

// One range of the difference between two tables, base units.
#define RAH_CHANGE_VM_START 0 // i64
#define RAH_CHANGE_LENGTH 8 // i64 of the VM-side range
#define RAH_CHANGE_DRM_START 16 // i64
#define RAH_CHANGE_MODULE 24 // i32
#define RAH_CHANGE_ACTION 28 // i32 CHANGE_KEEP, CHANGE_ADD or CHANGE_REMOVE
#define RAH_CHANGE_ROW 32 // i32 row of the old table (CHANGE_REMOVE) or of the new one
#define RAH_CHANGE_BYTES 40

// --- Limits ---
#define RAH_DIMS_MAX 8
// Largest capacity or amount of one dimension, in units: sums and differences stay inside i32.
#define RAH_UNITS_MAX 1073741823
#define RAH_POOL_MODULES_MAX 16777216
#define RAH_POOL_CLASSES_MAX 1048576
#define RAH_POOL_ZONES_MAX 1048576
#define RAH_POOL_HOSTS_MAX 1048576
#define RAH_POOL_GROUPS_MAX 16777216
#define RAH_POOL_DOMAINS_MAX 16777216
#define RAH_POOL_LABELS_MAX 16777216
#define RAH_CLASS_LABELS_MAX 1024
// Live allocations: a handle holds its slot in 24 bits and its generation in 8.
#define RAH_POOL_ALLOCATIONS_MAX 16777215
#define RAH_POOL_PARTS_MAX 33554432
// Devices of one module: a mask fits in 64 bits.
#define RAH_POOL_DEVICES_MAX 64
#define RAH_POOL_COST_MAX 268435455
#define RAH_RATIO_MILLI_MAX 1000000
#define RAH_UNIT_BYTES_MAX INT64_C(1099511627776)
#define RAH_CLAUSE_WORDS_MAX 256
#define RAH_TERMS_MAX 64
// Modules one request of a pool may span.
#define RAH_POOL_SPAN_MAX 64
#define RAH_BATCH_MAX 1048576
#define RAH_PROFILE_MAX 4096
#define RAH_LEVELS_MAX 10000
// Ways to weigh the terms of adaptive's score.
#define RAH_VECTOR_COUNT 5

// --- Codes ---
#define RAH_STATE_DISCOVERED 0
// The only lifecycle state that takes new slices.
#define RAH_STATE_ONLINE 1
#define RAH_STATE_CORDONED 2
#define RAH_STATE_DRAINING 3
#define RAH_STATE_OFFLINE 4
#define RAH_STATE_FAILED 5
#define RAH_STATE_REMOVED 6
#define RAH_STATE_COUNT 7
// Health stands in bits 8 and 9 of a module's state.
#define RAH_HEALTH_SHIFT 8
#define RAH_HEALTH_OK 0
#define RAH_HEALTH_WARNING 1
#define RAH_HEALTH_CRITICAL 2

#define RAH_STRATEGY_DEFAULT 0
#define RAH_STRATEGY_FIRST_FIT 1
#define RAH_STRATEGY_BEST_FIT 2
#define RAH_STRATEGY_WORST_FIT 3
#define RAH_STRATEGY_DOT_PRODUCT 4
#define RAH_STRATEGY_FGD 5
#define RAH_STRATEGY_ADAPTIVE 6
#define RAH_STRATEGY_COUNT 7

// No other allocation shares its modules, before or after.
#define RAH_REQUEST_EXCLUSIVE 1
// A spanning request is cut into equal pieces.
#define RAH_REQUEST_EQUAL_SHARES 2
// Modules with a health warning are refused.
#define RAH_REQUEST_HEALTHY_ONLY 4
// The pieces of a spanning request lie in distinct failure domains.
#define RAH_REQUEST_DISTINCT_DOMAINS 8
#define RAH_REQUEST_FLAGS_ALL 15

#define RAH_CLAUSE_IN 0
#define RAH_CLAUSE_NOT_IN 1

#define RAH_SCOPE_MODULE 0
#define RAH_SCOPE_ZONE 1
#define RAH_SCOPE_RACK 2
#define RAH_SCOPE_POD 3
#define RAH_SCOPE_DOMAIN 4
#define RAH_SCOPE_COUNT 5

#define RAH_TERM_ALLOCATION 0
#define RAH_TERM_GROUP 1

// Reasons in filter order: a module counts under the first that applies.
#define RAH_REASON_STATE 0
#define RAH_REASON_HEALTH 1
#define RAH_REASON_NOT_LISTED 2
#define RAH_REASON_LABELS 3
#define RAH_REASON_UNREACHABLE 4
#define RAH_REASON_LATENCY 5
#define RAH_REASON_BANDWIDTH 6
#define RAH_REASON_AFFINITY 7
#define RAH_REASON_ANTI_AFFINITY 8
#define RAH_REASON_EXCLUSIVE 9
// Below min unit, above max unit, or not a multiple of the step.
#define RAH_REASON_UNIT 10
// Too few devices with the share free.
#define RAH_REASON_DEVICES 11
#define RAH_REASON_CAPACITY 12
#define RAH_REASON_COUNT 13

#define RAH_WHAT_IF_HOW_MANY 0
#define RAH_WHAT_IF_SURVIVES 1
#define RAH_WHAT_IF_LARGEST 2

// Evens out utilization.
#define RAH_REBALANCE_SPREAD 0
// Fills the fuller modules to empty others.
#define RAH_REBALANCE_PACK 1

#define RAH_ALLOCATION_NONE UINT32_C(4294967295)

// --- Scores ---
// A strategy's raw score lies in 0..RAW_ONE.
#define RAH_RAW_ONE 134217728
// Fixed point of one factor of a dot product.
#define RAH_DOT_ONE 16384

// --- Records ---
#define RAH_RECORD_POOL 16
#define RAH_RECORD_DIM 17
#define RAH_RECORD_CLASS 18
#define RAH_RECORD_ZONE 19
#define RAH_RECORD_HOST 20
#define RAH_RECORD_PATH 21
#define RAH_RECORD_POOL_MODULE 22
#define RAH_RECORD_POOL_REQUEST 23
#define RAH_RECORD_TERM 24
#define RAH_RECORD_DECISION 25
#define RAH_RECORD_PART 26
#define RAH_RECORD_EXPLANATION 27
#define RAH_RECORD_CANDIDATE 28
#define RAH_RECORD_BATCH 29
#define RAH_RECORD_BATCH_RESULT 30
#define RAH_RECORD_RESIZE 31
#define RAH_RECORD_RELOCATE 32
#define RAH_RECORD_BUDGET 33
#define RAH_RECORD_MOVES 34
#define RAH_RECORD_MOVE 35
#define RAH_RECORD_WHAT_IF 36
#define RAH_RECORD_ANSWER 37
#define RAH_RECORD_PROFILE_ENTRY 38
#define RAH_RECORD_ADOPT 39
#define RAH_RECORD_ALLOCATION 40
#define RAH_RECORD_STUCK 41
#define RAH_RECORD_TUNED 42

// Input of rah_pool_begin; then CLASS[classes], ZONE[zones], HOST[hosts], u32 label ids [labels].
#define RAH_POOL_DIMS 0 // i32 1..DIMS_MAX
#define RAH_POOL_MODULES 4 // i32 room for so many modules
#define RAH_POOL_CLASSES 8 // i32
#define RAH_POOL_ZONES 12 // i32
#define RAH_POOL_HOSTS 16 // i32
#define RAH_POOL_DEVICES 20 // i32 most devices of any module
#define RAH_POOL_ALLOCATIONS 24 // i32 room for so many allocations
#define RAH_POOL_PARTS 28 // i32 room for so many parts, at least allocations
#define RAH_POOL_LABELS 32 // i32
#define RAH_POOL_GROUPS 36 // i32
#define RAH_POOL_DEVICE_SCALE 40 // i32 milli, at least 1000 x the devices of any module; 1 when there are none
#define RAH_POOL_DEVICE_WEIGHT 44 // i32
#define RAH_POOL_DIM 48 // DIM[DIMS_MAX]
#define RAH_POOL_BYTES 240

#define RAH_DIM_UNIT_BYTES 0 // i64 bytes of a unit, 0 = not bytes
#define RAH_DIM_MEDIUM 8 // i32 MEDIUM_*, -1 = none of them
#define RAH_DIM_WEIGHT 12 // i32 0..1000
#define RAH_DIM_SCALE 16 // i32 units that count as 1 in scores; at least the largest effective capacity
#define RAH_DIM_BYTES 24

// What many modules have in common.
#define RAH_CLASS_STEP 0 // i32[8] units
#define RAH_CLASS_MIN_UNIT 32 // i32[8] units
#define RAH_CLASS_MAX_UNIT 64 // i32[8] units
#define RAH_CLASS_RESERVED 96 // i32[8] units
#define RAH_CLASS_RATIO_MILLI 128 // i32[8] over-commit, 1000 = none
#define RAH_CLASS_COST 160 // u32[8] micros per unit-hour
#define RAH_CLASS_DEVICE_COST 192 // u32 micros per device-hour
#define RAH_CLASS_DEVICE_STEP 196 // i32 milli, a divisor of 1000
#define RAH_CLASS_LABEL_FIRST 200 // i32 index into the label ids
#define RAH_CLASS_LABEL_COUNT 204 // i32
#define RAH_CLASS_BYTES 208

// A chassis.
#define RAH_ZONE_RACK 0 // i32
#define RAH_ZONE_POD 4 // i32
#define RAH_ZONE_BYTES 8

#define RAH_HOST_ZONE 0 // i32
#define RAH_HOST_LATENCY 8 // u32[4] ns: same chassis, rack, pod, beyond
#define RAH_HOST_BANDWIDTH 24 // u32[4] MB/s
#define RAH_HOST_BYTES 40

// Distance of one host and zone that no tier tells.
#define RAH_PATH_HOST 0 // i32
#define RAH_PATH_ZONE 4 // i32
#define RAH_PATH_LATENCY 8 // u32 ns, LATENCY_UNREACHABLE
#define RAH_PATH_BANDWIDTH 12 // u32 MB/s
#define RAH_PATH_BYTES 16

#define RAH_PM_CLASS 0 // i32
#define RAH_PM_ZONE 4 // i32
#define RAH_PM_DOMAIN 8 // i32 failure domain, -1 = one of its own
#define RAH_PM_STATE 12 // i32 STATE_* | HEALTH_* << HEALTH_SHIFT
#define RAH_PM_DEVICES 16 // i32
#define RAH_PM_CAPACITY 24 // i32[8] units
#define RAH_PM_BYTES 56

// Then u32 clause words, TERM[affinity], TERM[anti], u32 only[].
#define RAH_PR_HOST 0 // i32, -1 = no proximity
#define RAH_PR_STRATEGY 4 // i32
#define RAH_PR_WEIGHT_PROXIMITY 8 // i32
#define RAH_PR_WEIGHT_UTILIZATION 12 // i32
#define RAH_PR_WEIGHT_COST 16 // i32
#define RAH_PR_FLAGS 20 // u32 REQUEST_*
#define RAH_PR_MAX_LATENCY 24 // u32 ns, 0 = no limit
#define RAH_PR_MIN_BANDWIDTH 28 // u32 MB/s, 0 = no limit
#define RAH_PR_MAX_DRMS 32 // i32
#define RAH_PR_WAYS 36 // i32
#define RAH_PR_GRANULARITY 40 // i32 bytes
#define RAH_PR_GROUP 44 // i32, -1 = none
#define RAH_PR_TAG 48 // u32 the host's own
#define RAH_PR_DEVICES 52 // i32
#define RAH_PR_SHARE 56 // i32 milli of each device
#define RAH_PR_LEVELS 60 // i32 steps the raw score is cut into, 0 = exact
#define RAH_PR_AMOUNT 64 // i32[8] units
#define RAH_PR_CLAUSE_WORDS 96 // i32
#define RAH_PR_AFFINITY_COUNT 100 // i32
#define RAH_PR_ANTI_COUNT 104 // i32
#define RAH_PR_ONLY_COUNT 108 // i32
#define RAH_PR_BYTES 112

#define RAH_TERM_SCOPE 0 // i32
#define RAH_TERM_KIND 4 // i32
#define RAH_TERM_ID 8 // u32 allocation handle or group
#define RAH_TERM_BYTES 12

// A decision, then its PARTs.
#define RAH_DECISION_ALLOCATION 0 // u32, ALLOCATION_NONE where nothing was taken
#define RAH_DECISION_PARTS 4 // i32, 0 = nothing fits
#define RAH_DECISION_COST 8 // i64 micros per hour
#define RAH_DECISION_BYTES 16

#define RAH_PART_MODULE 0 // i32
#define RAH_PART_DEVICES 4 // i32
#define RAH_PART_DEVICE_MASK 8 // u64
#define RAH_PART_SHARE 16 // i32 milli
#define RAH_PART_PROXIMITY 20 // i32 0..10000
#define RAH_PART_FIT 24 // i32 0..10000
#define RAH_PART_COST 28 // i32 0..10000
#define RAH_PART_TOTAL 32 // i32 0..10000
#define RAH_PART_RAW 36 // i32 0..RAW_ONE
#define RAH_PART_AMOUNT 40 // i32[8]
#define RAH_PART_BYTES 72

// Then CANDIDATE[listed], best first: what the strategy saw, at most EXPLAIN_LIST_MAX.
#define RAH_EXPLANATION_CONSIDERED 0 // i32
#define RAH_EXPLANATION_CANDIDATES 4 // i32
#define RAH_EXPLANATION_REJECTED 8 // i32[REASON_COUNT]
#define RAH_EXPLANATION_STRATEGY 60 // i32 which one decided
#define RAH_EXPLANATION_LARGEST 64 // i32[8] largest free per dimension over modules that pass all filters but unit, devices, capacity
#define RAH_EXPLANATION_LARGEST_MODULE 96 // i32[8], -1 = none
#define RAH_EXPLANATION_LISTED 128 // i32
#define RAH_EXPLANATION_BYTES 136
#define RAH_EXPLAIN_LIST_MAX 16

#define RAH_CANDIDATE_MODULE 0 // i32
#define RAH_CANDIDATE_PROXIMITY 4 // i32
#define RAH_CANDIDATE_FIT 8 // i32
#define RAH_CANDIDATE_COST 12 // i32
#define RAH_CANDIDATE_TOTAL 16 // i32
#define RAH_CANDIDATE_RAW 20 // i32
#define RAH_CANDIDATE_BYTES 24

// Then the REQUESTs, one after the other.
#define RAH_BATCH_COUNT 0 // i32
#define RAH_BATCH_FLAGS 4 // u32 0, BATCH_BEST_EFFORT or BATCH_MOST
#define RAH_BATCH_BYTES 8
// One by one in the given order, what does not fit is left out.
#define RAH_BATCH_BEST_EFFORT 1
// Leave out what must be left out so that the most device milli is placed.
#define RAH_BATCH_MOST 2

// --- place_batch: how far the searches go (POOL.md, place_batch) ---
// All or nothing: queries of the ejections.
#define RAH_BATCH_MAX_QUERIES 40000
// All or nothing: looks of the ejections.
#define RAH_BATCH_MAX_LOOKS 20000000
// All or nothing: modules with a way that are looked at for one ejection.
#define RAH_BATCH_MAX_WAYS 64
// Most: distinct sets of modules that the requests of a batch may have.
#define RAH_MOST_MAX_SETS 64
// Most: requests x modules; also what the variants may scan in all.
#define RAH_MOST_MAX_SCANS 1073741824
// Most: looks of the exchanges of one variant.
#define RAH_MOST_MAX_LOOKS 8000000
// Most: steps of the choices of one variant.
#define RAH_MOST_MAX_STEPS 268435456
// Most: classes of share requests in one choice.
#define RAH_MOST_MAX_CLASSES 1024
// --- end of place_batch ---

// Then, in request order, each DECISION with its PARTs.
#define RAH_BATCH_RESULT_PLACED 0 // i32 requests placed
#define RAH_BATCH_RESULT_FAILED 4 // i32 first request that could not be placed, -1 = none
#define RAH_BATCH_RESULT_BYTES 8

// New size of one part, absolute.
#define RAH_RESIZE_ALLOCATION 0 // u32
#define RAH_RESIZE_PART 4 // i32
#define RAH_RESIZE_DEVICES 8 // i32
#define RAH_RESIZE_SHARE 12 // i32 milli
#define RAH_RESIZE_AMOUNT 16 // i32[8]
#define RAH_RESIZE_BYTES 48

// Input of rah_pool_move.
#define RAH_RELOCATE_ALLOCATION 0 // u32
#define RAH_RELOCATE_PART 4 // i32
#define RAH_RELOCATE_MODULE 8 // i32 where to
#define RAH_RELOCATE_BYTES 12

// Input of drain and rebalance; then u32 modules[].
#define RAH_BUDGET_MAX_BYTES 0 // i64, 0 = no limit
#define RAH_BUDGET_MAX_MOVES 8 // i32 0..BATCH_MAX
#define RAH_BUDGET_MAX_CONCURRENT 12 // i32 moves that touch one module at a time, 1..
#define RAH_BUDGET_MIN_GAIN 16 // i32 rebalance only
#define RAH_BUDGET_MODE 20 // i32 REBALANCE_*, rebalance only
#define RAH_BUDGET_MODULE_COUNT 24 // i32: drain: the modules to empty; rebalance: those it may touch, 0 = all
#define RAH_BUDGET_BYTES 32

// Then MOVE[moves], then STUCK[stuck].
#define RAH_MOVES_BYTES_MOVED 0 // i64
#define RAH_MOVES_COUNT 8 // i32
#define RAH_MOVES_WAVES 12 // i32
#define RAH_MOVES_STUCK 16 // i32
#define RAH_MOVES_BYTES 24

#define RAH_MOVE_DEVICE_MASK 0 // u64 devices at the target
#define RAH_MOVE_BYTES_MOVED 8 // i64
#define RAH_MOVE_GAIN 16 // i64
#define RAH_MOVE_ALLOCATION 24 // u32
#define RAH_MOVE_PART 28 // i32
#define RAH_MOVE_FROM 32 // i32
#define RAH_MOVE_TO 36 // i32
#define RAH_MOVE_WAVE 40 // i32 0-based
#define RAH_MOVE_BYTES 48

#define RAH_STUCK_ALLOCATION 0 // u32
#define RAH_STUCK_PART 4 // i32
#define RAH_STUCK_MODULE 8 // i32
#define RAH_STUCK_BYTES 12

// Then u32 modules[], then one REQUEST (not for SURVIVES).
#define RAH_WHAT_IF_KIND 0 // i32
#define RAH_WHAT_IF_LIMIT 4 // i32 HOW_MANY: stop at; LARGEST: the dimension
#define RAH_WHAT_IF_MODULE_COUNT 8 // i32 SURVIVES: the modules that fail
#define RAH_WHAT_IF_BYTES 12

// Then STUCK[stuck] for SURVIVES.
#define RAH_ANSWER_COUNT 0 // i64 HOW_MANY: placements; SURVIVES: parts that found a place; LARGEST: units
#define RAH_ANSWER_MODULE 8 // i32 LARGEST: where, -1 = nowhere; else -1
#define RAH_ANSWER_STUCK 12 // i32
#define RAH_ANSWER_BYTES 16

// Input of rah_pool_profile, one after the other, each followed by its clause words.
#define RAH_PROFILE_ENTRY_COUNT 0 // u32 how often
#define RAH_PROFILE_ENTRY_DEVICES 4 // i32
#define RAH_PROFILE_ENTRY_SHARE 8 // i32 milli
#define RAH_PROFILE_ENTRY_CLAUSE_WORDS 12 // i32
#define RAH_PROFILE_ENTRY_AMOUNT 16 // i32[8]
#define RAH_PROFILE_ENTRY_BYTES 48

// Output of rah_pool_tune: what the choice of a vector rests on. Rows by vector.
#define RAH_TUNED_CAPACITY 0 // i64 milli of the devices it was tried on, 0 = nothing was tried
#define RAH_TUNED_VECTOR 8 // i32 chosen
#define RAH_TUNED_ROLLOUTS 12 // i32 made
#define RAH_TUNED_USED_AT_CAPACITY 16 // i64[VECTOR_COUNT] milli in use when 100 % had been asked for, over all rollouts
#define RAH_TUNED_USED 56 // i64[VECTOR_COUNT] milli in use in the end, at 130 %, over all rollouts
#define RAH_TUNED_BYTES 96

// Input of rah_pool_adopt: an allocation decided before. Then its REQUEST, then its PARTs (scores ignored).
#define RAH_ADOPT_PARTS 0 // i32
#define RAH_ADOPT_BYTES 8

// Output of rah_pool_allocation; then the REQUEST it was placed by, then its PARTs (scores 0).
#define RAH_ALLOCATION_HANDLE 0 // u32
#define RAH_ALLOCATION_PARTS 4 // i32
#define RAH_ALLOCATION_REQUEST_BYTES 8 // i32
#define RAH_ALLOCATION_BYTES 16

// Start of a snapshot.
#define RAH_SNAPSHOT_MAGIC 1346912594 // "RAHP"
#define RAH_SNAPSHOT_OFFSET_MAGIC 0 // u32
#define RAH_SNAPSHOT_OFFSET_VERSION 4 // u32 ABI_VERSION
#define RAH_SNAPSHOT_OFFSET_CHECKSUM 8 // u64 FNV-1a 64 of everything from SNAPSHOT_BYTES on
#define RAH_SNAPSHOT_OFFSET_LENGTH 16 // u64 bytes of the whole
#define RAH_SNAPSHOT_BYTES 24

// rah_build_flags
#define RAH_BUILD_SIMD 1

// Every record: its name, the argument of rah_record_bytes, and the size that must answer.
#define RAH_RECORDS(X) \
  X(MODULE, 0, 40) \
  X(REQUEST, 1, 208) \
  X(RESULT, 2, 96) \
  X(CHOSEN, 3, 40) \
  X(EXTENT, 4, 16) \
  X(MAP, 5, 24) \
  X(MAP_SEGMENT, 6, 8) \
  X(MAP_ROW, 7, 40) \
  X(CARVE, 8, 32) \
  X(SHRINK, 9, 16) \
  X(TABLE, 10, 40) \
  X(TABLE_ROW, 11, 32) \
  X(LOCATION, 12, 24) \
  X(CHANGE, 13, 40) \
  X(POOL, 16, 240) \
  X(DIM, 17, 24) \
  X(CLASS, 18, 208) \
  X(ZONE, 19, 8) \
  X(HOST, 20, 40) \
  X(PATH, 21, 16) \
  X(POOL_MODULE, 22, 56) \
  X(POOL_REQUEST, 23, 112) \
  X(TERM, 24, 12) \
  X(DECISION, 25, 16) \
  X(PART, 26, 72) \
  X(EXPLANATION, 27, 136) \
  X(CANDIDATE, 28, 24) \
  X(BATCH, 29, 8) \
  X(BATCH_RESULT, 30, 8) \
  X(RESIZE, 31, 48) \
  X(RELOCATE, 32, 12) \
  X(BUDGET, 33, 32) \
  X(MOVES, 34, 24) \
  X(MOVE, 35, 48) \
  X(WHAT_IF, 36, 12) \
  X(ANSWER, 37, 16) \
  X(PROFILE_ENTRY, 38, 48) \
  X(ADOPT, 39, 8) \
  X(ALLOCATION, 40, 16) \
  X(STUCK, 41, 12) \
  X(TUNED, 42, 96)

#endif
