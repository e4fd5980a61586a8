// SPDX-License-Identifier: Apache-2.0
// Tells the thread sanitizer what Abseil's locks order: Debian's Abseil is not
// instrumented. The linker sends our calls here (--wrap, CMakeLists.txt).
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace {

// A waiter's condition is called with the mutex held, by any thread.
struct Held {
  void* mutex;
  const absl::Condition* condition;
};

bool EvalHeld(Held* held) {
  __tsan_acquire(held->mutex);
  const bool result = held->condition->Eval();
  __tsan_release(held->mutex);
  return result;
}

}  // namespace

// The mangled names of what each __real_ is, for this ABI.
#define ABSL_SYMBOL(name) _ZN4absl7debian3##name
#define ABSL_CONST_SYMBOL(name) _ZNK4absl7debian3##name
#define PASTE(a, b) a##b
#define JOIN(a, b) PASTE(a, b)
#define REAL(name) JOIN(__real_, ABSL_SYMBOL(name))
#define WRAP(name) JOIN(__wrap_, ABSL_SYMBOL(name))
#define REAL_CONST(name) JOIN(__real_, ABSL_CONST_SYMBOL(name))
#define WRAP_CONST(name) JOIN(__wrap_, ABSL_CONST_SYMBOL(name))

#define ACQUIRES(name)            \
  void REAL(name)(void* object);  \
  void WRAP(name)(void* object);  \
  void WRAP(name)(void* object) { \
    REAL(name)(object);           \
    __tsan_acquire(object);       \
  }
#define RELEASES(name)            \
  void REAL(name)(void* object);  \
  void WRAP(name)(void* object);  \
  void WRAP(name)(void* object) { \
    __tsan_release(object);       \
    REAL(name)(object);           \
  }

extern "C" {

ACQUIRES(5Mutex4LockEv)
RELEASES(5Mutex6UnlockEv)
ACQUIRES(5Mutex10ReaderLockEv)
RELEASES(5Mutex12ReaderUnlockEv)
RELEASES(12Notification6NotifyEv)
ACQUIRES(15BlockingCounter4WaitEv)

bool REAL(5Mutex7TryLockEv)(void* mutex);
bool WRAP(5Mutex7TryLockEv)(void* mutex);
bool WRAP(5Mutex7TryLockEv)(void* mutex) {
  const bool locked = REAL(5Mutex7TryLockEv)(mutex);
  if (locked) __tsan_acquire(mutex);
  return locked;
}

using Condition = absl::Condition;

void REAL(5Mutex5AwaitERKNS0_9ConditionE)(void* mutex, const Condition& what);
void WRAP(5Mutex5AwaitERKNS0_9ConditionE)(void* mutex, const Condition& what);
void WRAP(5Mutex5AwaitERKNS0_9ConditionE)(void* mutex, const Condition& what) {
  Held held{mutex, &what};
  __tsan_release(mutex);
  REAL(5Mutex5AwaitERKNS0_9ConditionE)(mutex, Condition(EvalHeld, &held));
  __tsan_acquire(mutex);
}

bool REAL(5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(
    void* mutex, const Condition& what, absl::Duration timeout);
bool WRAP(5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(
    void* mutex, const Condition& what, absl::Duration timeout);
bool WRAP(5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(
    void* mutex, const Condition& what, absl::Duration timeout) {
  Held held{mutex, &what};
  __tsan_release(mutex);
  const bool result =
      REAL(5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)(
          mutex, Condition(EvalHeld, &held), timeout);
  __tsan_acquire(mutex);
  return result;
}

void REAL(7CondVar4WaitEPNS0_5MutexE)(void* variable, void* mutex);
void WRAP(7CondVar4WaitEPNS0_5MutexE)(void* variable, void* mutex);
void WRAP(7CondVar4WaitEPNS0_5MutexE)(void* variable, void* mutex) {
  __tsan_release(mutex);
  REAL(7CondVar4WaitEPNS0_5MutexE)(variable, mutex);
  __tsan_acquire(mutex);
}

bool REAL(7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)(
    void* variable, void* mutex, absl::Duration timeout);
bool WRAP(7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)(
    void* variable, void* mutex, absl::Duration timeout);
bool WRAP(7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)(
    void* variable, void* mutex, absl::Duration timeout) {
  __tsan_release(mutex);
  const bool result =
      REAL(7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)(
          variable, mutex, timeout);
  __tsan_acquire(mutex);
  return result;
}

void REAL_CONST(12Notification19WaitForNotificationEv)(const void* object);
void WRAP_CONST(12Notification19WaitForNotificationEv)(const void* object);
void WRAP_CONST(12Notification19WaitForNotificationEv)(const void* object) {
  REAL_CONST(12Notification19WaitForNotificationEv)(object);
  __tsan_acquire(const_cast<void*>(object));
}

bool REAL(15BlockingCounter14DecrementCountEv)(void* counter);
bool WRAP(15BlockingCounter14DecrementCountEv)(void* counter);
bool WRAP(15BlockingCounter14DecrementCountEv)(void* counter) {
  __tsan_release(counter);
  return REAL(15BlockingCounter14DecrementCountEv)(counter);
}

}  // extern "C"
