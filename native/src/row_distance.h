// One query and one row, as they lie in memory, by direct differences: sixteen
// sums side by side, each of every sixteenth dimension, added up in one order.
// The same bits wherever it is asked, with AVX-512 and AVX2 alike.
#pragma once

#include "simd.h"

namespace AS_ISA {

#if defined(__AVX512F__)
static inline Float16Lanes load_first16(const float *p, int count) {
    return {
        _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count) - 1), p)};
}
#elif defined(__AVX2__)
static inline __m256 load_first8(const float *p, int count) {
    const __m256i place = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i wanted = _mm256_cmpgt_epi32(_mm256_set1_epi32(count), place);
    return _mm256_maskload_ps(p, wanted);
}
static inline Float16Lanes load_first16(const float *p, int count) {
    return {load_first8(p, count),
            count > 8 ? load_first8(p + 8, count - 8) : _mm256_setzero_ps()};
}
#else
static inline Float16Lanes load_first16(const float *p, int count) {
    Float16Lanes r = splat16(0);
    std::memcpy(r.v, p, count * sizeof *p); // p need not be aligned
    return r;
}
#endif

// Halves added to halves.
static inline float add_across16(Float16Lanes a) {
#if defined(__AVX2__)
#if defined(__AVX512F__)
    const __m256 low = _mm512_castps512_ps256(a.v);
    const __m256 high = _mm512_extractf32x8_ps(a.v, 1);
    const __m256 eight = _mm256_add_ps(low, high);
#else
    const __m256 eight = _mm256_add_ps(a.a, a.b);
#endif
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight),
                                   _mm256_extractf128_ps(eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
#else
    for (int half = 8; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            a.v[i] += a.v[i + half];
    return a.v[0];
#endif
}

template <bool InnerProduct>
static inline Float16Lanes add_row_term(Float16Lanes row, Float16Lanes query,
                                        Float16Lanes sum) {
    if constexpr (InnerProduct)
        return add_product16(row, query, sum);
    else
        return add_square16(sub16(row, query), sum);
}

// Squared L2, or the negative product: smallest first in either metric.
template <bool InnerProduct>
static inline float row_distance(const float *query, const float *row,
                                 int32_t dimension) {
    Float16Lanes sum = splat16(0);
    int32_t c = 0;
    for (; c + 16 <= dimension; c += 16)
        sum =
            add_row_term<InnerProduct>(load16(row + c), load16(query + c), sum);
    if (const int rest = dimension - c; rest > 0)
        sum = add_row_term<InnerProduct>(load_first16(row + c, rest),
                                         load_first16(query + c, rest), sum);
    const float total = add_across16(sum);
    return InnerProduct ? -total : total;
}

constexpr int rows_at_once = 4;

// The same of several rows at once, bit by bit.
template <bool InnerProduct>
static inline void row_distances(const float *query, const float *const *rows,
                                 int32_t dimension, float *distances) {
    Float16Lanes sums[rows_at_once];
    for (int r = 0; r < rows_at_once; r++)
        sums[r] = splat16(0);
    int32_t c = 0;
    for (; c + 16 <= dimension; c += 16) {
        const Float16Lanes q = load16(query + c);
        for (int r = 0; r < rows_at_once; r++)
            sums[r] =
                add_row_term<InnerProduct>(load16(rows[r] + c), q, sums[r]);
    }
    if (const int rest = dimension - c; rest > 0) {
        const Float16Lanes q = load_first16(query + c, rest);
        for (int r = 0; r < rows_at_once; r++)
            sums[r] = add_row_term<InnerProduct>(
                load_first16(rows[r] + c, rest), q, sums[r]);
    }
    for (int r = 0; r < rows_at_once; r++) {
        const float total = add_across16(sums[r]);
        distances[r] = InnerProduct ? -total : total;
    }
}

} // namespace AS_ISA
