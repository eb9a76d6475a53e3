#define _GNU_SOURCE
#include "load_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

int tcp_connect(const char *address) {
  char host[64];
  const char *colon = strrchr(address, ':');
  struct sockaddr_in peer = {.sin_family = AF_INET};
  if (colon == NULL || (size_t)(colon - address) >= sizeof host) return errno = EINVAL, -1;
  memcpy(host, address, (size_t)(colon - address));
  host[colon - address] = 0;
  peer.sin_port = htons((uint16_t)atoi(colon + 1));
  if (inet_pton(AF_INET, host, &peer.sin_addr) != 1) return errno = EINVAL, -1;
  int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (file < 0) return -1;
  if (connect(file, (struct sockaddr *)&peer, sizeof peer) != 0) {
    int fault = errno;
    close(file);
    return errno = fault, -1;
  }
  int on = 1;
  setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return file;
}

bool raise_descriptor_limit(size_t descriptors) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return false;
  if (limit.rlim_cur >= descriptors) return true;
  if (limit.rlim_max != RLIM_INFINITY && limit.rlim_max < descriptors) return false;
  limit.rlim_cur = descriptors;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

double monotonic_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

double process_cpu_seconds(pid_t process) {
  clockid_t clock;
  struct timespec time;
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

long process_resident_kib(pid_t process) {
  char path[64], line[256];
  long resident = 0;
  snprintf(path, sizeof path, "/proc/%d/status", (int)process);
  FILE *file = fopen(path, "re");
  if (file == NULL) return 0;
  while (fgets(line, sizeof line, file) != NULL && sscanf(line, "VmRSS: %ld", &resident) != 1) continue;
  fclose(file);
  return resident;
}

long argument_number(const char *option, const char *text, long lowest, long highest) {
  char *end;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (errno != 0 || end == text || *end != 0 || value < lowest || value > highest)
    fail(2, "--%s is %s; give a whole number, %ld to %ld", option, text, lowest, highest);
  return value;
}

void fail(int status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(status);
}
