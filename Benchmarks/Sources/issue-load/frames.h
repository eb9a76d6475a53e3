/* The frames of the methods that take a campaign, and most of them a user: requests written in place, answers read as far
   as the benchmark needs. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  frame_header_length = 10,
  /* The most bytes of one request. */
  request_capacity = 256,
};

/* A method that is called. */
struct method {
  const char *service, *name;
  /* What its success is called, and the report's member for the successes a second. */
  const char *success, *rate;
  /* The first field of its answer. */
  enum { shows_coupon, shows_campaign, shows_entry } shows;
  /* True if its request has a user. */
  bool takes_user;
  /* True if its request has an idempotency key. */
  bool takes_key;
};

/* The method of a name; NULL: there is none. */
const struct method *find_method(const char *name);

/* The content of an answer. A new coupon, a campaign or an entry is a success. */
enum outcome {
  outcome_success,
  outcome_already_issued,
  outcome_sold_out,
  outcome_overloaded,
  outcome_not_started,
  outcome_refused,
  outcome_malformed,
  outcome_count,
};

/* The name of an outcome but that of the success, which the method has. */
extern const char *const outcome_names[outcome_count];

/* Different numbers stay different, and what was side by side is far apart in any index. */
uint64_t scramble(uint64_t value);

/* Writes a request and returns its length. The user is `user-` and the 16 hexadecimal digits of `user_number`; another
   `number` is another idempotency key. */
size_t write_request(
    const struct method *method, uint8_t *frame, uint32_t stream, int64_t campaign, uint64_t user_number, uint64_t number,
    bool with_key);

/* The length of the data behind a frame's header. */
uint32_t frame_data_length(const uint8_t *frame);
uint32_t frame_stream(const uint8_t *frame);

enum outcome read_answer(const struct method *method, const uint8_t *data, size_t length);
