#include <spawn.h>

/* glibc declares it for _GNU_SOURCE alone, which Swift's Glibc module doesn't define. */
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first_descriptor);
