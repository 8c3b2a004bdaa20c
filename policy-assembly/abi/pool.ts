/**
 * The pool ABI in numbers: modules with up to DIMS_MAX dimensions and identical devices, and the decisions over them.
 * Same rules as abi.ts, whose status codes and media it shares: only `const`, only integers, no imports; offsets in bytes,
 * little-endian. The prose for embedders is in ../ABI.md.
 */

// --- Limits -------------------------------------------------------------------------------------
export const DIMS_MAX = 8;
/** Largest capacity or amount of one dimension, in units: sums and differences stay inside i32. */
export const UNITS_MAX = 1073741823;
export const POOL_MODULES_MAX = 16777216;
export const POOL_CLASSES_MAX = 1048576;
export const POOL_ZONES_MAX = 1048576;
export const POOL_HOSTS_MAX = 1048576;
export const POOL_GROUPS_MAX = 16777216;
export const POOL_DOMAINS_MAX = 16777216;
export const POOL_LABELS_MAX = 16777216;
export const CLASS_LABELS_MAX = 1024;
/** Live allocations: a handle holds its slot in 24 bits and its generation in 8. */
export const POOL_ALLOCATIONS_MAX = 16777215;
export const POOL_PARTS_MAX = 33554432;
/** Devices of one module: a mask fits in 64 bits. */
export const POOL_DEVICES_MAX = 64;
export const POOL_COST_MAX = 268435455;
export const RATIO_MILLI_MAX = 1000000;
export const UNIT_BYTES_MAX = 1099511627776;
export const CLAUSE_WORDS_MAX = 256;
export const TERMS_MAX = 64;
/** Modules one request of a pool may span. */
export const POOL_SPAN_MAX = 64;
export const BATCH_MAX = 1048576;
export const PROFILE_MAX = 4096;
export const LEVELS_MAX = 10000;
/** Ways to weigh the terms of adaptive's score. */
export const VECTOR_COUNT = 5;

// --- Codes --------------------------------------------------------------------------------------
export const STATE_DISCOVERED = 0;
/** The only lifecycle state that takes new slices. */
export const STATE_ONLINE = 1;
export const STATE_CORDONED = 2;
export const STATE_DRAINING = 3;
export const STATE_OFFLINE = 4;
export const STATE_FAILED = 5;
export const STATE_REMOVED = 6;
export const STATE_COUNT = 7;
/** Health stands in bits 8 and 9 of a module's state. */
export const HEALTH_SHIFT = 8;
export const HEALTH_OK = 0;
export const HEALTH_WARNING = 1;
export const HEALTH_CRITICAL = 2;

export const STRATEGY_DEFAULT = 0;
export const STRATEGY_FIRST_FIT = 1;
export const STRATEGY_BEST_FIT = 2;
export const STRATEGY_WORST_FIT = 3;
export const STRATEGY_DOT_PRODUCT = 4;
export const STRATEGY_FGD = 5;
export const STRATEGY_ADAPTIVE = 6;
export const STRATEGY_COUNT = 7;

/** No other allocation shares its modules, before or after. */
export const REQUEST_EXCLUSIVE = 1;
/** A spanning request is cut into equal pieces. */
export const REQUEST_EQUAL_SHARES = 2;
/** Modules with a health warning are refused. */
export const REQUEST_HEALTHY_ONLY = 4;
/** The pieces of a spanning request lie in distinct failure domains. */
export const REQUEST_DISTINCT_DOMAINS = 8;
export const REQUEST_FLAGS_ALL = 15;

export const CLAUSE_IN = 0;
export const CLAUSE_NOT_IN = 1;

export const SCOPE_MODULE = 0;
export const SCOPE_ZONE = 1;
export const SCOPE_RACK = 2;
export const SCOPE_POD = 3;
export const SCOPE_DOMAIN = 4;
export const SCOPE_COUNT = 5;

export const TERM_ALLOCATION = 0;
export const TERM_GROUP = 1;

