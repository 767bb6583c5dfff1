// Sixteen counters at once, compiled once per instruction set.
#pragma once

#include <cstdint>

namespace AS_ISA {

constexpr uint32_t all_lanes = 0xffff;

// How many of something each of sixteen queries has: counters of which each bit
// lies in a word of its own, so that a few operations raise all of them.
class RankCounters {
  public:
    void add(uint32_t lanes) {
        for (int bit = 0; lanes != 0 && bit < bits; bit++) {
            const uint32_t carry = words_[bit] & lanes;
            words_[bit] ^= lanes;
            lanes = carry;
        }
        over_ |= lanes;
    }
    // The queries whose counter is below.
    uint32_t below(int64_t bound) const {
        uint32_t less = 0, equal = all_lanes;
        for (int bit = bits - 1; bit >= 0; bit--) {
            const uint32_t own = bound >> bit & 1 ? all_lanes : 0;
            less |= equal & own & ~words_[bit];
            equal &= ~(words_[bit] ^ own);
        }
        return less & ~over_;
    }

  private:
    static constexpr int bits = 24;
    uint32_t words_[bits] = {}, over_ = 0;
};

} // namespace AS_ISA
