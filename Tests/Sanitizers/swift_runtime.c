// Tells ThreadSanitizer what the Swift runtime does where it cannot look.
//
// The runtime's libraries are not instrumented, so two kinds of synchronisation that live in them are out of sight, and
// correct programs are reported:
//
// - The contended half of `Mutex`. Its uncontended half is emitted into our modules and is seen; whoever waits, or wakes
//   a waiter, calls into libswiftSynchronization.
// - Reference counts. Whoever gives up a reference to an array has read it; whoever then finds that its own reference is
//   the only one may write in place. The decrement and the question are atomic operations of libswiftCore.
//
// Linked into every program of the thread build (see run.sh), these stand in front of the runtime's functions, call them,
// and say to the sanitizer what they mean. Nothing is hidden: an access that neither orders is reported as ever.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

// The function that stands behind ours; a runtime that has none is not the one that this was written for.
static void *find(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL) {
        fprintf(stderr, "the Swift runtime has no `%s`: see Tests/Sanitizers/swift_runtime.c\n", name);
        abort();
    }
    return function;
}

// Looked up at the first call, which comes from a library before any constructor of ours; twice is as good as once.
#define NEXT(pointer, name) (pointer ? pointer : (pointer = find(name)))

// ---- Mutex: three methods of Synchronization._MutexHandle, whose address is the lock's

#define SWIFTCALL __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

static SWIFTCALL void (*next_lock)(uint32_t thread, SELF);
static SWIFTCALL bool (*next_try_lock)(SELF);
static SWIFTCALL void (*next_unlock)(SELF);

SWIFTCALL void abeyance_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFTCALL void abeyance_lock(uint32_t thread, SELF) {
    NEXT(next_lock, LOCK)(thread, self);
    __tsan_acquire(self);
}

SWIFTCALL bool abeyance_try_lock(SELF) __asm__(TRY_LOCK);
SWIFTCALL bool abeyance_try_lock(SELF) {
    bool taken = NEXT(next_try_lock, TRY_LOCK)(self);
    if (taken) __tsan_acquire(self);
    return taken;
}

SWIFTCALL void abeyance_unlock(SELF) __asm__(UNLOCK);
SWIFTCALL void abeyance_unlock(SELF) {
    __tsan_release(self);
    NEXT(next_unlock, UNLOCK)(self);
}

// ---- reference counts

struct object {
    void *type;
    _Atomic(int64_t) counts; // strong references beyond the first from bit 33; negative when kept elsewhere
};
enum { STRONG_SHIFT = 33 };

// A bridge object has bits of its own beside the address; a negative one is no object.
#define ADDRESS_BITS 0x0FFFFFFFFFFFFFF8u

// What this thread did with the object comes before what the last holder does, unless there is no other holder.
static void publish(intptr_t reference) {
    struct object *object = (struct object *)((uintptr_t)reference & ADDRESS_BITS);
    if (reference < 0 || object == NULL) return;
    int64_t counts = atomic_load_explicit(&object->counts, memory_order_relaxed);
    bool is_immortal = (uint32_t)counts == UINT32_MAX;
    bool is_only_reference = counts >= 0 && counts >> STRONG_SHIFT == 0;
    if (!is_immortal && !is_only_reference) __tsan_release(object);
}

#define RELEASES(each) each(swift_release) each(swift_bridgeObjectRelease)
#define RELEASES_OF_MANY(each) each(swift_release_n) each(swift_bridgeObjectRelease_n)

#define DEFINE_RELEASE(name)              \
    static void (*next_##name)(intptr_t); \
    void name(intptr_t reference) {       \
        publish(reference);               \
        NEXT(next_##name, #name)(reference); \
    }
RELEASES(DEFINE_RELEASE)

#define DEFINE_RELEASE_OF_MANY(name)                     \
    static void (*next_##name)(intptr_t, uint32_t);      \
    void name(intptr_t reference, uint32_t count) {      \
        publish(reference);                              \
        NEXT(next_##name, #name)(reference, count);      \
    }
RELEASES_OF_MANY(DEFINE_RELEASE_OF_MANY)

#define UNIQUENESS_QUESTIONS(ask)                         \
    ask(swift_isUniquelyReferenced)                       \
    ask(swift_isUniquelyReferenced_native)                \
    ask(swift_isUniquelyReferenced_nonNull)               \
    ask(swift_isUniquelyReferenced_nonNull_native)        \
    ask(swift_isUniquelyReferenced_nonNull_bridgeObject)  \
    ask(swift_isUniquelyReferencedNonObjC)                \
    ask(swift_isUniquelyReferencedNonObjC_nonNull)        \
    ask(swift_isUniquelyReferencedNonObjC_nonNull_bridgeObject)

#define DEFINE_QUESTION(name)                                           \
    static bool (*next_##name)(uintptr_t);                              \
    bool name(uintptr_t object) {                                       \
        bool is_unique = NEXT(next_##name, #name)(object);              \
        if (is_unique) __tsan_acquire((void *)(object & ADDRESS_BITS)); \
        return is_unique;                                               \
    }
UNIQUENESS_QUESTIONS(DEFINE_QUESTION)
