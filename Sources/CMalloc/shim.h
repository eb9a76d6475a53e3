/* Not part of Swift's Glibc module. */
#include <malloc.h>
