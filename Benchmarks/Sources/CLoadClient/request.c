#include "load_client.h"

#include <string.h>

enum { user_digits = 16 };

static size_t put_varint(uint8_t *to, uint64_t value) {
  size_t count = 0;
  for (; value >= 0x80; value >>= 7) to[count++] = (uint8_t)value | 0x80;
  to[count++] = (uint8_t)value;
  return count;
}

static size_t put_bytes(uint8_t *to, uint8_t tag, const void *bytes, size_t count) {
  to[0] = tag;
  size_t start = 1 + put_varint(to + 1, count);
  memcpy(to + start, bytes, count);
  return start + count;
}

static void put_big_endian(uint8_t *to, uint32_t value) {
  for (int index = 0; index < 4; index++) to[index] = (uint8_t)(value >> (24 - 8 * index));
}

void request_make(struct request *request, int64_t campaign_id) {
  static const char service[] = "campaign.v1.CampaignService";
  static const char method[] = "IssueCoupon";
  static const uint64_t timeout_nanoseconds = 5000000000;
  static const uint8_t user[user_digits];
  uint8_t payload[64];
  payload[0] = 1 << 3;
  size_t payload_count = 1 + put_varint(payload + 1, (uint64_t)campaign_id);
  payload_count += put_bytes(payload + payload_count, 2 << 3 | 2, user, sizeof user);

  uint8_t *bytes = request->bytes;
  size_t count = frame_header_bytes;
  count += put_bytes(bytes + count, 1 << 3 | 2, service, sizeof service - 1);
  count += put_bytes(bytes + count, 2 << 3 | 2, method, sizeof method - 1);
  count += put_bytes(bytes + count, 3 << 3 | 2, payload, payload_count);
  request->user_offset = count - user_digits;
  bytes[count++] = 4 << 3;
  count += put_varint(bytes + count, timeout_nanoseconds);
  put_big_endian(bytes, (uint32_t)(count - frame_header_bytes));
  put_big_endian(bytes + 4, 0);
  bytes[8] = 1;
  bytes[9] = 0;
  request->count = count;
}

void request_write(const struct request *request, uint8_t *to, uint32_t stream_id, uint64_t user) {
  static const char digits[] = "0123456789abcdef";
  memcpy(to, request->bytes, request->count);
  put_big_endian(to + 4, stream_id);
  uint8_t *text = to + request->user_offset;
  for (int index = user_digits - 1; index >= 0; index--, user >>= 4) text[index] = (uint8_t)digits[user & 15];
}

uint32_t frame_length(const uint8_t *header) {
  return (uint32_t)header[0] << 24 | (uint32_t)header[1] << 16 | (uint32_t)header[2] << 8 | header[3];
}
