// Measures what idle connections cost a server in resident memory: opens them, has each refused one call, and looks at the
// process before, between and after.
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "load_client.h"

static const char usage[] =
    "usage: idle-connections --address HOST:PORT --campaign ID --server-process PID [--connections 1000] [--json]\n"
    "Prints the resident memory that a server takes for each idle connection. The campaign must be sold out.\n";

// Waits until the memory has not changed for half a second, ten seconds at most.
static long settled_resident_kib(pid_t process) {
  long resident = process_resident_kib(process);
  for (int turn = 0, unchanged = 0; turn < 100 && unchanged < 5; turn++) {
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    long now = process_resident_kib(process);
    unchanged = now == resident ? unchanged + 1 : 0;
    resident = now;
  }
  if (resident == 0) fail(1, "the memory of process %d can't be read", (int)process);
  return resident;
}

static void receive(int file, uint8_t *bytes, size_t count) {
  if (recv(file, bytes, count, MSG_WAITALL) != (ssize_t)count) fail(1, "a connection ended before its answer");
}

static void call(int file, const struct request *request, uint64_t user) {
  uint8_t bytes[answer_maximum_bytes];
  request_write(request, bytes, 1, user);
  if (send(file, bytes, request->count, MSG_NOSIGNAL) != (ssize_t)request->count)
    fail(1, "a connection can't be written to");
  receive(file, bytes, frame_header_bytes);
  size_t count = frame_length(bytes);
  if (count > sizeof bytes) fail(1, "an answer has %zu bytes; a refusal is shorter", count);
  receive(file, bytes, count);
  if (!answer_is_sold_out(bytes, count))
    fail(1, "the answer is no SOLD_OUT: the campaign must exist and have nothing left");
}

int main(int count, char **arguments) {
  const char *address = NULL;
  int64_t campaign_id = 0;
  size_t connections = 1000;
  pid_t process = 0;
  bool json = false;
  static const struct option names[] = {
      {"address", required_argument, NULL, 'a'},     {"campaign", required_argument, NULL, 'c'},
      {"connections", required_argument, NULL, 'n'}, {"server-process", required_argument, NULL, 'p'},
      {"json", no_argument, NULL, 'j'},              {"help", no_argument, NULL, 'h'},
      {0},
  };
  for (int option; (option = getopt_long(count, arguments, "", names, NULL)) != -1;) {
    switch (option) {
    case 'a': address = optarg; break;
    case 'c': campaign_id = argument_number("campaign", optarg, 1, INT64_MAX); break;
    case 'n': connections = (size_t)argument_number("connections", optarg, 1, 20000); break;
    case 'p': process = (pid_t)argument_number("server-process", optarg, 1, INT32_MAX); break;
    case 'j': json = true; break;
    case 'h': return fputs(usage, stdout), 0;
    default: return fputs(usage, stderr), 2;
    }
  }
  if (address == NULL || campaign_id == 0 || process == 0 || optind < count) return fputs(usage, stderr), 2;
  if (!raise_descriptor_limit(connections + 32))
    fail(2, "%zu connections need more open files than this process may have: raise ulimit -Hn", connections);

  struct request request;
  request_make(&request, campaign_id);
  uint64_t user = (uint64_t)time(NULL) << 32;
  int *files = calloc(connections, sizeof *files);
  long before = settled_resident_kib(process);
  for (size_t index = 0; index < connections; index++) {
    files[index] = tcp_connect(address);
    if (files[index] < 0) fail(1, "can't open connection %zu: %s", index + 1, strerror(errno));
  }
  long opened = settled_resident_kib(process);
  for (size_t index = 0; index < connections; index++) call(files[index], &request, user + index);
  long called = settled_resident_kib(process);
  double number = (double)connections;
  if (json) {
    printf(
        "{\"connections\": %zu, \"before_kib\": %ld, \"opened_kib\": %ld, \"called_kib\": %ld, "
        "\"kib_per_opened_connection\": %.2f, \"kib_per_connection\": %.2f}\n",
        connections, before, opened, called, (double)(opened - before) / number, (double)(called - before) / number);
  } else {
    printf("%.2f KiB a connection\n", (double)(called - before) / number);
  }
  for (size_t index = 0; index < connections; index++) close(files[index]);
  free(files);
  return 0;
}
