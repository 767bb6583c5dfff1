// As many floats as one register holds, for the kernel whose sums must all stay
// in registers: it counts them.
#pragma once

#include <cstdint>

#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

namespace AS_ISA {

#if defined(__AVX512F__)

constexpr int product_lanes = 16;
// Queries side by side: with 3 vectors of rows 24 sums in 32 registers.
constexpr int product_queries = 8;
using ProductVector = __m512;

static inline ProductVector load_vector(const float *p) {
    return _mm512_loadu_ps(p);
}
static inline void store_vector(float *p, ProductVector a) {
    _mm512_storeu_ps(p, a);
}
static inline ProductVector splat_vector(float x) { return _mm512_set1_ps(x); }
static inline ProductVector add_product(ProductVector a, ProductVector b,
                                        ProductVector sum) {
    return _mm512_fmadd_ps(a, b, sum);
}
// Bit i: a[i] >= b[i].
static inline uint32_t at_least(ProductVector a, ProductVector b) {
    return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ);
}

#elif defined(__AVX2__)

constexpr int product_lanes = 8;
constexpr int product_queries = 4; // 12 sums in 16 registers
using ProductVector = __m256;

static inline ProductVector load_vector(const float *p) {
    return _mm256_loadu_ps(p);
}
static inline void store_vector(float *p, ProductVector a) {
    _mm256_storeu_ps(p, a);
}
static inline ProductVector splat_vector(float x) { return _mm256_set1_ps(x); }
static inline ProductVector add_product(ProductVector a, ProductVector b,
                                        ProductVector sum) {
    return _mm256_fmadd_ps(a, b, sum);
}
static inline uint32_t at_least(ProductVector a, ProductVector b) {
    return static_cast<uint32_t>(
        _mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_GE_OQ)));
}

#else

constexpr int product_lanes = 4;
constexpr int product_queries = 4; // 12 sums in 16 registers
using ProductVector = float __attribute__((vector_size(16)));

static inline ProductVector load_vector(const float *p) {
    return ProductVector{p[0], p[1], p[2], p[3]};
}
static inline void store_vector(float *p, ProductVector a) {
    for (int i = 0; i < product_lanes; i++)
        p[i] = a[i];
}
static inline ProductVector splat_vector(float x) {
    return ProductVector{x, x, x, x};
}
static inline ProductVector add_product(ProductVector a, ProductVector b,
                                        ProductVector sum) {
    return a * b + sum;
}
static inline uint32_t at_least(ProductVector a, ProductVector b) {
    uint32_t mask = 0;
    for (int i = 0; i < product_lanes; i++)
        mask |= static_cast<uint32_t>(a[i] >= b[i]) << i;
    return mask;
}

#endif

} // namespace AS_ISA
