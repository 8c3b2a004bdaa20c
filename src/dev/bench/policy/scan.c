/*
 * Four dimensions: best fit over all modules by hand-written SSE2, with the best so far in a register and one branch for 16
 * modules. (What gcc makes of a plain loop by itself was measured too and is slower.) Arguments: modules, queries.
 */
#include <emmintrin.h>
#include "workload.h"

enum { DIMS = 4, CAPACITY = 1024, LARGEST_REQUEST = 512, QUERIES = 256 };

static int32_t *free_units[DIMS], *ranks;

__attribute__((noinline)) static int32_t best(int n, const int32_t *asked) {
  const __m128i a0 = _mm_set1_epi32(asked[0]), a1 = _mm_set1_epi32(asked[1]);
  const __m128i a2 = _mm_set1_epi32(asked[2]), a3 = _mm_set1_epi32(asked[3]);
  const int32_t *f0 = free_units[0], *f1 = free_units[1], *f2 = free_units[2], *f3 = free_units[3];
  int32_t lowest = INT32_MAX, at = -1;
  __m128i bound = _mm_set1_epi32(lowest);
  for (int i = 0; i < n; i += 16) {
    __m128i any = _mm_setzero_si128();
    for (int j = i; j < i + 16; j += 4) {
#define LESS(a, f) _mm_cmpgt_epi32(a, _mm_load_si128((const __m128i *)((f) + j)))
      __m128i bad = _mm_or_si128(_mm_or_si128(LESS(a0, f0), LESS(a1, f1)), _mm_or_si128(LESS(a2, f2), LESS(a3, f3)));
      any = _mm_or_si128(any, _mm_andnot_si128(bad, LESS(bound, ranks)));
    }
    if (__builtin_expect(_mm_movemask_epi8(any) == 0, 1)) continue;
    for (int j = i; j < i + 16; j++) {
      if (f0[j] < asked[0] || f1[j] < asked[1] || f2[j] < asked[2] || f3[j] < asked[3] || ranks[j] >= lowest) continue;
      lowest = ranks[j];
      at = j;
    }
    bound = _mm_set1_epi32(lowest);
  }
  return at;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int n = atoi(argv[1]), queries = atoi(argv[2]), whole = (n + 15) / 16 * 16;
  for (int d = 0; d < DIMS; d++) free_units[d] = room((size_t)whole * 4);
  ranks = room((size_t)whole * 4);
  for (int m = 0; m < whole; m++) {
    int64_t rank = 0;
    for (int d = 0; d < DIMS; d++) {
      free_units[d][m] = m < n ? (int32_t)(random_u32() % (CAPACITY + 1)) : 0;
      rank += ((int64_t)free_units[d][m] << 25) / CAPACITY;
    }
    ranks[m] = m < n ? (int32_t)rank : INT32_MAX;
  }
  static int32_t requests[QUERIES][DIMS];
  for (int q = 0; q < QUERIES; q++) {
    for (int d = 0; d < DIMS; d++) requests[q][d] = (int32_t)(1 + random_u32() % LARGEST_REQUEST);
  }
  int64_t started = thread_ns();
  for (int q = 0; q < queries; q++) note(best(n, requests[q % QUERIES]));
  report((double)(thread_ns() - started) / queries);
}
