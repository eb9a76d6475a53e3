/* The frames of IssueCoupon: requests written in place, answers read as far as the benchmark needs. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  frame_header_length = 10,
  /* The most bytes of one request. */
  request_capacity = 256,
};

/* The content of an answer. */
enum outcome {
  outcome_issued,
  outcome_already_issued,
  outcome_sold_out,
  outcome_overloaded,
  outcome_not_started,
  outcome_refused,
  outcome_malformed,
  outcome_count,
};

extern const char *const outcome_names[outcome_count];

/* Writes a request and returns its length. Another `user_number` is another user, and another `number` another idempotency
   key, far from the last one's in any index. */
size_t write_request(
    uint8_t *frame, uint32_t stream, int64_t campaign, uint64_t user_number, uint64_t number, bool with_key);

/* The length of the data behind a frame's header. */
uint32_t frame_data_length(const uint8_t *frame);
uint32_t frame_stream(const uint8_t *frame);

enum outcome read_answer(const uint8_t *data, size_t length);