/** Reasons in filter order: a module counts under the first that applies. */
export const REASON_STATE = 0;
export const REASON_HEALTH = 1;
export const REASON_NOT_LISTED = 2;
export const REASON_LABELS = 3;
export const REASON_UNREACHABLE = 4;
export const REASON_LATENCY = 5;
export const REASON_BANDWIDTH = 6;
export const REASON_AFFINITY = 7;
export const REASON_ANTI_AFFINITY = 8;
export const REASON_EXCLUSIVE = 9;
/** Below min unit, above max unit, or not a multiple of the step. */
export const REASON_UNIT = 10;
/** Too few devices with the share free. */
export const REASON_DEVICES = 11;
export const REASON_CAPACITY = 12;
export const REASON_COUNT = 13;

export const WHAT_IF_HOW_MANY = 0;
export const WHAT_IF_SURVIVES = 1;
export const WHAT_IF_LARGEST = 2;

/** Evens out utilization. */
export const REBALANCE_SPREAD = 0;
/** Fills the fuller modules to empty others. */
export const REBALANCE_PACK = 1;

export const ALLOCATION_NONE = 0xffffffff;

// --- Scores -------------------------------------------------------------------------------------
/** A strategy's raw score lies in 0..RAW_ONE. */
export const RAW_ONE = 134217728;
/** Fixed point of one factor of a dot product. */
export const DOT_ONE = 16384;

// --- Records ------------------------------------------------------------------------------------
export const RECORD_POOL = 16;
export const RECORD_DIM = 17;
export const RECORD_CLASS = 18;
export const RECORD_ZONE = 19;
export const RECORD_HOST = 20;
export const RECORD_PATH = 21;
export const RECORD_POOL_MODULE = 22;
export const RECORD_POOL_REQUEST = 23;
export const RECORD_TERM = 24;
export const RECORD_DECISION = 25;
export const RECORD_PART = 26;
export const RECORD_EXPLANATION = 27;
export const RECORD_CANDIDATE = 28;
export const RECORD_BATCH = 29;
export const RECORD_BATCH_RESULT = 30;
export const RECORD_RESIZE = 31;
export const RECORD_RELOCATE = 32;
export const RECORD_BUDGET = 33;
export const RECORD_MOVES = 34;
export const RECORD_MOVE = 35;
export const RECORD_WHAT_IF = 36;
export const RECORD_ANSWER = 37;
export const RECORD_PROFILE_ENTRY = 38;
export const RECORD_ADOPT = 39;
export const RECORD_ALLOCATION = 40;
export const RECORD_STUCK = 41;
export const RECORD_TUNED = 42;

/** Input of rah_pool_begin; then CLASS[classes], ZONE[zones], HOST[hosts], u32 label ids [labels]. */
export const POOL_DIMS = 0; // i32 1..DIMS_MAX
export const POOL_MODULES = 4; // i32 room for so many modules
export const POOL_CLASSES = 8; // i32
export const POOL_ZONES = 12; // i32
export const POOL_HOSTS = 16; // i32
export const POOL_DEVICES = 20; // i32 most devices of any module
export const POOL_ALLOCATIONS = 24; // i32 room for so many allocations
export const POOL_PARTS = 28; // i32 room for so many parts, at least allocations
export const POOL_LABELS = 32; // i32
export const POOL_GROUPS = 36; // i32
export const POOL_DEVICE_SCALE = 40; // i32 milli, at least 1000 x the devices of any module; 1 when there are none
export const POOL_DEVICE_WEIGHT = 44; // i32
export const POOL_DIM = 48; // DIM[DIMS_MAX]
export const POOL_BYTES = 240;

export const DIM_UNIT_BYTES = 0; // i64 bytes of a unit, 0 = not bytes
export const DIM_MEDIUM = 8; // i32 MEDIUM_*, -1 = none of them
export const DIM_WEIGHT = 12; // i32 0..1000
export const DIM_SCALE = 16; // i32 units that count as 1 in scores; at least the largest effective capacity
export const DIM_BYTES = 24;

