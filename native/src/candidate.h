// A candidate neighbour as one 64-bit key: its distance, made an integer that
// orders as the number does, above its point's id. One comparison thus orders
// by distance and, among equal ones, by row.
#pragma once

#include <bit>
#include <cstdint>

// The id of a place without a point; sorts behind every real one.
constexpr uint32_t no_point = 0xffffffffu;

// An empty place: infinitely far, and no point.
constexpr int64_t empty_key = 0x7f800000ffffffff;

// The bits of a float as a signed integer of the same order. The identity for
// numbers that are not negative; its own inverse.
inline int32_t ordered_bits(int32_t bits) {
    return bits ^ ((bits >> 31) & 0x7fffffff);
}

inline int64_t candidate_key(float distance, uint32_t id) {
    const int32_t bits = ordered_bits(std::bit_cast<int32_t>(distance));
    return static_cast<int64_t>(bits) * (int64_t(1) << 32) | id;
}
inline float key_distance(int64_t key) {
    return std::bit_cast<float>(ordered_bits(static_cast<int32_t>(key >> 32)));
}
inline uint32_t key_id(int64_t key) { return static_cast<uint32_t>(key); }

// The same for float64 distances, in 128 bits; they must not be negative.
using WideKey = __int128;
constexpr WideKey empty_wide_key = WideKey(0x7ff0000000000000) << 32 | no_point;

inline WideKey candidate_key(double distance, uint32_t id) {
    return WideKey(std::bit_cast<int64_t>(distance)) << 32 | id;
}
inline double key_distance(WideKey key) {
    return std::bit_cast<double>(static_cast<int64_t>(key >> 32));
}
inline uint32_t key_id(WideKey key) { return static_cast<uint32_t>(key); }

// Keys of a list are kept in whole groups of eight.
inline int list_capacity(int k) {
    const int groups = (k + 7) / 8;
    return groups == 3 ? 32 : groups * 8; // three are searched as four
}
