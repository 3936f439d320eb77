// SPDX-License-Identifier: GPL-3.0-or-later
// glibc has no malloc hook any more: these definitions stand before the library's and forward to it.
#define _GNU_SOURCE
#include "CBench.h"
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

enum { most_threads = 256 };
static struct {
    atomic_long count;
    pid_t thread;
} threads[most_threads];
static atomic_int known;
static atomic_long live;
static __thread int here = -1;

static void *counted(void *memory) {
    if (memory == NULL) return NULL;
    if (here < 0) {
        int slot = atomic_fetch_add(&known, 1);
        here = slot < most_threads ? slot : most_threads - 1;
        threads[here].thread = gettid();
    }
    atomic_fetch_add_explicit(&threads[here].count, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&live, (long)malloc_usable_size(memory), memory_order_relaxed);
    return memory;
}

static void forget(void *memory) {
    if (memory != NULL) atomic_fetch_sub_explicit(&live, (long)malloc_usable_size(memory), memory_order_relaxed);
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }
void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }
void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }
void *aligned_alloc(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

int posix_memalign(void **result, size_t alignment, size_t size) {
    *result = counted(__libc_memalign(alignment, size));
    return *result != NULL ? 0 : ENOMEM;
}

void *realloc(void *memory, size_t size) {
    forget(memory);
    return counted(__libc_realloc(memory, size));
}

void free(void *memory) {
    forget(memory);
    __libc_free(memory);
}

long bench_allocations_here(void) { return here < 0 ? 0 : atomic_load(&threads[here].count); }
long bench_live_bytes(void) { return atomic_load(&live); }

long bench_allocations_of(const char *name) {
    long total = 0;
    int count = atomic_load(&known) < most_threads ? atomic_load(&known) : most_threads;
    for (int slot = 0; slot < count; slot++) {
        char path[64], found[32] = "";
        snprintf(path, sizeof path, "/proc/self/task/%d/comm", threads[slot].thread);
        FILE *file = fopen(path, "r");
        if (file == NULL) continue;
        if (fgets(found, sizeof found, file) != NULL && strncmp(found, name, strlen(name)) == 0)
            total += atomic_load(&threads[slot].count);
        fclose(file);
    }
    return total;
}
