#define _GNU_SOURCE
#include "CRestingMemory.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    page_bytes = 4096,
    slot_bytes = 8192,                    // a block that may rest has more than one page and at most this
    slot_words = slot_bytes / 8,
    slot_count = 65536,                   // connections at once; blocks beyond it come from malloc and never rest
    kept_slots = 256,                     // slots that are not in use and yet keep their pages, for the next connections
};

static const size_t region_bytes = (size_t)slot_bytes * slot_count;

/// Address space in slots; a slot has pages from its first use on.
static struct {
    pthread_mutex_t lock;
    uint8_t *region;                      // NULL until the first block is asked for; then it stays
    int has_failed;
    uint32_t fresh;                       // slots from here on were never used
    uint32_t unused_count;
    uint32_t unused[slot_count];          // slots that were given back, the last one first
} slots = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int is_installed;

/// What a block holds while it rests.
typedef struct {
    uint64_t present[slot_words / 64];    // one bit for each word that is not zero
    uint64_t words[];                     // these words, in their order
} rested_block;

static int is_slot(const void *block) {
    const uint8_t *address = (const uint8_t *)block;
    const uint8_t *region = __atomic_load_n(&slots.region, __ATOMIC_ACQUIRE);
    return region != NULL && address >= region && address < region + region_bytes;
}

static uint8_t *reserve(void) {
    void *region = mmap(NULL, region_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (region == MAP_FAILED) return NULL;
    // A huge page would hold four hundred connections together.
    madvise(region, region_bytes, MADV_NOHUGEPAGE);
    return (uint8_t *)region;
}

static void *slot_new(void) {
    void *slot = NULL;
    pthread_mutex_lock(&slots.lock);
    if (slots.region == NULL && !slots.has_failed) {
        __atomic_store_n(&slots.region, reserve(), __ATOMIC_RELEASE);
        slots.has_failed = slots.region == NULL;
    }
    if (slots.unused_count > 0) {
        slot = slots.region + (size_t)slots.unused[--slots.unused_count] * slot_bytes;
    } else if (slots.region != NULL && slots.fresh < slot_count) {
        slot = slots.region + (size_t)slots.fresh++ * slot_bytes;
    }
    pthread_mutex_unlock(&slots.lock);
    return slot;
}

static void slot_free(void *slot) {
    pthread_mutex_lock(&slots.lock);
    if (slots.unused_count >= kept_slots) madvise(slot, slot_bytes, MADV_DONTNEED);
    slots.unused[slots.unused_count++] = (uint32_t)((size_t)((uint8_t *)slot - slots.region) / slot_bytes);
    pthread_mutex_unlock(&slots.lock);
}

void *abeyance_memory_new(size_t count) {
    if (count == 0) return NULL;
    if (count > page_bytes && count <= slot_bytes) {
        void *slot = slot_new();
        if (slot != NULL) return slot;
    }
    return malloc(count);
}

void abeyance_memory_free(void *block) {
    if (is_slot(block))
        slot_free(block);
    else
        free(block);
}

static void *changed(void *block, size_t count) {
    if (block == NULL) return abeyance_memory_new(count);
    if (count == 0) {
        abeyance_memory_free(block);
        return NULL;
    }
    if (!is_slot(block)) return realloc(block, count);
    if (count <= slot_bytes) return block;
    void *larger = malloc(count);
    if (larger == NULL) return NULL;
    memcpy(larger, block, slot_bytes);
    slot_free(block);
    return larger;
}

void *abeyance_memory_rest(void *block) {
    if (!is_slot(block)) return NULL;
    const uint64_t *words = (const uint64_t *)block;
    size_t count = 0;
    for (size_t i = 0; i < slot_words; i++) count += words[i] != 0;
    rested_block *rested = (rested_block *)malloc(sizeof *rested + count * sizeof(uint64_t));
    if (rested == NULL) return NULL;
    memset(rested->present, 0, sizeof rested->present);
    size_t next = 0;
    for (size_t i = 0; i < slot_words; i++) {
        if (words[i] == 0) continue;
        rested->present[i / 64] |= (uint64_t)1 << (i % 64);
        rested->words[next++] = words[i];
    }
    if (madvise(block, slot_bytes, MADV_DONTNEED) == 0) return rested;
    OPENSSL_cleanse(rested, sizeof *rested + count * sizeof(uint64_t));
    free(rested);
    return NULL;
}

void abeyance_memory_wake(void *block, void *rested) {
    // The pages that the system gives back now are zero.
    uint64_t *words = (uint64_t *)block;
    rested_block *from = (rested_block *)rested;
    size_t next = 0;
    for (size_t part = 0; part < slot_words / 64; part++) {
        for (uint64_t left = from->present[part]; left != 0; left &= left - 1) {
            words[part * 64 + (size_t)__builtin_ctzll(left)] = from->words[next++];
        }
    }
    OPENSSL_cleanse(from, sizeof *from + next * sizeof(uint64_t));
    free(from);
}

int abeyance_memory_is_ours(void) { return is_installed; }

// ---- OpenSSL's side

static void *openssl_new(size_t count, const char *file, int line) {
    (void)file;
    (void)line;
    return abeyance_memory_new(count);
}

static void *openssl_changed(void *block, size_t count, const char *file, int line) {
    (void)file;
    (void)line;
    return changed(block, count);
}

static void openssl_free(void *block, const char *file, int line) {
    (void)file;
    (void)line;
    abeyance_memory_free(block);
}

/// OpenSSL takes these only before its first block, so they are set before `main`.
__attribute__((constructor)) static void install(void) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return; // a sanitizer watches malloc's blocks, not ours
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    return;
#endif
#endif
    if (sysconf(_SC_PAGESIZE) != page_bytes) return;
    is_installed = CRYPTO_set_mem_functions(openssl_new, openssl_changed, openssl_free) == 1;
}
