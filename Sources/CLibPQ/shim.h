#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>

/* glibc shows these two only to those who define _GNU_SOURCE, which a module can't: their declarations are those of the
   manual pages ppoll(2) and pthread_setname_np(3). poll(2) itself counts in milliseconds, too coarse for a socket that
   is waited on until an opening. */
extern int ppoll(struct pollfd *descriptors, nfds_t count, const struct timespec *limit, const sigset_t *mask);
extern int pthread_setname_np(pthread_t thread, const char *name);
