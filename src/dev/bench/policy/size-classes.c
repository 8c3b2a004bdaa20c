/*
 * One dimension: a set of modules per number of free units, as bitmaps over bitmaps. Best fit, the lowest index on ties.
 * The same structures, columns
 * and checks as pool/index/size-classes.ts and pool/lane.ts, for one dimension alone. Arguments: modules, steps, scale (512).
 */
#include <string.h>
#include "workload.h"

enum { CAPACITY = 512, LARGEST_REQUEST = 128, LIVE_MAX = 4096, LEVELS_MAX = 5, UNITS_MAX = 1073741823 };

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

typedef struct { int32_t reserved, ratio_milli; } class;

static shape modules, sizes;
static uint64_t *sets, *nonempty;
static uint32_t set_words, count;
static int32_t *free_units, *capacities, *sums, *ranks, *members, *classes, *parts;
static uint16_t *states;
static uint8_t *marks;
static class table[1] = {{0, 1000}};
static uint64_t scale, quota, factor; /* of the dimension, as pool/norms.ts has them */

static inline int32_t norm(int32_t units) {
  uint64_t guess = (uint64_t)units * factor >> 34;
  return (int32_t)(guess + ((guess + 1) * scale <= (uint64_t)units * quota));
}

static inline int is_open(int32_t m) { return marks[m] == 0 && (states[m] & 255) == 1 && states[m] >> 8 != 2; }

static inline void touch(int32_t m) {
  sums[m] = norm(free_units[m]);
  ranks[m] = is_open(m) ? sums[m] : -1;
  int32_t old = members[m], size = ranks[m] < 0 ? -1 : free_units[m];
  if (size == old) return;
  members[m] = size;
  if (old >= 0 && take_out(&modules, sets + (size_t)old * set_words, (uint32_t)m)) take_out(&sizes, nonempty, (uint32_t)old);
  if (size >= 0 && add(&modules, sets + (size_t)size * set_words, (uint32_t)m)) add(&sizes, nonempty, (uint32_t)size);
}

static inline int is_amount(int32_t units) { return units > 0 && units <= UNITS_MAX; }

__attribute__((noinline)) static int32_t take(int32_t units) {
  if (!is_amount(units)) return -2;
  if ((uint64_t)units > scale) return -1;
  int32_t size = first_from(&sizes, nonempty, (uint32_t)units);
  if (size < 0) return -1;
  int32_t m = (int32_t)down(&modules, sets + (size_t)size * set_words, modules.levels, 0);
  free_units[m] -= units;
  touch(m);
  return m;
}

__attribute__((noinline)) static int give(int32_t m, int32_t units) {
  if ((uint32_t)m >= count) return 1;
  if (!is_amount(units)) return 2;
  const class *c = &table[classes[m]];
  int64_t left = (int64_t)capacities[m] - c->reserved;
  if (left < 0) left = 0;
  if (c->ratio_milli != 1000) left = left * c->ratio_milli / 1000;
  if (left - free_units[m] < units || parts[m] != 0) return 3;
  free_units[m] += units;
  touch(m);
  return 0;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
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
  scale = (uint64_t)atoi(argv[3]);
  quota = 1 << 27;
  factor = (quota << 34) / scale;
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
    int32_t m = take(units);
    note(m);
    uint32_t k = (uint32_t)i * 40503u % lives;
    if (live[k] >= 0) give(live[k], amounts[k]);
    live[k] = m;
    amounts[k] = units;
  }
  report((double)(thread_ns() - started) / steps);
}
