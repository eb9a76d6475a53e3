/* Keeps calls of a method in flight, IssueCoupon unless told otherwise, each of a user of its own (or, --same-user, all of
   one; or, --users N, of the users user-0000000000000001 to N in hexadecimal, at random), and counts the answers: closed
   loop, one thread, frames written in place, so that on a machine that it shares with the server it takes as little as a
   client can.

   issue-load --address HOST:PORT [--address …] --callers COUNT@CAMPAIGN[-CAMPAIGN] [--callers …] --connections N
              (--seconds S [--warm-up S] | --calls N) [--without-keys] [--same-user | --users N]
              [--method IssueCoupon|GetCampaign|JoinQueue|GetQueueStatus]

   COUNT@FIRST-LAST has COUNT calls in flight that go through the campaigns FIRST to LAST in turn. Prints JSON; exits 1
   when a connection breaks, or nothing is answered for 30 s. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "frames.h"
#include "latencies.h"

enum {
  most_addresses = 8,
  most_caller_groups = 4,
  input_capacity = 256 << 10,
  silence_seconds = 30,
};

struct caller_group {
  uint32_t callers;
  int64_t first, last, next;
  uint64_t outcomes[outcome_count];
  struct latencies latencies;
};

/* A call in flight: its stream id says which of a connection's slots it is. */
struct slot {
  struct caller_group *group;
  uint64_t sent;
};

struct connection {
  int socket;
  bool waits_for_room;
  uint32_t slot_count;
  struct slot *slots;
  uint8_t *output, *input;
  size_t output_start, output_end, input_length;
};

static const char *addresses[most_addresses];
static uint32_t address_count;
static struct caller_group groups[most_caller_groups];
static uint32_t group_count;
static struct connection *connections;
static uint32_t connection_count = 8;
static double seconds, warm_up;
static uint64_t call_limit, user_count;
static const struct method *method;
static bool with_keys = true, of_same_user;

static int poll_descriptor;
static uint64_t run_number, sent_count, answered_count, in_flight;
static uint64_t count_from, count_until, first_sent, last_answered;

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("issue-load: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(1);
}

