// Tells ThreadSanitizer of the locks of Swift's Synchronization.Mutex that threads wait for. Its quick way is compiled into
// the code that uses it, and is seen; the slow one goes through the kernel (futex PI), in a library that isn't instrumented:
// without this, each lock that was waited for looks like a race. scripts/sanitize.sh has it loaded before the library.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define HANDLE __attribute__((swift_context)) void *
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// Absent in programs without the sanitizer, which are loaded with this, too.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

SWIFT void lock_slow(uint32_t thread, HANDLE handle) __asm__(LOCK_SLOW);
SWIFT void unlock_slow(HANDLE handle) __asm__(UNLOCK_SLOW);

SWIFT void lock_slow(uint32_t thread, HANDLE handle) {
  SWIFT void (*lock)(uint32_t, HANDLE) = (SWIFT void (*)(uint32_t, HANDLE))dlsym(RTLD_NEXT, LOCK_SLOW);
  lock(thread, handle);
  if (__tsan_acquire) __tsan_acquire(handle);
}

SWIFT void unlock_slow(HANDLE handle) {
  SWIFT void (*unlock)(HANDLE) = (SWIFT void (*)(HANDLE))dlsym(RTLD_NEXT, UNLOCK_SLOW);
  if (__tsan_release) __tsan_release(handle);
  unlock(handle);
}
