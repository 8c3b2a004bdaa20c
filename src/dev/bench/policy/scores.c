/*
 * Composite scores: per type of request the keys of all modules, 16-ary maxima over them, and a journal of the modules that
 * changed, as in pool/index/scores.ts. Key = total << 32 | raw, total = weighted proximity, utilization and cost; labels
 * and capacity filter. Arguments: modules, steps. Reports the median time of a decision, between which two modules change.
 */
#include <string.h>
#include "workload.h"

enum {
  DIMS = 4, CAPACITY = 1024, CLASSES = 3, ZONE_MODULES = 16, RACK_ZONES = 8, POD_RACKS = 16, HOSTS = 8, FLAVOURS = 4,
  TYPES = HOSTS * FLAVOURS, JOURNAL = 65536, LIVE = 4096
};

static const int32_t flavours[FLAVOURS][DIMS] = {{8, 32, 4, 2}, {16, 64, 10, 4}, {64, 64, 100, 8}, {128, 256, 40, 40}};
static const int32_t weights[FLAVOURS][3] = {{1, 1, 1}, {3, 1, 0}, {0, 1, 2}, {2, 3, 1}};
static const int32_t labels[FLAVOURS] = {-1, 0, 1, -1}; /* the class that a flavour may not go to, -1 = any */
static const int32_t unit_cost[CLASSES] = {3, 5, 2};
static const int32_t latency[4] = {90, 180, 300, 800};

static int n, zones;
static int32_t *free_units[DIMS], *sums, *classes, *zone_of;
static uint32_t journal[JOURNAL];
static uint64_t changes = 0;

typedef struct {
  int64_t *tree;
  uint64_t position;
  int32_t amount[DIMS], norm, w[3], weight_sum, class_score[CLASSES], *zone_score;
  int barred_class, is_made;
} type;
static type types[TYPES];

static inline int64_t key_of(const type *t, int m) {
  for (int d = 0; d < DIMS; d++) if (free_units[d][m] < t->amount[d]) return -1;
  if (classes[m] == t->barred_class) return -1;
  int32_t raw = (1 << 27) - (sums[m] - t->norm);
  int32_t fit = (int32_t)((uint64_t)10000 * (uint64_t)raw >> 27);
  int32_t sum = t->w[1] * fit + t->w[0] * t->zone_score[zone_of[m]] + t->w[2] * t->class_score[classes[m]];
  return (int64_t)((uint32_t)sum / (uint32_t)t->weight_sum) << 32 | raw;
}

static size_t whole(size_t count) { return (count + 15) & ~(size_t)15; }

static inline int64_t highest(const int64_t *group) {
  int64_t most = group[0];
  for (int i = 1; i < 16; i++) most = group[i] > most ? group[i] : most;
  return most;
}

static void settle(int64_t *tree) {
  size_t count = whole((size_t)n);
  while (count > 16) {
    int64_t *above = tree + count;
    for (size_t g = 0; g < count / 16; g++) above[g] = highest(tree + g * 16);
    tree = above;
    count = whole(count / 16);
  }
}

static void change(int64_t *tree, size_t i, int64_t key) {
  int64_t old = tree[i];
  if (old == key) return;
  tree[i] = key;
  size_t count = whole((size_t)n);
  while (count > 16) {
    int64_t *above = tree + count, was = above[i / 16];
    if (key < was) {
      if (old < was) return;
      key = highest(tree + i / 16 * 16);
      if (key == was) return;
    } else if (key == was) {
      return;
    }
    above[i / 16] = key;
    old = was;
    tree = above;
    i /= 16;
    count = whole(count / 16);
  }
}

static int32_t best_of(const int64_t *tree) {
  const int64_t *starts[8], *top = tree;
  int levels = 0;
  size_t count = whole((size_t)n);
  while (count > 16) {
    starts[levels++] = top;
    top += count;
    count = whole(count / 16);
  }
  int64_t most = highest(top);
  if (most == -1) return -1;
  size_t i = 0;
  while (top[i] != most) i++;
  while (levels > 0) {
    const int64_t *group = starts[--levels] + i * 16;
    size_t k = 0;
    while (group[k] != most) k++;
    i = i * 16 + k;
  }
  return (int32_t)i;
}

