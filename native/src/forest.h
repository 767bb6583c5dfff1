// A forest of point numbers that threads join without locks: parents only ever
// get lower, so that a root is its tree's lowest number, whoever comes first.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

inline uint32_t find_root(uint32_t *parents, uint32_t point) {
    for (;;) {
        std::atomic_ref<uint32_t> parent(parents[point]);
        uint32_t above = parent.load(std::memory_order_relaxed);
        if (above == point)
            return point;
        const uint32_t next = std::atomic_ref<uint32_t>(parents[above])
                                  .load(std::memory_order_relaxed);
        // Halves the way for the next who comes; losing the race is harmless.
        if (next != above)
            parent.compare_exchange_weak(above, next,
                                         std::memory_order_relaxed);
        point = next;
    }
}

inline void join_trees(uint32_t *parents, uint32_t a, uint32_t b) {
    for (;;) {
        a = find_root(parents, a);
        b = find_root(parents, b);
        if (a == b)
            return;
        if (a < b)
            std::swap(a, b);
        uint32_t expected = a;
        if (std::atomic_ref<uint32_t>(parents[a])
                .compare_exchange_strong(expected, b,
                                         std::memory_order_relaxed))
            return;
    }
}
