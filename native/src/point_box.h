// The box around some points, and what it bounds, compiled once per instruction
// set.
//
// A bound is computed with the very operations of the distance between two
// points, in the same order: rounding is monotone, so that a bound never
// exceeds what it bounds, nor falls below it.
#pragma once

#include <limits>

#include "simd.h"

namespace AS_ISA {

constexpr float endless = std::numeric_limits<float>::infinity();

// D 0: as many dimensions as are said, 7 at most.
template <int D> struct PointBox {
    float low[D > 0 ? D : 7], high[D > 0 ? D : 7];

    // Of sixteen points [dimension][16] that are taken, a bit each.
    void add(const float *points, uint32_t taken, int32_t dimension) {
        const int d = D > 0 ? D : dimension;
        for (int c = 0; c < d; c++) {
            const Float16Lanes at = load16(points + c * 16);
            const Float16Lanes none = splat16(endless);
            low[c] = std::min(low[c], least16(select16(taken, none, at)));
            high[c] = std::max(
                high[c],
                -least16(select16(taken, none, sub16(splat16(0), at))));
        }
    }

    void clear(int32_t dimension) {
        const int d = D > 0 ? D : dimension;
        std::fill_n(low, d, endless);
        std::fill_n(high, d, -endless);
    }

    // The least squared distance to sixteen boxes, whose sides are `stride`
    // floats apart.
    Float16Lanes gaps(const float *lows, const float *highs, int64_t stride,
                      int32_t dimension) const {
        const int d = D > 0 ? D : dimension;
        Float16Lanes sum = splat16(0);
        for (int c = 0; c < d; c++) {
            const Float16Lanes below =
                sub16(load16(lows + c * stride), splat16(high[c]));
            const Float16Lanes above =
                sub16(splat16(low[c]), load16(highs + c * stride));
            sum = add_square16(max16(max16(below, above), splat16(0)), sum);
        }
        return sum;
    }

    // The greatest squared distance to sixteen points.
    Float16Lanes reaches(const float *points, int64_t stride,
                         int32_t dimension) const {
        const int d = D > 0 ? D : dimension;
        Float16Lanes sum = splat16(0);
        for (int c = 0; c < d; c++) {
            const Float16Lanes at = load16(points + c * stride);
            sum = add_square16(
                max16(sub16(at, splat16(low[c])), sub16(splat16(high[c]), at)),
                sum);
        }
        return sum;
    }

    // The same to one.
    float reach(const float *point, int64_t stride, int32_t dimension) const {
        const int d = D > 0 ? D : dimension;
        float sum = 0;
        for (int c = 0; c < d; c++)
            sum = add_square(std::max(point[c * stride] - low[c],
                                      high[c] - point[c * stride]),
                             sum);
        return sum;
    }
};

// Squared distances of sixteen points [dimension][16] from one.
template <int D>
static inline Float16Lanes distances_from(const float *points,
                                          const float *point, int64_t stride,
                                          int32_t dimension) {
    const int d = D > 0 ? D : dimension;
    Float16Lanes sum = splat16(0);
    for (int c = 0; c < d; c++)
        sum = add_square16(
            sub16(load16(points + c * 16), splat16(point[c * stride])), sum);
    return sum;
}

} // namespace AS_ISA
