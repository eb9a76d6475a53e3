// A library that is put before the C library's in PostgreSQL (LD_PRELOAD): each fdatasync, by which it flushes its log,
// takes as many milliseconds longer as FLUSH_DELAY_FILE says at that moment. For tests and benchmarks.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long delay_in_milliseconds(void) {
  char text[16] = {0};
  const char *path = getenv("FLUSH_DELAY_FILE");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return 0;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  return count > 0 ? strtol(text, NULL, 10) : 0;
}

int fdatasync(int file) {
  static int (*flush)(int);
  if (!flush) flush = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  long delay = delay_in_milliseconds();
  struct timespec left = {delay / 1000, delay % 1000 * 1000000};
  while (delay > 0 && nanosleep(&left, &left) < 0 && errno == EINTR) {
  }
  return flush(file);
}
