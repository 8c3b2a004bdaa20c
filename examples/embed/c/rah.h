/*
 * The policy core for C: one file over what build.sh makes of rah-policy.wasm, and the generated constants.
 * Include it anywhere; define RAH_IMPLEMENTATION in one translation unit. A policy is not for concurrent calls;
 * different policies may be used by different threads.
 */
#ifndef RAH_H
#define RAH_H

#include <stddef.h>
#include <stdint.h>

#include "rah_policy.h"

#define RAH_API __attribute__((visibility("default")))

/** One pool in one instance of the module. */
typedef struct rah_policy rah_policy;

typedef struct {
  int64_t status;        /* what the export returned; one that returns no status leaves the rest as it was */
  int32_t detail;        /* the record objected to, or -1 */
  uint32_t output_bytes; /* and where it lies: inside the policy's memory, until the next call */
  const uint8_t *output;
} rah_answer;

/* Checks the version and the record sizes of the module that was compiled in. NULL: refused, and `error` says why. */
RAH_API rah_policy *rah_open(char *error, size_t error_bytes);
RAH_API void rah_close(rah_policy *policy);

/*
 * Calls an export of the pool family by name. `args` are those of the export: for a call with input its length in bytes;
 * missing ones are 0 and surplus ones ignored, as in JavaScript.
 * NULL: the call was made, and `answer` says what came of it. Otherwise why it could not be made (a static text).
 */
RAH_API const char *rah_call(rah_policy *policy, const char *name, const int64_t *args, int32_t arg_count,
                             const uint8_t *input, uint32_t input_bytes, rah_answer *answer);

/* The state hash. */
RAH_API uint64_t rah_hash(rah_policy *policy);

/* The typed part: enough for a pool without devices, labels and constraints. Fields are those of the records. */
typedef struct { int64_t unit_bytes; int32_t medium, weight, scale; } rah_dim;
typedef struct { uint32_t cost[RAH_DIMS_MAX]; } rah_class;
typedef struct { int32_t rack, pod; } rah_zone;
typedef struct { int32_t zone; uint32_t latency_ns[4], bandwidth_mbps[4]; } rah_host;
typedef struct { int32_t class_index, zone, capacity[RAH_DIMS_MAX]; } rah_module;
typedef struct { int32_t host, strategy, weights[3], amount[RAH_DIMS_MAX]; } rah_request;
typedef struct { int32_t module, proximity, fit, cost, total; } rah_part;
typedef struct { uint32_t allocation; int32_t parts; int64_t cost; } rah_decision;

typedef struct {
  const rah_dim *dims;
  const rah_class *classes;
  const rah_zone *zones;
  const rah_host *hosts;
  int32_t dim_count, class_count, zone_count, host_count;
  int32_t modules, allocations; /* room for so many */
} rah_pool;

/* Each returns like rah_call; the status is in `answer`. */
RAH_API const char *rah_begin(rah_policy *policy, const rah_pool *pool, rah_answer *answer);
RAH_API const char *rah_add(rah_policy *policy, const rah_module *modules, int32_t count, rah_answer *answer);
RAH_API const char *rah_place(rah_policy *policy, const rah_request *request, rah_answer *answer);
/* What rah_place answered with status OK. */
RAH_API rah_decision rah_decision_of(const rah_answer *answer);
RAH_API rah_part rah_part_of(const rah_answer *answer, int32_t index);

/* The end of a trap: what wasm2c's runtime calls (see build.sh). */
void rah_trap(int code);

#endif

#ifdef RAH_IMPLEMENTATION
#undef RAH_IMPLEMENTATION

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rah-module.h" /* made by wasm2c */

#define RAH_ARGS_MAX 8 /* more than any export takes */

struct rah_policy {
  Z_rah_instance_t module;
  int trapped;
};

struct rah_export {
  const char *name;
  int64_t (*call)(Z_rah_instance_t *, const int64_t *);
};

#include "rah-exports.h" /* made by build.sh: rah_exports[], one for each export that is a function */

