// Calls of IssueCoupon in flight on some connections, all the time: a closed loop on one thread.
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct load_options {
  const char *address;
  int64_t campaign_id;
  size_t connections;
  size_t in_flight_per_connection;
  double warm_up_seconds;
  double seconds;
  // 0: none; its time on the processors is measured.
  pid_t server_process;
};

struct load_result {
  uint64_t calls;
  double seconds;
  double server_cpu_seconds;
  double client_cpu_seconds;
  // The first answer, a whole frame. All others were compared with it, byte by byte.
  uint8_t *answer;
  size_t answer_bytes;
};

// Ends the program with status 1 and the reason when a connection fails or an answer is no refusal as it should be.
struct load_result load_run(const struct load_options *options);

#endif
