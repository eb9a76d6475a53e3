#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

#include <stdint.h>

// The number of times that this thread has asked for memory since it began. Linking this target counts them for the
// whole program, the Swift runtime included.
uint64_t allocation_count(void);

#endif
