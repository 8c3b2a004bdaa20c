/*
 * One dimension: a set of modules per number of free units, as bitmaps over bitmaps. Best fit, the lowest index on ties.
 * The same structures, columns and checks as pool/index/size-classes.ts and pool/lane.ts; as there, how many dimensions
 * the pool has is known at run time only. Arguments: modules, steps, scale (512), dimensions (1).
 */
#include <string.h>
#include "workload.h"

enum { CAPACITY = 512, LARGEST_REQUEST = 128, LIVE_MAX = 4096, LEVELS_MAX = 5, DIMS_MAX = 8, UNITS_MAX = 1073741823 };

typedef struct { uint32_t levels, at[LEVELS_MAX]; } shape; /* offsets of the levels, in words */

static uint32_t open_shape(shape *s, uint32_t count) {
  uint32_t words = 0, n = count;
  s->levels = 0;
  do {
    n = (n + 63) >> 6;
    s->at[s->levels++] = words;
    words += n;
  } while (n > 1);
  return words;
}

static inline int add(const shape *s, uint64_t *set, uint32_t i) {
  for (uint32_t l = 0; l < s->levels; l++, i >>= 6) {
    uint64_t *word = set + s->at[l] + (i >> 6), old = *word;
    *word = old | 1ull << (i & 63);
    if (old) return 0;
  }
  return 1;
}

static inline int take_out(const shape *s, uint64_t *set, uint32_t i) {
  for (uint32_t l = 0; l < s->levels; l++, i >>= 6) {
    uint64_t *word = set + s->at[l] + (i >> 6);
    *word &= ~(1ull << (i & 63));
    if (*word) return 0;
  }
  return 1;
}

static inline uint32_t down(const shape *s, const uint64_t *set, uint32_t level, uint32_t i) {
  while (level-- > 0) i = i << 6 | (uint32_t)__builtin_ctzll(set[s->at[level] + i]);
  return i;
}

static inline int32_t first_from(const shape *s, const uint64_t *set, uint32_t i) {
  uint32_t bit = i & 63;
  i >>= 6;
  for (uint32_t l = 0; l < s->levels; l++) {
    uint64_t word = set[s->at[l] + i], left = bit < 64 ? word >> bit << bit : 0;
    if (left) return (int32_t)down(s, set, l, i << 6 | (uint32_t)__builtin_ctzll(left));
    bit = (i & 63) + 1;
    i >>= 6;
  }
  return -1;
}

typedef struct { int32_t reserved[DIMS_MAX], ratio_milli[DIMS_MAX]; } class;

static shape modules, sizes;
static uint64_t *sets, *nonempty;
static uint32_t set_words, count;
static int32_t dims = 0, *free_units, *capacities, *sums, *ranks, *members, *classes, *parts;
static size_t stride; /* of free_units and capacities, from one dimension to the next */
static uint16_t *states;
static uint8_t *marks;
static uint32_t *journal = NULL, changes = 0;
static class *table;
static uint64_t scale[DIMS_MAX], quota[DIMS_MAX], factor[DIMS_MAX]; /* as pool/norms.ts has them */

static inline int32_t norm(int d, int32_t units) {
  uint64_t guess = (uint64_t)units * factor[d] >> 34;
  return (int32_t)(guess + ((guess + 1) * scale[d] <= (uint64_t)units * quota[d]));
}

static inline int is_open(int32_t m) { return marks[m] == 0 && (states[m] & 255) == 1 && states[m] >> 8 != 2; }

static inline void touch(int32_t m) {
  int32_t sum = 0;
  for (int d = 0; d < dims; d++) sum += norm(d, free_units[d * stride + (size_t)m]);
  sums[m] = sum;
  ranks[m] = is_open(m) ? sum : -1;
  int32_t old = members[m], size = ranks[m] < 0 ? -1 : free_units[m];
  if (size != old) {
    members[m] = size;
    if (old >= 0 && take_out(&modules, sets + (size_t)old * set_words, (uint32_t)m)) take_out(&sizes, nonempty, (uint32_t)old);
    if (size >= 0 && add(&modules, sets + (size_t)size * set_words, (uint32_t)m)) add(&sizes, nonempty, (uint32_t)size);
  }
  if (journal != NULL) journal[changes++ & 65535] = (uint32_t)m;
}

static inline int is_amount(int32_t a0, int32_t a1, int32_t a2, int32_t a3) {
  const uint32_t most = UNITS_MAX;
  if ((uint32_t)a0 > most || (uint32_t)a1 > most || (uint32_t)a2 > most || (uint32_t)a3 > most) return 0;
  if ((dims < 2 && a1 != 0) || (dims < 3 && a2 != 0) || (dims < 4 && a3 != 0)) return 0;
  return (a0 | a1 | a2 | a3) != 0;
}

