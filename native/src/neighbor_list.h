// The k nearest candidates of one query, sorted.
//
// Inserting into a sorted list of any length needs no branch:
//     new[i] = max(old[i - 1], min(old[i], key))
#pragma once

#include <algorithm>
#include <limits>

#include "candidate.h"
#include "simd.h"

namespace AS_ISA {

// A list of 8 * Groups places. Groups 0: a list of any length.
template <int Groups, typename Key = int64_t> struct NeighborList {
    Key *keys;
    int k;

    NeighborList(Key *keys, int k) : keys(keys), k(k) {}
    void insert(Key key) {
        for (int i = 8 * Groups - 1; i > 0; i--)
            keys[i] = std::max(keys[i - 1], std::min(keys[i], key));
        keys[0] = std::min(keys[0], key);
    }
    auto close() { return key_distance(keys[k - 1]); }
};

template <typename Key> struct NeighborList<0, Key> {
    Key *keys;
    int k;

    NeighborList(Key *keys, int k) : keys(keys), k(k) {}
    void insert(Key key) {
        if (key >= keys[k - 1])
            return;
        Key *place = std::lower_bound(keys, keys + k, key);
        std::copy_backward(place, keys + k - 1, keys + k);
        *place = key;
    }
    auto close() { return key_distance(keys[k - 1]); }
};

#if defined(__AVX512F__)
// Held in registers while one leaf is looked at.
template <int Groups>
requires(Groups > 0) struct NeighborList<Groups, int64_t> {
    int64_t *keys;
    int k;
    __m512i group[Groups];

    NeighborList(int64_t *keys, int k) : keys(keys), k(k) {
        for (int g = 0; g < Groups; g++)
            group[g] = _mm512_loadu_si512(keys + 8 * g);
    }
    void insert(int64_t key) {
        const __m512i added = _mm512_set1_epi64(key);
        for (int g = Groups - 1; g >= 0; g--) {
            const __m512i before =
                g > 0 ? group[g - 1]
                      : _mm512_set1_epi64(std::numeric_limits<int64_t>::min());
            const __m512i shifted = _mm512_alignr_epi64(group[g], before, 7);
            group[g] =
                _mm512_max_epi64(shifted, _mm512_min_epi64(group[g], added));
        }
    }
    float close() {
        for (int g = 0; g < Groups; g++)
            _mm512_storeu_si512(keys + 8 * g, group[g]);
        return key_distance(keys[k - 1]);
    }
};
#endif

} // namespace AS_ISA
