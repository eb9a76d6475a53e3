#define _GNU_SOURCE
#include "load_client.h"

#include <string.h>

// ttrpc.Response.status (field 1), and in it the code (field 1) with FAILED_PRECONDITION (9). The reason is in a detail.
bool answer_is_sold_out(const uint8_t *data, size_t count) {
  static const char reason[] = "SOLD_OUT";
  if (count < 5 || data[0] != (1 << 3 | 2)) return false;
  size_t index = 1;
  while (index < count && data[index] >= 0x80) index++;
  index++;
  return index + 2 <= count && data[index] == 1 << 3 && data[index + 1] == 9 &&
         memmem(data, count, reason, sizeof reason - 1) != NULL;
}