/* Where a trap of this thread's running call ends; the module never traps, but a host must not die of a surprise. */
static _Thread_local jmp_buf rah_escape;

void rah_trap(int code) { longjmp(rah_escape, code); }

static const char *const RAH_TRAPPED = "the policy module trapped: open a new one";
static const char *const RAH_NO_MEMORY = "the policy module has no memory left for the input";

/* Runs when the program or library is loaded: before any thread can call. */
__attribute__((constructor)) static void rah_load(void) {
  wasm_rt_init();
  Z_rah_init_module();
}

static int rah_fits(rah_policy *policy, char *error, size_t error_bytes) {
  Z_rah_instance_t *module = &policy->module;
  int32_t version = (int32_t)Z_rahZ_rah_abi_version(module);
  if (version != RAH_ABI_VERSION) {
    snprintf(error, error_bytes, "a policy module of another version: found ABI version %d, wanted ABI version %d",
             version, RAH_ABI_VERSION);
    return 0;
  }
#define RAH_CHECK(name, id, bytes)                                                                         \
  {                                                                                                        \
    int32_t found = (int32_t)Z_rahZ_rah_record_bytes(module, id);                                          \
    if (found != bytes) {                                                                                  \
      snprintf(error, error_bytes, "a policy module of another layout: found %d bytes in record %s, wanted %d", found, \
               #name, bytes);                                                                              \
      return 0;                                                                                            \
    }                                                                                                      \
  }
  RAH_RECORDS(RAH_CHECK)
  return 1;
}

static int rah_start(rah_policy *policy, char *error, size_t error_bytes) {
  if (setjmp(rah_escape) != 0) {
    snprintf(error, error_bytes, "the policy module trapped at its start; wanted ABI version %d", RAH_ABI_VERSION);
    return 0;
  }
  Z_rah_instantiate(&policy->module);
  return rah_fits(policy, error, error_bytes);
}

rah_policy *rah_open(char *error, size_t error_bytes) {
  rah_policy *policy = calloc(1, sizeof *policy);
  if (!policy) {
    snprintf(error, error_bytes, "no memory left");
    return NULL;
  }
  if (rah_start(policy, error, error_bytes)) return policy;
  rah_close(policy);
  return NULL;
}

void rah_close(rah_policy *policy) {
  if (!policy) return;
  Z_rah_free(&policy->module);
  free(policy);
}

static const char *rah_run(Z_rah_instance_t *module, const struct rah_export *export, const int64_t *args,
                           const uint8_t *input, uint32_t input_bytes, rah_answer *answer) {
  /* Any call may grow the memory and so move it: its base is looked up after each. */
  if (input_bytes > 0) {
    uint32_t address = Z_rahZ_rah_input(module, input_bytes);
    if (address == 0) return RAH_NO_MEMORY;
    memcpy(Z_rahZ_memory(module)->data + address, input, input_bytes);
  }
  answer->status = export->call(module, args);
  answer->detail = (int32_t)Z_rahZ_rah_pool_detail(module);
  answer->output_bytes = Z_rahZ_rah_pool_output_bytes(module);
  answer->output = Z_rahZ_memory(module)->data + Z_rahZ_rah_pool_output(module);
  return NULL;
}

static const char *rah_guard(rah_policy *policy, const struct rah_export *export, const int64_t *args,
                             const uint8_t *input, uint32_t input_bytes, rah_answer *answer) {
  if (policy->trapped || setjmp(rah_escape) != 0) {
    policy->trapped = 1;
    return RAH_TRAPPED;
  }
  return rah_run(&policy->module, export, args, input, input_bytes, answer);
}

const char *rah_call(rah_policy *policy, const char *name, const int64_t *args, int32_t arg_count, const uint8_t *input,
                     uint32_t input_bytes, rah_answer *answer) {
  for (size_t i = 0; i < sizeof rah_exports / sizeof *rah_exports; i++) {
    if (strcmp(rah_exports[i].name, name) != 0) continue;
    int64_t all[RAH_ARGS_MAX] = {0};
    for (int32_t arg = 0; arg < arg_count && arg < RAH_ARGS_MAX; arg++) all[arg] = args[arg];
    return rah_guard(policy, &rah_exports[i], all, input, input_bytes, answer);
  }
  return "the policy module has no such export";
}

uint64_t rah_hash(rah_policy *policy) {
  rah_answer answer = {0};
  rah_call(policy, "rah_pool_hash", NULL, 0, NULL, 0, &answer);
  return (uint64_t)answer.status;
}

static void rah_put(uint8_t *record, int32_t offset, uint64_t value, int32_t bytes) {
  for (int32_t i = 0; i < bytes; i++) record[offset + i] = (uint8_t)(value >> (8 * i));
}

static void rah_put_i32(uint8_t *record, int32_t offset, int32_t value) { rah_put(record, offset, (uint32_t)value, 4); }

static void rah_put_all(uint8_t *record, int32_t offset, const int32_t *values, int32_t count) {
  for (int32_t i = 0; i < count; i++) rah_put_i32(record, offset + 4 * i, values[i]);
}

static uint64_t rah_get(const uint8_t *record, int32_t offset, int32_t bytes) {
  uint64_t value = 0;
  for (int32_t i = 0; i < bytes; i++) value |= (uint64_t)record[offset + i] << (8 * i);
  return value;
}

static int32_t rah_get_i32(const uint8_t *record, int32_t offset) { return (int32_t)rah_get(record, offset, 4); }

static uint8_t *rah_encode_class(uint8_t *at, const rah_class *class_) {
  for (int32_t d = 0; d < RAH_DIMS_MAX; d++) {
    rah_put_i32(at, RAH_CLASS_STEP + 4 * d, 1);
    rah_put_i32(at, RAH_CLASS_MAX_UNIT + 4 * d, RAH_UNITS_MAX);
    rah_put_i32(at, RAH_CLASS_RATIO_MILLI + 4 * d, 1000);
    rah_put(at, RAH_CLASS_COST + 4 * d, class_->cost[d], 4);
  }
  rah_put_i32(at, RAH_CLASS_DEVICE_STEP, 1);
  return at + RAH_CLASS_BYTES;
}

static uint8_t *rah_encode_pool(uint8_t *at, const rah_pool *pool) {
  rah_put_i32(at, RAH_POOL_DIMS, pool->dim_count);
  rah_put_i32(at, RAH_POOL_MODULES, pool->modules);
  rah_put_i32(at, RAH_POOL_CLASSES, pool->class_count);
  rah_put_i32(at, RAH_POOL_ZONES, pool->zone_count);
  rah_put_i32(at, RAH_POOL_HOSTS, pool->host_count);
  rah_put_i32(at, RAH_POOL_ALLOCATIONS, pool->allocations);
  rah_put_i32(at, RAH_POOL_PARTS, pool->allocations);
  rah_put_i32(at, RAH_POOL_DEVICE_SCALE, 1);
  for (int32_t d = 0; d < pool->dim_count && d < RAH_DIMS_MAX; d++) {
    uint8_t *dim = at + RAH_POOL_DIM + d * RAH_DIM_BYTES;
    rah_put(dim, RAH_DIM_UNIT_BYTES, (uint64_t)pool->dims[d].unit_bytes, 8);
    rah_put_i32(dim, RAH_DIM_MEDIUM, pool->dims[d].medium);
    rah_put_i32(dim, RAH_DIM_WEIGHT, pool->dims[d].weight);
    rah_put_i32(dim, RAH_DIM_SCALE, pool->dims[d].scale);
  }
  return at + RAH_POOL_BYTES;
}

const char *rah_begin(rah_policy *policy, const rah_pool *pool, rah_answer *answer) {
  uint32_t bytes = RAH_POOL_BYTES + (uint32_t)pool->class_count * RAH_CLASS_BYTES +
                   (uint32_t)pool->zone_count * RAH_ZONE_BYTES + (uint32_t)pool->host_count * RAH_HOST_BYTES;
  uint8_t *records = calloc(1, bytes);
  if (!records) return RAH_NO_MEMORY;
  uint8_t *at = rah_encode_pool(records, pool);
  for (int32_t i = 0; i < pool->class_count; i++) at = rah_encode_class(at, &pool->classes[i]);
  for (int32_t i = 0; i < pool->zone_count; i++, at += RAH_ZONE_BYTES) {
    rah_put_i32(at, RAH_ZONE_RACK, pool->zones[i].rack);
    rah_put_i32(at, RAH_ZONE_POD, pool->zones[i].pod);
  }
  for (int32_t i = 0; i < pool->host_count; i++, at += RAH_HOST_BYTES) {
    rah_put_i32(at, RAH_HOST_ZONE, pool->hosts[i].zone);
    rah_put_all(at, RAH_HOST_LATENCY, (const int32_t *)pool->hosts[i].latency_ns, 4);
    rah_put_all(at, RAH_HOST_BANDWIDTH, (const int32_t *)pool->hosts[i].bandwidth_mbps, 4);
  }
  const char *error = rah_call(policy, "rah_pool_begin", (int64_t[]){bytes}, 1, records, bytes, answer);
  free(records);
  return error;
}

const char *rah_add(rah_policy *policy, const rah_module *modules, int32_t count, rah_answer *answer) {
  uint32_t bytes = (uint32_t)count * RAH_PM_BYTES;
  uint8_t *records = calloc(1, bytes);
  if (!records) return RAH_NO_MEMORY;
  for (int32_t i = 0; i < count; i++) {
    uint8_t *at = records + i * RAH_PM_BYTES;
    rah_put_i32(at, RAH_PM_CLASS, modules[i].class_index);
    rah_put_i32(at, RAH_PM_ZONE, modules[i].zone);
    rah_put_i32(at, RAH_PM_DOMAIN, -1);
    rah_put_i32(at, RAH_PM_STATE, RAH_STATE_ONLINE);
    rah_put_all(at, RAH_PM_CAPACITY, modules[i].capacity, RAH_DIMS_MAX);
  }
  const char *error = rah_call(policy, "rah_pool_add", (int64_t[]){bytes}, 1, records, bytes, answer);
  free(records);
  return error;
}

const char *rah_place(rah_policy *policy, const rah_request *request, rah_answer *answer) {
  uint8_t at[RAH_PR_BYTES] = {0};
  rah_put_i32(at, RAH_PR_HOST, request->host);
  rah_put_i32(at, RAH_PR_STRATEGY, request->strategy);
  rah_put_all(at, RAH_PR_WEIGHT_PROXIMITY, request->weights, 3);
  rah_put_i32(at, RAH_PR_MAX_DRMS, 1);
  rah_put_i32(at, RAH_PR_WAYS, 1);
  rah_put_i32(at, RAH_PR_GROUP, -1);
  rah_put_all(at, RAH_PR_AMOUNT, request->amount, RAH_DIMS_MAX);
  return rah_call(policy, "rah_pool_place", (int64_t[]){sizeof at}, 1, at, sizeof at, answer);
}

rah_decision rah_decision_of(const rah_answer *answer) {
  const uint8_t *at = answer->output;
  return (rah_decision){.allocation = (uint32_t)rah_get(at, RAH_DECISION_ALLOCATION, 4),
                        .parts = rah_get_i32(at, RAH_DECISION_PARTS),
                        .cost = (int64_t)rah_get(at, RAH_DECISION_COST, 8)};
}

rah_part rah_part_of(const rah_answer *answer, int32_t index) {
  const uint8_t *at = answer->output + RAH_DECISION_BYTES + index * RAH_PART_BYTES;
  return (rah_part){.module = rah_get_i32(at, RAH_PART_MODULE),
                    .proximity = rah_get_i32(at, RAH_PART_PROXIMITY),
                    .fit = rah_get_i32(at, RAH_PART_FIT),
                    .cost = rah_get_i32(at, RAH_PART_COST),
                    .total = rah_get_i32(at, RAH_PART_TOTAL)};
}

#endif
