// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include "CBench.h"
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { slots = 10, slot_nanoseconds = 2000000 };

void bench_floor(const int *sockets, int count, int turns) {
    static uint8_t packet[172];
    struct timespec next;
    uint16_t sequence = 0;
    uint32_t timestamp = 0;
    packet[0] = 0x80;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (int turn = 0; turn < turns; turn++) {
        for (int slot = 0; slot < slots; slot++) {
            for (int stream = slot; stream < count; stream += slots) {
                uint16_t wire_sequence = htons(sequence);
                uint32_t wire_timestamp = htonl(timestamp), wire_source = htonl((uint32_t)stream);
                memcpy(packet + 2, &wire_sequence, 2);
                memcpy(packet + 4, &wire_timestamp, 4);
                memcpy(packet + 8, &wire_source, 4);
                send(sockets[stream], packet, sizeof packet, MSG_DONTWAIT | MSG_NOSIGNAL);
            }
            next.tv_nsec += slot_nanoseconds;
            if (next.tv_nsec >= 1000000000) {
                next.tv_nsec -= 1000000000;
                next.tv_sec++;
            }
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
        }
        sequence++;
        timestamp += 160;
    }
}
