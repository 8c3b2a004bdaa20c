/* What the C yardsticks share with the drivers: the random numbers, the checksum, the clock. */
#ifndef WORKLOAD_H
#define WORKLOAD_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint32_t random_state = 1;

static inline uint32_t random_u32(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state;
}

static uint32_t checksum = 0;

static inline void note(int32_t chosen) { checksum = checksum * 31 + (uint32_t)chosen; }

static inline int64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Time of this thread alone: other work on the machine takes turns, but does not count. */
static inline int64_t thread_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline void *room(size_t bytes) {
  void *at = aligned_alloc(64, (bytes + 4095) / 4096 * 4096);
  if (at == NULL) {
    fprintf(stderr, "out of memory\n");
    exit(1);
  }
  return at;
}

static inline int by_value(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* The driver reads: nanoseconds of one operation, checksum of what was chosen. */
static inline void report(double ns) { printf("%.2f %u\n", ns, checksum); }
#endif