static inline void shift(int32_t m, int d, int32_t units) {
  if (d < dims && units != 0) free_units[d * stride + (size_t)m] += units;
}

static inline int is_out(int32_t m, int d, int32_t units) {
  if (d >= dims || units == 0) return 1;
  const class *c = &table[classes[m]];
  int64_t left = (int64_t)capacities[d * stride + (size_t)m] - c->reserved[d];
  if (left < 0) left = 0;
  if (c->ratio_milli[d] != 1000) left = left * c->ratio_milli[d] / 1000;
  return left - free_units[d * stride + (size_t)m] >= units && parts[m] == 0;
}

__attribute__((noinline)) static int32_t take(int32_t a0, int32_t a1, int32_t a2, int32_t a3) {
  if (dims == 0 || !is_amount(a0, a1, a2, a3)) return -2;
  if ((uint64_t)a0 > scale[0]) return -1;
  int32_t size = first_from(&sizes, nonempty, (uint32_t)a0);
  if (size < 0) return -1;
  int32_t m = (int32_t)down(&modules, sets + (size_t)size * set_words, modules.levels, 0);
  shift(m, 0, -a0);
  shift(m, 1, -a1);
  shift(m, 2, -a2);
  shift(m, 3, -a3);
  touch(m);
  return m;
}

__attribute__((noinline)) static int give(int32_t m, int32_t a0, int32_t a1, int32_t a2, int32_t a3) {
  if ((uint32_t)m >= count) return 1;
  if (!is_amount(a0, a1, a2, a3)) return 2;
  if (!is_out(m, 0, a0) || !is_out(m, 1, a1) || !is_out(m, 2, a2) || !is_out(m, 3, a3)) return 3;
  shift(m, 0, a0);
  shift(m, 1, a1);
  shift(m, 2, a2);
  shift(m, 3, a3);
  touch(m);
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 5) return 2;
  count = (uint32_t)atoi(argv[1]);
  int steps = atoi(argv[2]);
  set_words = open_shape(&modules, count);
  uint32_t size_words = open_shape(&sizes, CAPACITY + 1);
  sets = room((size_t)set_words * 8 * (CAPACITY + 1));
  nonempty = room((size_t)size_words * 8);
  memset(sets, 0, (size_t)set_words * 8 * (CAPACITY + 1));
  memset(nonempty, 0, (size_t)size_words * 8);
  int32_t **columns[] = {&free_units, &capacities, &sums, &ranks, &members, &classes, &parts};
  for (size_t k = 0; k < sizeof columns / sizeof *columns; k++) {
    *columns[k] = room((size_t)count * 4);
    memset(*columns[k], 0, (size_t)count * 4);
  }
  states = room((size_t)count * 2);
  marks = room(count);
  memset(marks, 0, count);
  table = room(sizeof *table);
  memset(table, 0, sizeof *table);
  stride = count;
  dims = atoi(argv[4]);
  for (int d = 0; d < dims; d++) {
    table->ratio_milli[d] = 1000;
    scale[d] = (uint64_t)atoi(argv[3]);
    quota[d] = (1u << 27) / (uint32_t)dims;
    factor[d] = (quota[d] << 34) / scale[d];
  }
  for (uint32_t m = 0; m < count; m++) {
    capacities[m] = free_units[m] = (int32_t)(1 + random_u32() % CAPACITY);
    states[m] = 1;
    members[m] = -1;
    touch((int32_t)m);
  }
  static int32_t requests[4096], live[LIVE_MAX], amounts[LIVE_MAX];
  for (int i = 0; i < 4096; i++) requests[i] = (int32_t)(1 + random_u32() % LARGEST_REQUEST);
  uint32_t lives = count < LIVE_MAX ? count : LIVE_MAX;
  for (uint32_t k = 0; k < lives; k++) live[k] = -1;
  int64_t started = 0;
  for (int i = -(int)(4 * lives); i < steps; i++) {
    if (i == 0) started = thread_ns();
    int32_t units = requests[(uint32_t)i & 4095];
    int32_t m = take(units, 0, 0, 0);
    note(m);
    uint32_t k = (uint32_t)i * 40503u % lives;
    if (live[k] >= 0) give(live[k], amounts[k], 0, 0, 0);
    live[k] = m;
    amounts[k] = units;
  }
  report((double)(thread_ns() - started) / steps);
}