/** What many modules have in common. */
export const CLASS_STEP = 0; // i32[8] units
export const CLASS_MIN_UNIT = 32; // i32[8] units
export const CLASS_MAX_UNIT = 64; // i32[8] units
export const CLASS_RESERVED = 96; // i32[8] units
export const CLASS_RATIO_MILLI = 128; // i32[8] over-commit, 1000 = none
export const CLASS_COST = 160; // u32[8] micros per unit-hour
export const CLASS_DEVICE_COST = 192; // u32 micros per device-hour
export const CLASS_DEVICE_STEP = 196; // i32 milli, a divisor of 1000
export const CLASS_LABEL_FIRST = 200; // i32 index into the label ids
export const CLASS_LABEL_COUNT = 204; // i32
export const CLASS_BYTES = 208;

/** A chassis. */
export const ZONE_RACK = 0; // i32
export const ZONE_POD = 4; // i32
export const ZONE_BYTES = 8;

export const HOST_ZONE = 0; // i32
export const HOST_LATENCY = 8; // u32[4] ns: same chassis, rack, pod, beyond
export const HOST_BANDWIDTH = 24; // u32[4] MB/s
export const HOST_BYTES = 40;

/** Distance of one host and zone that no tier tells. */
export const PATH_HOST = 0; // i32
export const PATH_ZONE = 4; // i32
export const PATH_LATENCY = 8; // u32 ns, LATENCY_UNREACHABLE
export const PATH_BANDWIDTH = 12; // u32 MB/s
export const PATH_BYTES = 16;

export const PM_CLASS = 0; // i32
export const PM_ZONE = 4; // i32
export const PM_DOMAIN = 8; // i32 failure domain, -1 = one of its own
export const PM_STATE = 12; // i32 STATE_* | HEALTH_* << HEALTH_SHIFT
export const PM_DEVICES = 16; // i32
export const PM_CAPACITY = 24; // i32[8] units
export const PM_BYTES = 56;

/** Then u32 clause words, TERM[affinity], TERM[anti], u32 only[]. */
export const PR_HOST = 0; // i32, -1 = no proximity
export const PR_STRATEGY = 4; // i32
export const PR_WEIGHT_PROXIMITY = 8; // i32
export const PR_WEIGHT_UTILIZATION = 12; // i32
export const PR_WEIGHT_COST = 16; // i32
export const PR_FLAGS = 20; // u32 REQUEST_*
export const PR_MAX_LATENCY = 24; // u32 ns, 0 = no limit
export const PR_MIN_BANDWIDTH = 28; // u32 MB/s, 0 = no limit
export const PR_MAX_DRMS = 32; // i32
export const PR_WAYS = 36; // i32
export const PR_GRANULARITY = 40; // i32 bytes
export const PR_GROUP = 44; // i32, -1 = none
export const PR_TAG = 48; // u32 the host's own
export const PR_DEVICES = 52; // i32
export const PR_SHARE = 56; // i32 milli of each device
export const PR_LEVELS = 60; // i32 steps the raw score is cut into, 0 = exact
export const PR_AMOUNT = 64; // i32[8] units
export const PR_CLAUSE_WORDS = 96; // i32
export const PR_AFFINITY_COUNT = 100; // i32
export const PR_ANTI_COUNT = 104; // i32
export const PR_ONLY_COUNT = 108; // i32
export const PR_BYTES = 112;

export const TERM_SCOPE = 0; // i32
export const TERM_KIND = 4; // i32
export const TERM_ID = 8; // u32 allocation handle or group
export const TERM_BYTES = 12;

/** A decision, then its PARTs. */
export const DECISION_ALLOCATION = 0; // u32, ALLOCATION_NONE where nothing was taken
export const DECISION_PARTS = 4; // i32, 0 = nothing fits
export const DECISION_COST = 8; // i64 micros per hour
export const DECISION_BYTES = 16;

export const PART_MODULE = 0; // i32
export const PART_DEVICES = 4; // i32
export const PART_DEVICE_MASK = 8; // u64
export const PART_SHARE = 16; // i32 milli
export const PART_PROXIMITY = 20; // i32 0..10000
export const PART_FIT = 24; // i32 0..10000
export const PART_COST = 28; // i32 0..10000
export const PART_TOTAL = 32; // i32 0..10000
export const PART_RAW = 36; // i32 0..RAW_ONE
export const PART_AMOUNT = 40; // i32[8]
export const PART_BYTES = 72;