static void *allocate(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (!memory) fail("out of memory");
  return memory;
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static double processor_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static bool has_more_calls(uint64_t time) { return call_limit ? sent_count < call_limit : time < count_until; }

static uint64_t next_user(void) {
  uint64_t number = scramble(of_same_user ? 0 : run_number + sent_count);
  return user_count ? number % user_count + 1 : number;
}

static void add_request(struct connection *connection, uint32_t index, uint64_t time) {
  struct slot *slot = &connection->slots[index];
  struct caller_group *group = slot->group;
  int64_t campaign = group->next;
  group->next = campaign == group->last ? group->first : campaign + 1;
  connection->output_end += write_request(
      method, connection->output + connection->output_end, index * 2 + 1, campaign, next_user(), run_number + sent_count,
      with_keys);
  slot->sent = time;
  sent_count++;
  in_flight++;
}

static void wait_for(struct connection *connection, bool room) {
  if (connection->waits_for_room == room) return;
  connection->waits_for_room = room;
  struct epoll_event event = {.events = EPOLLIN | (room ? EPOLLOUT : 0), .data.ptr = connection};
  if (epoll_ctl(poll_descriptor, EPOLL_CTL_MOD, connection->socket, &event) != 0) fail("epoll_ctl: %m");
}

static void send_output(struct connection *connection) {
  while (connection->output_start < connection->output_end) {
    ssize_t written = send(
        connection->socket, connection->output + connection->output_start,
        connection->output_end - connection->output_start, MSG_NOSIGNAL);
    if (written < 0) {
      if (errno != EAGAIN) fail("a connection broke: %m");
      /* The rest moves to the front: the buffer has room for one request of each slot. */
      memmove(connection->output, connection->output + connection->output_start,
              connection->output_end - connection->output_start);
      connection->output_end -= connection->output_start;
      connection->output_start = 0;
      wait_for(connection, true);
      return;
    }
    connection->output_start += (size_t)written;
  }
  connection->output_start = connection->output_end = 0;
  wait_for(connection, false);
}

static void receive_answer(struct connection *connection, const uint8_t *frame, size_t length, uint64_t time) {
  uint32_t index = frame_stream(frame) / 2;
  if (index >= connection->slot_count) fail("an answer on stream %u, which has no call", frame_stream(frame));
  struct slot *slot = &connection->slots[index];
  in_flight--;
  answered_count++;
  last_answered = time;
  if (call_limit || (time >= count_from && time < count_until)) {
    slot->group->outcomes[read_answer(method, frame + frame_header_length, length)]++;
    add_latency(&slot->group->latencies, time - slot->sent);
  }
  if (has_more_calls(time)) add_request(connection, index, time);
}

static void receive_input(struct connection *connection) {
  ssize_t count = recv(
      connection->socket, connection->input + connection->input_length, input_capacity - connection->input_length, 0);
  if (count == 0) fail("the server closed a connection");
  if (count < 0) {
    if (errno == EAGAIN) return;
    fail("a connection broke: %m");
  }
  uint64_t time = now();
  size_t end = connection->input_length + (size_t)count, start = 0;
  while (end - start >= frame_header_length) {
    size_t length = frame_data_length(connection->input + start);
    if (length > input_capacity - frame_header_length) fail("an answer of %zu bytes", length);
    if (end - start < frame_header_length + length) break;
    receive_answer(connection, connection->input + start, length, time);
    start += frame_header_length + length;
  }
  memmove(connection->input, connection->input + start, end - start);
  connection->input_length = end - start;
}

static int connect_to(const char *address) {
  char host[256];
  const char *colon = strrchr(address, ':');
  if (!colon || (size_t)(colon - address) >= sizeof host) fail("--address is HOST:PORT, not %s", address);
  memcpy(host, address, (size_t)(colon - address));
  host[colon - address] = 0;
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
  int status = getaddrinfo(host, colon + 1, &hints, &found);
  if (status != 0) fail("%s: %s", address, gai_strerror(status));
  int descriptor = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  if (descriptor < 0 || connect(descriptor, found->ai_addr, found->ai_addrlen) != 0) fail("%s: %m", address);
  freeaddrinfo(found);
  if (setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
      fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0) {
    fail("%s: %m", address);
  }
  return descriptor;
}

/* Deals the callers out over the connections, one after another. */
static void open_connections(void) {
  connections = allocate(connection_count, sizeof *connections);
  poll_descriptor = epoll_create1(EPOLL_CLOEXEC);
  uint32_t slots = 0, index = 0;
  for (uint32_t group = 0; group < group_count; group++) slots += groups[group].callers;
  slots = (slots + connection_count - 1) / connection_count;
  for (uint32_t number = 0; number < connection_count; number++) {
    struct connection *connection = &connections[number];
    connection->socket = connect_to(addresses[number % address_count]);
    connection->slots = allocate(slots, sizeof *connection->slots);
    connection->output = allocate(slots + 1, request_capacity);
    connection->input = allocate(input_capacity, 1);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(poll_descriptor, EPOLL_CTL_ADD, connection->socket, &event) != 0) fail("epoll_ctl: %m");
  }
  for (uint32_t group = 0; group < group_count; group++) {
    for (uint32_t caller = 0; caller < groups[group].callers; caller++, index++) {
      struct connection *connection = &connections[index % connection_count];
      connection->slots[connection->slot_count++].group = &groups[group];
    }
  }
}

static void start_calls(uint64_t time) {
  for (uint32_t number = 0; number < connection_count; number++) {
    for (uint32_t slot = 0; slot < connections[number].slot_count && has_more_calls(time); slot++) {
      add_request(&connections[number], slot, time);
    }
    send_output(&connections[number]);
  }
}

static void exchange_until_answered(void) {
  struct epoll_event events[64];
  while (in_flight > 0) {
    int count = epoll_wait(poll_descriptor, events, 64, silence_seconds * 1000);
    if (count == 0) fail("no answer for %d s, with %lu calls in flight", silence_seconds, in_flight);
    if (count < 0 && errno != EINTR) fail("epoll_wait: %m");
    for (int event = 0; event < count; event++) {
      struct connection *connection = events[event].data.ptr;
      if (events[event].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) receive_input(connection);
      send_output(connection);
    }
  }
}

static void print_latencies(const struct latencies *latencies) {
  printf("\"p50_us\": %.1f, \"p99_us\": %.1f, \"p999_us\": %.1f, \"max_us\": %.1f", latency_within(latencies, 0.5),
         latency_within(latencies, 0.99), latency_within(latencies, 0.999), latency_within(latencies, 0.999999999));
}

