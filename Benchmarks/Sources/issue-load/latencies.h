/* A histogram of latencies whose buckets are at most 1/128 of their value wide. */
#pragma once

#include <stdint.h>

enum { latency_buckets = 57 * 256 };

struct latencies {
  uint64_t count;
  uint64_t buckets[latency_buckets];
};

static inline void add_latency(struct latencies *latencies, uint64_t nanoseconds) {
  int exponent = nanoseconds < 256 ? 0 : 56 - __builtin_clzll(nanoseconds);
  latencies->buckets[exponent * 256 + (int)(nanoseconds >> exponent)]++;
  latencies->count++;
}

/* The latency that a part of the calls stayed within, in microseconds. */
static inline double latency_within(const struct latencies *latencies, double part) {
  uint64_t rank = (uint64_t)((double)latencies->count * part), seen = 0;
  for (int bucket = 0; bucket < latency_buckets; bucket++) {
    seen += latencies->buckets[bucket];
    if (seen > rank) return (double)((uint64_t)(bucket % 256 + 1) << bucket / 256) / 1000;
  }
  return 0;
}
