#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "load_client.h"

enum { read_bytes = 256 << 10, events_per_wait = 256 };

struct connection {
  int file;
  uint32_t next_stream_id;
  // Requests that the socket has not taken yet: there is room for all that may be in flight.
  uint8_t *unsent;
  size_t unsent_start, unsent_end;
  // The beginning of an answer whose end has not come.
  uint8_t partial[answer_maximum_bytes];
  size_t partial_count;
};

struct load {
  const struct load_options *options;
  struct request request;
  uint64_t next_user;
  uint64_t answers;
  uint8_t answer[answer_maximum_bytes];
  size_t answer_bytes;
  uint8_t *input;
};

static void send_unsent(struct connection *connection) {
  while (connection->unsent_start < connection->unsent_end) {
    ssize_t count = send(
        connection->file, connection->unsent + connection->unsent_start,
        connection->unsent_end - connection->unsent_start, MSG_NOSIGNAL);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count < 0) fail(1, "a connection can't be written to: %s", strerror(errno));
    connection->unsent_start += (size_t)count;
  }
  connection->unsent_start = connection->unsent_end = 0;
}

static void add_requests(struct load *load, struct connection *connection, size_t count) {
  size_t bytes = load->request.count;
  if (connection->unsent_start > 0) {
    connection->unsent_end -= connection->unsent_start;
    memmove(connection->unsent, connection->unsent + connection->unsent_start, connection->unsent_end);
    connection->unsent_start = 0;
  }
  for (; count > 0; count--) {
    request_write(
        &load->request, connection->unsent + connection->unsent_end, connection->next_stream_id, load->next_user++);
    connection->unsent_end += bytes;
    connection->next_stream_id = (connection->next_stream_id + 2) & 0x7FFFFFFF;
  }
}

static void check_answer(struct load *load, const uint8_t *frame, size_t count) {
  if (load->answer_bytes == 0) {
    if (!answer_is_sold_out(frame + frame_header_bytes, count - frame_header_bytes))
      fail(1, "the answer is no SOLD_OUT: the campaign must exist and have nothing left");
    memcpy(load->answer, frame, count);
    load->answer_bytes = count;
  }
  // The stream id may differ, and nothing else.
  if (count != load->answer_bytes || memcmp(frame + 8, load->answer + 8, count - 8) != 0)
    fail(1, "answer %llu differs from the first", (unsigned long long)load->answers);
}

// Takes what has come and sends a new request for each answer.
static void serve(struct load *load, struct connection *connection) {
  for (;;) {
    memcpy(load->input, connection->partial, connection->partial_count);
    ssize_t received = recv(connection->file, load->input + connection->partial_count, read_bytes, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) break;
    if (received <= 0) fail(1, "the server closed a connection: %s", received < 0 ? strerror(errno) : "end of file");
    size_t available = connection->partial_count + (size_t)received, position = 0, answers = 0;
    while (available - position >= frame_header_bytes) {
      size_t count = frame_header_bytes + frame_length(load->input + position);
      if (count > answer_maximum_bytes) fail(1, "an answer has %zu bytes; a refusal is shorter", count);
      if (available - position < count) break;
      check_answer(load, load->input + position, count);
      position += count;
      answers++;
    }
    connection->partial_count = available - position;
    memcpy(connection->partial, load->input + position, connection->partial_count);
    load->answers += answers;
    add_requests(load, connection, answers);
    send_unsent(connection);
    // A read that had room to spare took all there was; what comes later is another event.
    if ((size_t)received < read_bytes) return;
  }
  send_unsent(connection);
}

static struct connection *open_connections(struct load *load, int poll) {
  const struct load_options *options = load->options;
  struct connection *connections = calloc(options->connections, sizeof *connections);
  for (size_t index = 0; index < options->connections; index++) {
    struct connection *connection = &connections[index];
    connection->file = tcp_connect(options->address);
    if (connection->file < 0) fail(1, "can't connect to %s: %s", options->address, strerror(errno));
    fcntl(connection->file, F_SETFL, fcntl(connection->file, F_GETFL) | O_NONBLOCK);
    connection->next_stream_id = 1;
    connection->unsent = malloc(options->in_flight_per_connection * load->request.count);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = connection};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, connection->file, &event) != 0) fail(1, "epoll_ctl: %s", strerror(errno));
  }
  for (size_t index = 0; index < options->connections; index++) {
    add_requests(load, &connections[index], options->in_flight_per_connection);
    send_unsent(&connections[index]);
  }
  return connections;
}

static double own_cpu_seconds(void) { return process_cpu_seconds(getpid()); }

static double server_cpu_seconds(const struct load_options *options) {
  return options->server_process > 0 ? process_cpu_seconds(options->server_process) : 0;
}

struct load_result load_run(const struct load_options *options) {
  struct load load = {.options = options, .input = malloc(answer_maximum_bytes + read_bytes)};
  request_make(&load.request, options->campaign_id);
  // Users of their own for each run: the time in its upper half, a count in its lower.
  load.next_user = ((uint64_t)time(NULL) << 40) + ((uint64_t)getpid() << 32);
  int poll = epoll_create1(EPOLL_CLOEXEC);
  struct connection *connections = open_connections(&load, poll);

  struct load_result result = {0};
  struct epoll_event events[events_per_wait];
  double begin = monotonic_seconds() + options->warm_up_seconds, last_answer = begin;
  uint64_t answers_at_begin = 0, answers_before = 0;
  bool has_begun = false;
  for (;;) {
    int count = epoll_wait(poll, events, events_per_wait, 1000);
    for (int index = 0; index < count; index++) serve(&load, events[index].data.ptr);
    double now = monotonic_seconds();
    if (load.answers != answers_before) last_answer = now;
    if (now - last_answer > 10) fail(1, "no answer for 10 s");
    answers_before = load.answers;
    if (!has_begun && now >= begin) {
      has_begun = true;
      begin = now;
      answers_at_begin = load.answers;
      result.server_cpu_seconds = server_cpu_seconds(options);
      result.client_cpu_seconds = own_cpu_seconds();
    } else if (has_begun && now >= begin + options->seconds) {
      result.seconds = now - begin;
      result.calls = load.answers - answers_at_begin;
      result.server_cpu_seconds = server_cpu_seconds(options) - result.server_cpu_seconds;
      result.client_cpu_seconds = own_cpu_seconds() - result.client_cpu_seconds;
      break;
    }
  }
  for (size_t index = 0; index < options->connections; index++) {
    close(connections[index].file);
    free(connections[index].unsent);
  }
  free(connections);
  free(load.input);
  close(poll);
  result.answer = memcpy(malloc(load.answer_bytes + 1), load.answer, load.answer_bytes);
  result.answer_bytes = load.answer_bytes;
  return result;
}
