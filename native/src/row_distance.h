// How far single rows are from one query, for one instruction set. Rows may lie
// at any address: in a mapped file of FAISS's they are not aligned.
#pragma once

#include <cstdint>
#include <cstring>

#include "simd.h"

namespace AS_ISA {

constexpr int rows_at_once = 4;

// Squared distances, or negative products: smallest first in either metric.
// Direct differences, never |x|^2 + |y|^2 - 2xy. A row's value is the same with
// any other rows beside it.
template <bool InnerProduct, int Rows>
[[gnu::always_inline]] inline void row_distances(const float *query,
                                                 const float *const *rows,
                                                 int d, float *distances) {
    Float16Lanes sums[Rows];
    for (int r = 0; r < Rows; r++)
        sums[r] = splat16(0);
    int c = 0;
    for (; c + 16 <= d; c += 16) {
        const Float16Lanes q = load16(query + c);
        for (int r = 0; r < Rows; r++) {
            const Float16Lanes x = load16(rows[r] + c);
            sums[r] = InnerProduct ? add_product16(q, x, sums[r])
                                   : add_square16(sub16(q, x), sums[r]);
        }
    }
    for (int r = 0; r < Rows; r++) {
        float sum = sum16(sums[r]);
        for (int tail = c; tail < d; tail++) {
            float x;
            std::memcpy(&x, rows[r] + tail, sizeof x);
            sum = InnerProduct ? query[tail] * x + sum
                               : add_square(query[tail] - x, sum);
        }
        distances[r] = InnerProduct ? -sum : sum;
    }
}

} // namespace AS_ISA
