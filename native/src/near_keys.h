// Candidates as 32-bit keys, for the instruction set that this translation unit
// is compiled for: a squared distance as the bits of a float, the lowest of
// which give way to the candidate's number. Keys order as distances do, up to
// 2^-11 of their size, and sixteen of them are one register.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "lanes.h"

namespace AS_ISA {

constexpr int near_lanes = 16;
// Low bits of a key that are a number.
constexpr uint32_t number_bits = 12;
constexpr uint32_t number_mask = (1u << number_bits) - 1;
constexpr uint32_t no_key = 0xffffffffu;

// What the key's distance is at least.
inline float least_distance(uint32_t key) {
    return std::bit_cast<float>(key & ~number_mask);
}

// Writes the keys of sixteen distances, none negative, that `near` names, one
// after the other; numbers [16]. Sixteen places after `to` may be written.
// Returns how many.
static inline int append_keys(Float16Lanes distances, uint32_t near,
                              const uint32_t *numbers, uint32_t *to) {
#if defined(__AVX512F__)
    const __m512i bits = _mm512_castps_si512(distances.v);
    // (bits & ~number_mask) | numbers
    const __m512i keys = _mm512_ternarylogic_epi32(
        bits, _mm512_set1_epi32(static_cast<int>(~number_mask)),
        _mm512_loadu_si512(numbers), 0xea);
    // Storing a compressed register is faster than compressing into memory.
    _mm512_storeu_si512(
        to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(near), keys));
    return std::popcount(near);
#else
    float all[near_lanes];
    store16(all, distances);
    int count = 0;
    for (; near != 0; near &= near - 1) {
        const int lane = std::countr_zero(near);
        to[count++] =
            (std::bit_cast<uint32_t>(all[lane]) & ~number_mask) | numbers[lane];
    }
    return count;
#endif
}

#if defined(__AVX512F__)

// One step of a bitonic network: each lane meets `other`, and those in `larger`
// keep the larger of the two.
static inline __m512i meet(__m512i keys, __m512i other, __mmask16 larger) {
    return _mm512_mask_max_epu32(_mm512_min_epu32(keys, other), larger, keys,
                                 other);
}
// Lane i meets lane i ^ Distance.
template <int Distance>
static inline __m512i meet_at(__m512i keys, __mmask16 larger) {
    if constexpr (Distance == 1)
        return meet(keys, _mm512_shuffle_epi32(keys, _MM_PERM_CDAB), larger);
    else if constexpr (Distance == 2)
        return meet(keys, _mm512_shuffle_epi32(keys, _MM_PERM_BADC), larger);
    else if constexpr (Distance == 4)
        return meet(keys, _mm512_shuffle_i32x4(keys, keys, 0xb1), larger);
    else
        return meet(keys, _mm512_shuffle_i32x4(keys, keys, 0x4e), larger);
}
static inline __m512i sort_bitonic(__m512i keys) {
    keys = meet_at<8>(keys, 0xff00);
    keys = meet_at<4>(keys, 0xf0f0);
    keys = meet_at<2>(keys, 0xcccc);
    return meet_at<1>(keys, 0xaaaa);
}
static inline __m512i sort_keys(__m512i keys) {
    keys = meet_at<1>(keys, 0x6666);
    keys = meet_at<2>(keys, 0x3c3c);
    keys = meet_at<1>(keys, 0x5a5a);
    keys = meet_at<4>(keys, 0x0ff0);
    keys = meet_at<2>(keys, 0x33cc);
    keys = meet_at<1>(keys, 0x55aa);
    return sort_bitonic(keys);
}

// The sixteen smallest of keys[count], in order; filled up with no_key. Places
// up to the next whole sixteen may be read and written.
static inline void smallest_keys(uint32_t *keys, int count,
                                 uint32_t *smallest) {
    const __m512i none = _mm512_set1_epi32(-1);
    _mm512_storeu_si512(keys + count, none);
    _mm512_storeu_si512(keys + count + near_lanes, none);
    const __m512i turned =
        _mm512_set_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m512i least = sort_keys(_mm512_loadu_si512(keys));
    int done = near_lanes;
    // Seldom once, seldom thrice: a loop that always runs is predicted.
    do {
        const __m512i more = sort_keys(_mm512_loadu_si512(keys + done));
        least = sort_bitonic(
            _mm512_min_epu32(least, _mm512_permutexvar_epi32(turned, more)));
        done += near_lanes;
    } while (done < count);
    _mm512_storeu_si512(smallest, least);
}

#else

static inline void smallest_keys(uint32_t *keys, int count,
                                 uint32_t *smallest) {
    std::fill(smallest, smallest + near_lanes, no_key);
    for (int i = 0; i < count; i++) {
        const uint32_t key = keys[i];
        if (key >= smallest[near_lanes - 1])
            continue;
        int place = near_lanes - 1;
        for (; place > 0 && smallest[place - 1] > key; place--)
            smallest[place] = smallest[place - 1];
        smallest[place] = key;
    }
}

#endif

} // namespace AS_ISA