__attribute__((noinline)) static int32_t decide(type *t) {
  if (!t->is_made || changes - t->position > JOURNAL || changes - t->position > (uint64_t)(n >> 3)) {
    for (int m = 0; m < n; m++) t->tree[m] = key_of(t, m);
    settle(t->tree);
    t->is_made = 1;
  } else {
    for (uint64_t p = t->position; p < changes; p++) {
      uint32_t m = journal[p & (JOURNAL - 1)];
      change(t->tree, m, key_of(t, (int)m));
    }
  }
  t->position = changes;
  return best_of(t->tree);
}

static void shift(int32_t m, const int32_t *amount, int sign) {
  int32_t sum = 0;
  for (int d = 0; d < DIMS; d++) {
    free_units[d][m] += sign * amount[d];
    sum += (int32_t)(((int64_t)free_units[d][m] << 25) / CAPACITY);
  }
  sums[m] = sum;
  journal[changes++ & (JOURNAL - 1)] = (uint32_t)m;
}

static void open_type(type *t, int host, int flavour) {
  int64_t least = INT64_MAX, cost[CLASSES];
  memset(t, 0, sizeof *t);
  for (int c = 0; c < CLASSES; c++) {
    cost[c] = 0;
    for (int d = 0; d < DIMS; d++) cost[c] += (int64_t)flavours[flavour][d] * unit_cost[c];
    if (cost[c] < least) least = cost[c];
  }
  for (int c = 0; c < CLASSES; c++) t->class_score[c] = (int32_t)(10000 * (least + 1) / (cost[c] + 1));
  int home = host * (zones / HOSTS);
  t->zone_score = room((size_t)zones * 4);
  for (int z = 0; z < zones; z++) {
    int rack = z / RACK_ZONES, own = home / RACK_ZONES;
    int tier = z == home ? 0 : rack == own ? 1 : rack / POD_RACKS == own / POD_RACKS ? 2 : 3;
    t->zone_score[z] = 10000 * 250 / (250 + latency[tier]);
  }
  for (int d = 0; d < DIMS; d++) {
    t->amount[d] = flavours[flavour][d];
    t->norm += (int32_t)(((int64_t)t->amount[d] << 25) / CAPACITY);
  }
  for (int k = 0; k < 3; k++) t->weight_sum += t->w[k] = weights[flavour][k];
  t->barred_class = labels[flavour];
  t->tree = room((whole((size_t)n) + 2 * whole((size_t)n / 16 + 1) + 4096) * 8);
  memset(t->tree, 0xff, (whole((size_t)n) + 2 * whole((size_t)n / 16 + 1) + 4096) * 8);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  n = atoi(argv[1]);
  int steps = atoi(argv[2]);
  zones = (n + ZONE_MODULES - 1) / ZONE_MODULES;
  for (int d = 0; d < DIMS; d++) free_units[d] = room((size_t)n * 4);
  sums = room((size_t)n * 4);
  classes = room((size_t)n * 4);
  zone_of = room((size_t)n * 4);
  for (int m = 0; m < n; m++) {
    int32_t sum = 0;
    for (int d = 0; d < DIMS; d++) {
      free_units[d][m] = (int32_t)(CAPACITY / 4 + random_u32() % (CAPACITY * 3 / 4 + 1));
      sum += (int32_t)(((int64_t)free_units[d][m] << 25) / CAPACITY);
    }
    sums[m] = sum;
    classes[m] = (int32_t)(random_u32() % CLASSES);
    zone_of[m] = m / ZONE_MODULES;
  }
  for (int t = 0; t < TYPES; t++) open_type(&types[t], t / FLAVOURS, t % FLAVOURS);
  static int32_t live[LIVE], kind[LIVE];
  for (int k = 0; k < LIVE; k++) live[k] = -1;
  int64_t *times = room((size_t)steps * 8);
  for (int i = -2 * LIVE; i < steps; i++) {
    type *t = &types[random_u32() % TYPES];
    int64_t started = now_ns();
    int32_t m = decide(t);
    if (i >= 0) times[i] = now_ns() - started;
    note(m);
    uint32_t k = (uint32_t)(i + 2 * LIVE) % LIVE;
    if (live[k] >= 0) shift(live[k], types[kind[k]].amount, 1);
    live[k] = m;
    kind[k] = (int32_t)(t - types);
    if (m >= 0) shift(m, t->amount, -1);
  }
  qsort(times, (size_t)steps, 8, by_value);
  report((double)times[steps / 2]);
}
