#define _GNU_SOURCE
#include "frames.h"

#include <string.h>

const char *const outcome_names[outcome_count] = {
    NULL, "ALREADY_ISSUED", "SOLD_OUT", "OVERLOADED", "CAMPAIGN_NOT_STARTED", "REFUSED", "MALFORMED"};

static const struct method methods[] = {
    {"campaign.v1.CampaignService", "IssueCoupon", "ISSUED", "issued_per_second", shows_coupon, true, true},
    {"campaign.v1.CampaignService", "GetCampaign", "SHOWN", "shown_per_second", shows_campaign, false, false},
    {"campaign.v1.QueueService", "JoinQueue", "JOINED", "joined_per_second", shows_entry, true, true},
    {"campaign.v1.QueueService", "GetQueueStatus", "SHOWN", "shown_per_second", shows_entry, true, false},
};

/* The call's time: 30 s, the server's own limit. */
static const uint64_t timeout_nanoseconds = 30000000000;

const struct method *find_method(const char *name) {
  for (size_t index = 0; name && index < sizeof methods / sizeof *methods; index++) {
    if (strcmp(methods[index].name, name) == 0) return &methods[index];
  }
  return NULL;
}

static uint8_t *write_varint(uint8_t *to, uint64_t value) {
  while (value >= 0x80) {
    *to++ = (uint8_t)(value | 0x80);
    value >>= 7;
  }
  *to++ = (uint8_t)value;
  return to;
}

static uint8_t *write_text(uint8_t *to, uint8_t tag, const void *text, size_t length) {
  *to++ = tag;
  *to++ = (uint8_t)length; /* every text here is shorter than 128 bytes */
  memcpy(to, text, length);
  return to + length;
}

static void write_big_endian(uint8_t *to, uint32_t value) {
  to[0] = (uint8_t)(value >> 24);
  to[1] = (uint8_t)(value >> 16);
  to[2] = (uint8_t)(value >> 8);
  to[3] = (uint8_t)value;
}

static uint32_t read_big_endian(const uint8_t *from) {
  return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

/* The finalizer of SplitMix64, which is one to one. */
uint64_t scramble(uint64_t value) {
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

static void write_hexadecimal(char *to, uint64_t value) {
  for (int digit = 15; digit >= 0; digit--, value >>= 4) to[digit] = "0123456789abcdef"[value & 15];
}

size_t write_request(
    const struct method *method, uint8_t *frame, uint32_t stream, int64_t campaign, uint64_t user_number, uint64_t number,
    bool with_key) {
  char user[] = "user-0123456789abcdef";
  uint64_t scrambled = scramble(number);
  write_hexadecimal(user + 5, user_number);

  uint8_t payload[128];
  uint8_t *end = payload;
  *end++ = 0x08;
  end = write_varint(end, (uint64_t)campaign);
  if (method->takes_user) end = write_text(end, 0x12, user, sizeof user - 1);
  if (with_key && method->takes_key) {
    /* Shaped like a UUID. */
    char digits[32], key[36];
    write_hexadecimal(digits, scramble(scrambled + 0x9e3779b97f4a7c15));
    write_hexadecimal(digits + 16, scramble(scrambled + 0x3c6ef372fe94f82a));
    for (int from = 0, to = 0; to < 36; to++) {
      key[to] = to == 8 || to == 13 || to == 18 || to == 23 ? '-' : digits[from++];
    }
    end = write_text(end, 0x1a, key, sizeof key);
  }

  uint8_t *to = frame + frame_header_length;
  to = write_text(to, 0x0a, method->service, strlen(method->service));
  to = write_text(to, 0x12, method->name, strlen(method->name));
  to = write_text(to, 0x1a, payload, (size_t)(end - payload));
  *to++ = 0x20;
  to = write_varint(to, timeout_nanoseconds);

  write_big_endian(frame, (uint32_t)(to - frame) - frame_header_length);
  write_big_endian(frame + 4, stream);
  frame[8] = 1; /* a request */
  frame[9] = 0;
  return (size_t)(to - frame);
}

uint32_t frame_data_length(const uint8_t *frame) { return read_big_endian(frame); }
uint32_t frame_stream(const uint8_t *frame) { return read_big_endian(frame + 4); }

/* One field of a message: its number and type, and its value or its bytes. */
struct field {
  uint64_t tag;
  uint64_t value;
  const uint8_t *bytes;
};

static bool read_varint(const uint8_t **from, const uint8_t *end, uint64_t *value) {
  *value = 0;
  for (int shift = 0; shift < 64 && *from < end; shift += 7) {
    uint8_t byte = *(*from)++;
    *value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

/* Only varints and bytes appear where we look. */
static bool read_field(const uint8_t **from, const uint8_t *end, struct field *field) {
  if (!read_varint(from, end, &field->tag) || !read_varint(from, end, &field->value)) return false;
  field->bytes = *from;
  switch (field->tag & 7) {
    case 0: return true;
    case 2:
      if (field->value > (uint64_t)(end - *from)) return false;
      *from += field->value;
      return true;
    default: return false;
  }
}

static enum outcome read_status(const uint8_t *data, const uint8_t *end) {
  const uint8_t *from = data;
  struct field field;
  while (from < end) {
    if (!read_field(&from, end, &field)) return outcome_malformed;
    if (field.tag == 0x08 && field.value != 0) {
      if (memmem(data, (size_t)(end - data), "SOLD_OUT", 8)) return outcome_sold_out;
      if (memmem(data, (size_t)(end - data), "OVERLOADED", 10)) return outcome_overloaded;
      if (memmem(data, (size_t)(end - data), "CAMPAIGN_NOT_STARTED", 20)) return outcome_not_started;
      return outcome_refused;
    }
  }
  return outcome_success;
}

/* True if an entry says that its user is in the queue. */
static bool is_in_queue(const uint8_t *from, const uint8_t *end) {
  static const uint64_t not_in_queue = 5;
  struct field field;
  while (from < end && read_field(&from, end, &field)) {
    if (field.tag == 0x20) return field.value != 0 && field.value != not_in_queue;
  }
  return false;
}

enum outcome read_answer(const struct method *method, const uint8_t *data, size_t length) {
  const uint8_t *from = data, *end = data + length, *payload = NULL, *payload_end = NULL;
  struct field field;
  while (from < end) {
    if (!read_field(&from, end, &field)) return outcome_malformed;
    if (field.tag == 0x0a) {
      enum outcome outcome = read_status(field.bytes, from);
      if (outcome != outcome_success) return outcome;
    } else if (field.tag == 0x12) {
      payload = field.bytes;
      payload_end = from;
    }
  }
  bool has_content = false;
  while (payload && payload < payload_end) {
    if (!read_field(&payload, payload_end, &field)) return outcome_malformed;
    if (field.tag == 0x0a) has_content = method->shows == shows_entry ? is_in_queue(field.bytes, payload) : field.value > 0;
    if (method->shows != shows_campaign && field.tag == 0x10 && field.value != 0) return outcome_already_issued;
  }
  return has_content ? outcome_success : outcome_malformed;
}