/** Then CANDIDATE[listed], best first: what the strategy saw, at most EXPLAIN_LIST_MAX. */
export const EXPLANATION_CONSIDERED = 0; // i32
export const EXPLANATION_CANDIDATES = 4; // i32
export const EXPLANATION_REJECTED = 8; // i32[REASON_COUNT]
export const EXPLANATION_STRATEGY = 60; // i32 which one decided
export const EXPLANATION_LARGEST = 64; // i32[8] largest free per dimension over modules that pass all filters but unit, devices, capacity
export const EXPLANATION_LARGEST_MODULE = 96; // i32[8], -1 = none
export const EXPLANATION_LISTED = 128; // i32
export const EXPLANATION_BYTES = 136;
export const EXPLAIN_LIST_MAX = 16;

export const CANDIDATE_MODULE = 0; // i32
export const CANDIDATE_PROXIMITY = 4; // i32
export const CANDIDATE_FIT = 8; // i32
export const CANDIDATE_COST = 12; // i32
export const CANDIDATE_TOTAL = 16; // i32
export const CANDIDATE_RAW = 20; // i32
export const CANDIDATE_BYTES = 24;

/** Then the REQUESTs, one after the other. */
export const BATCH_COUNT = 0; // i32
export const BATCH_FLAGS = 4; // u32 0, BATCH_BEST_EFFORT or BATCH_MOST
export const BATCH_BYTES = 8;
/** One by one in the given order, what does not fit is left out. */
export const BATCH_BEST_EFFORT = 1;
/** Leave out what must be left out so that the most device milli is placed. */
export const BATCH_MOST = 2;

// --- place_batch: how far the searches go (POOL.md, place_batch) ---------------------------------
/** All or nothing: queries of the ejections. */
export const BATCH_MAX_QUERIES = 40000;
/** All or nothing: looks of the ejections. */
export const BATCH_MAX_LOOKS = 20000000;
/** All or nothing: modules with a way that are looked at for one ejection. */
export const BATCH_MAX_WAYS = 64;
/** Most: distinct sets of modules that the requests of a batch may have. */
export const MOST_MAX_SETS = 64;
/** Most: requests x modules; also what the variants may scan in all. */
export const MOST_MAX_SCANS = 1073741824;
/** Most: looks of the exchanges of one variant. */
export const MOST_MAX_LOOKS = 8000000;
/** Most: steps of the choices of one variant. */
export const MOST_MAX_STEPS = 268435456;
/** Most: classes of share requests in one choice. */
export const MOST_MAX_CLASSES = 1024;
// --- end of place_batch --------------------------------------------------------------------------

/** Then, in request order, each DECISION with its PARTs. */
export const BATCH_RESULT_PLACED = 0; // i32 requests placed
export const BATCH_RESULT_FAILED = 4; // i32 first request that could not be placed, -1 = none
export const BATCH_RESULT_BYTES = 8;

/** New size of one part, absolute. */
export const RESIZE_ALLOCATION = 0; // u32
export const RESIZE_PART = 4; // i32
export const RESIZE_DEVICES = 8; // i32
export const RESIZE_SHARE = 12; // i32 milli
export const RESIZE_AMOUNT = 16; // i32[8]
export const RESIZE_BYTES = 48;

/** Input of rah_pool_move. */
export const RELOCATE_ALLOCATION = 0; // u32
export const RELOCATE_PART = 4; // i32
export const RELOCATE_MODULE = 8; // i32 where to
export const RELOCATE_BYTES = 12;

/** Input of drain and rebalance; then u32 modules[]. */
export const BUDGET_MAX_BYTES = 0; // i64, 0 = no limit
export const BUDGET_MAX_MOVES = 8; // i32 0..BATCH_MAX
export const BUDGET_MAX_CONCURRENT = 12; // i32 moves that touch one module at a time, 1..
export const BUDGET_MIN_GAIN = 16; // i32 rebalance only
export const BUDGET_MODE = 20; // i32 REBALANCE_*, rebalance only
export const BUDGET_MODULE_COUNT = 24; // i32: drain: the modules to empty; rebalance: those it may touch, 0 = all
export const BUDGET_BYTES = 32;

