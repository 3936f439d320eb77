// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <stdint.h>

// Allocations that the calling thread has made so far.
long bench_allocations_here(void);
// Allocations of all threads whose name begins like this.
long bench_allocations_of(const char *name);
// Bytes of the heap in use now.
long bench_live_bytes(void);

// The least that sending could cost: every stream one packet per 20 ms, from a connected socket, in ten slots
// of two milliseconds, with sequence and timestamp counted. Returns when `turns` times 20 ms have passed.
void bench_floor(const int *sockets, int count, int turns);