static void print_result(double processor) {
  struct latencies *all = allocate(1, sizeof *all);
  uint64_t outcomes[outcome_count] = {0}, total = 0;
  for (uint32_t group = 0; group < group_count; group++) {
    for (int outcome = 0; outcome < outcome_count; outcome++) {
      outcomes[outcome] += groups[group].outcomes[outcome];
      total += groups[group].outcomes[outcome];
    }
    for (int bucket = 0; bucket < latency_buckets; bucket++) {
      all->buckets[bucket] += groups[group].latencies.buckets[bucket];
    }
    all->count += groups[group].latencies.count;
  }
  double elapsed = (double)(last_answered - first_sent) / 1e9;
  double counted = call_limit ? elapsed : seconds;
  printf("{\n  \"%s\": %.0f,\n  \"calls_per_second\": %.0f,\n  ", method->rate,
         (double)outcomes[outcome_success] / counted, (double)total / counted);
  print_latencies(all);
  printf(",\n  \"connections\": %u, \"counted_seconds\": %.4f, \"sent\": %lu, \"answered\": %lu,\n", connection_count,
         counted, sent_count, answered_count);
  printf("  \"client_processor_share\": %.3f,\n  \"outcomes\": {", processor / elapsed);
  for (int outcome = 0; outcome < outcome_count; outcome++) {
    printf("%s\"%s\": %lu", outcome ? ", " : "", outcome ? outcome_names[outcome] : method->success,
           outcomes[outcome]);
  }
  printf("},\n  \"caller_groups\": [");
  for (uint32_t group = 0; group < group_count; group++) {
    printf("%s\n    {\"callers\": %u, \"campaigns\": %ld, \"%s\": %.0f, ", group ? "," : "",
           groups[group].callers, groups[group].last - groups[group].first + 1, method->rate,
           (double)groups[group].outcomes[outcome_success] / counted);
    print_latencies(&groups[group].latencies);
    printf("}");
  }
  printf("\n  ]\n}\n");
  if (outcomes[outcome_malformed]) fail("%lu answers were malformed", outcomes[outcome_malformed]);
}

static double number(const char *option, const char *text, double least, double most) {
  char *end;
  double value = text ? strtod(text, &end) : 0;
  if (!text || *text == 0 || *end != 0 || !(value >= least && value <= most)) {
    fail("%s takes a number from %.0f to %.0f", option, least, most);
  }
  return value;
}

static void add_callers(const char *text) {
  struct caller_group *group = &groups[group_count];
  int length = 0;
  if (!text || group_count == most_caller_groups) fail("--callers at most %d times", most_caller_groups);
  int read = sscanf(text, "%u@%ld%n-%ld%n", &group->callers, &group->first, &length, &group->last, &length);
  if (read == 2) group->last = group->first;
  if (read < 2 || text[length] != 0 || group->callers < 1 || group->callers > 100000 || group->first < 1 ||
      group->last < group->first) {
    fail("--callers is COUNT@CAMPAIGN or COUNT@FIRST-LAST, not %s", text);
  }
  group->next = group->first;
  group_count++;
}

static void read_arguments(char **arguments) {
  for (const char *option; (option = *arguments); arguments++) {
    if (strcmp(option, "--without-keys") == 0) {
      with_keys = false;
      continue;
    }
    if (strcmp(option, "--same-user") == 0) {
      of_same_user = true;
      continue;
    }
    const char *value = *++arguments;
    if (strcmp(option, "--address") == 0 && value && address_count < most_addresses) {
      addresses[address_count++] = value;
    } else if (strcmp(option, "--callers") == 0) {
      add_callers(value);
    } else if (strcmp(option, "--connections") == 0) {
      connection_count = (uint32_t)number(option, value, 1, 10000);
    } else if (strcmp(option, "--method") == 0) {
      method = find_method(value);
      if (!method) fail("--method is IssueCoupon, GetCampaign, JoinQueue or GetQueueStatus");
    } else if (strcmp(option, "--users") == 0) {
      user_count = (uint64_t)number(option, value, 1, 1e12);
    } else if (strcmp(option, "--seconds") == 0) {
      seconds = number(option, value, 0.01, 86400);
    } else if (strcmp(option, "--warm-up") == 0) {
      warm_up = number(option, value, 0, 86400);
    } else if (strcmp(option, "--calls") == 0) {
      call_limit = (uint64_t)number(option, value, 1, 1e12);
    } else {
      fail("unknown option or no value: %s", option);
    }
  }
}

int main(int count, char **arguments) {
  (void)count;
  method = find_method("IssueCoupon");
  read_arguments(arguments + 1);
  if (!address_count || !group_count || (seconds == 0) == (call_limit == 0)) {
    fail("it takes --address, --callers, and one of --seconds and --calls");
  }
  if (getrandom(&run_number, sizeof run_number, 0) != sizeof run_number) fail("getrandom: %m");
  open_connections();
  first_sent = now();
  count_from = first_sent + (uint64_t)(warm_up * 1e9);
  count_until = count_from + (uint64_t)(seconds * 1e9);
  double processor = processor_seconds();
  start_calls(first_sent);
  exchange_until_answered();
  print_result(processor_seconds() - processor);
  return 0;
}