/** Then MOVE[moves], then STUCK[stuck]. */
export const MOVES_BYTES_MOVED = 0; // i64
export const MOVES_COUNT = 8; // i32
export const MOVES_WAVES = 12; // i32
export const MOVES_STUCK = 16; // i32
export const MOVES_BYTES = 24;

export const MOVE_DEVICE_MASK = 0; // u64 devices at the target
export const MOVE_BYTES_MOVED = 8; // i64
export const MOVE_GAIN = 16; // i64
export const MOVE_ALLOCATION = 24; // u32
export const MOVE_PART = 28; // i32
export const MOVE_FROM = 32; // i32
export const MOVE_TO = 36; // i32
export const MOVE_WAVE = 40; // i32 0-based
export const MOVE_BYTES = 48;

export const STUCK_ALLOCATION = 0; // u32
export const STUCK_PART = 4; // i32
export const STUCK_MODULE = 8; // i32
export const STUCK_BYTES = 12;

/** Then u32 modules[], then one REQUEST (not for SURVIVES). */
export const WHAT_IF_KIND = 0; // i32
export const WHAT_IF_LIMIT = 4; // i32 HOW_MANY: stop at; LARGEST: the dimension
export const WHAT_IF_MODULE_COUNT = 8; // i32 SURVIVES: the modules that fail
export const WHAT_IF_BYTES = 12;

/** Then STUCK[stuck] for SURVIVES. */
export const ANSWER_COUNT = 0; // i64 HOW_MANY: placements; SURVIVES: parts that found a place; LARGEST: units
export const ANSWER_MODULE = 8; // i32 LARGEST: where, -1 = nowhere; else -1
export const ANSWER_STUCK = 12; // i32
export const ANSWER_BYTES = 16;

/** Input of rah_pool_profile, one after the other, each followed by its clause words. */
export const PROFILE_ENTRY_COUNT = 0; // u32 how often
export const PROFILE_ENTRY_DEVICES = 4; // i32
export const PROFILE_ENTRY_SHARE = 8; // i32 milli
export const PROFILE_ENTRY_CLAUSE_WORDS = 12; // i32
export const PROFILE_ENTRY_AMOUNT = 16; // i32[8]
export const PROFILE_ENTRY_BYTES = 48;

/** Output of rah_pool_tune: what the choice of a vector rests on. Rows by vector. */
export const TUNED_CAPACITY = 0; // i64 milli of the devices it was tried on, 0 = nothing was tried
export const TUNED_VECTOR = 8; // i32 chosen
export const TUNED_ROLLOUTS = 12; // i32 made
export const TUNED_USED_AT_CAPACITY = 16; // i64[VECTOR_COUNT] milli in use when 100 % had been asked for, over all rollouts
export const TUNED_USED = 56; // i64[VECTOR_COUNT] milli in use in the end, at 130 %, over all rollouts
export const TUNED_BYTES = 96;

/** Input of rah_pool_adopt: an allocation decided before. Then its REQUEST, then its PARTs (scores ignored). */
export const ADOPT_PARTS = 0; // i32
export const ADOPT_BYTES = 8;

/** Output of rah_pool_allocation; then the REQUEST it was placed by, then its PARTs (scores 0). */
export const ALLOCATION_HANDLE = 0; // u32
export const ALLOCATION_PARTS = 4; // i32
export const ALLOCATION_REQUEST_BYTES = 8; // i32
export const ALLOCATION_BYTES = 16;

/** Start of a snapshot. */
export const SNAPSHOT_MAGIC = 1346912594; // "RAHP"
export const SNAPSHOT_OFFSET_MAGIC = 0; // u32
export const SNAPSHOT_OFFSET_VERSION = 4; // u32 ABI_VERSION
export const SNAPSHOT_OFFSET_CHECKSUM = 8; // u64 FNV-1a 64 of everything from SNAPSHOT_BYTES on
export const SNAPSHOT_OFFSET_LENGTH = 16; // u64 bytes of the whole
export const SNAPSHOT_BYTES = 24;

/** rah_build_flags */
export const BUILD_SIMD = 1;
