/* A pool of two dimensions (CPU milli-cores, DRAM in GiB) on three modules; one request from host 0. */
#include <inttypes.h>
#include <stdio.h>

#include "rah.h"

int main(void) {
  char error[256];
  rah_answer answer;
  rah_policy *policy = rah_open(error, sizeof error);
  if (!policy) return fprintf(stderr, "%s\n", error), 1;

  rah_dim dims[] = {{0, RAH_MEDIUM_CPU, 1, 64000}, {1 << 30, RAH_MEDIUM_DRAM, 1, 512}};
  rah_class classes[] = {{{10, 4000}}, {{8, 3000}}};
  rah_zone zones[] = {{0, 0}, {0, 0}, {1, 0}};
  rah_host hosts[] = {{0, {100, 250, 400, 900}, {63000, 63000, 32000, 8000}}};
  rah_module modules[] = {{0, 0, {64000, 512}}, {1, 1, {32000, 256}}, {1, 2, {16000, 128}}};
  rah_pool pool = {dims, classes, zones, hosts, 2, 2, 3, 1, .modules = 3, .allocations = 16};
  rah_request request = {0, RAH_STRATEGY_BEST_FIT, {1, 1, 1}, {8000, 64}};

  if (rah_begin(policy, &pool, &answer) || answer.status || rah_add(policy, modules, 3, &answer) || answer.status ||
      rah_place(policy, &request, &answer) || answer.status)
    return fprintf(stderr, "status %" PRId64 ", record %d\n", answer.status, answer.detail), 1;

  rah_decision decision = rah_decision_of(&answer);
  for (int i = 0; i < decision.parts; i++) {
    rah_part part = rah_part_of(&answer, i);
    printf("module %d: proximity %d, fit %d, cost %d, total %d\n", part.module, part.proximity, part.fit, part.cost,
           part.total);
  }
  printf("allocation %u: %" PRId64 " micros per hour, state hash %" PRIu64 "\n", decision.allocation, decision.cost,
         rah_hash(policy));
  rah_close(policy);
  return 0;
}
