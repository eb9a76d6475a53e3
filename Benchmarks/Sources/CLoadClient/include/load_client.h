// Code that the load programs share. They are written in C because the client has the same two cores as the server that
// is measured: what it costs itself blurs the ratio.
#ifndef LOAD_CLIENT_H
#define LOAD_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { frame_header_bytes = 10, request_maximum_bytes = 160, answer_maximum_bytes = 4096 };

// The frame of an IssueCoupon request, made once; each call writes its stream id and its user into a copy.
struct request {
  uint8_t bytes[request_maximum_bytes];
  size_t count;
  size_t user_offset;
};

void request_make(struct request *request, int64_t campaign_id);
// Writes request->count bytes. The user is the number's 16 hexadecimal digits.
void request_write(const struct request *request, uint8_t *to, uint32_t stream_id, uint64_t user);

// The length of the data that a frame's header announces.
uint32_t frame_length(const uint8_t *header);
// True if a frame's data is the refusal FAILED_PRECONDITION / SOLD_OUT.
bool answer_is_sold_out(const uint8_t *data, size_t count);

// Connects to HOST:PORT, an IPv4 address. Returns -1 on failure; errno says why.
int tcp_connect(const char *address);
// Raises the limit of open files to `descriptors`. Returns false if the hard limit is below.
bool raise_descriptor_limit(size_t descriptors);
double monotonic_seconds(void);

// The time on a processor that a process took, all its threads; 0 where it can't be read.
double process_cpu_seconds(pid_t process);
// The resident memory of a process in KiB; 0 where it can't be read.
long process_resident_kib(pid_t process);

// A whole number of a program's argument within limits; ends the program with status 2 and a reason otherwise.
long argument_number(const char *option, const char *text, long lowest, long highest);
_Noreturn void fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
