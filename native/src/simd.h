// Sixteen floats at once, for the instruction set that this translation unit
// is compiled for. Everything is static inline: the same
// names mean other code in each AS_ISA namespace.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#endif

namespace AS_ISA {

// a*a + sum. Fused where the instruction set has it: bounds and distances must
// round alike, so that a bound never exceeds what it bounds.
template <typename Scalar>
static inline Scalar add_square(Scalar a, Scalar sum) {
#ifdef __FMA__
    return std::fma(a, a, sum);
#else
    return a * a + sum;
#endif
}

#if defined(__AVX512F__)

struct Float16Lanes {
    __m512 v;
};
static inline Float16Lanes load16(const float *p) {
    return {_mm512_loadu_ps(p)};
}
static inline void store16(float *p, Float16Lanes a) {
    _mm512_storeu_ps(p, a.v);
}
static inline Float16Lanes splat16(float x) { return {_mm512_set1_ps(x)}; }
static inline Float16Lanes sub16(Float16Lanes a, Float16Lanes b) {
    return {_mm512_sub_ps(a.v, b.v)};
}
static inline Float16Lanes add16(Float16Lanes a, Float16Lanes b) {
    return {_mm512_add_ps(a.v, b.v)};
}
static inline Float16Lanes max16(Float16Lanes a, Float16Lanes b) {
    return {_mm512_max_ps(a.v, b.v)};
}
static inline Float16Lanes min16(Float16Lanes a, Float16Lanes b) {
    return {_mm512_min_ps(a.v, b.v)};
}
static inline Float16Lanes add_square16(Float16Lanes a, Float16Lanes sum) {
    return {_mm512_fmadd_ps(a.v, a.v, sum.v)};
}
static inline Float16Lanes add_product16(Float16Lanes a, Float16Lanes b,
                                         Float16Lanes sum) {
    return {_mm512_fmadd_ps(a.v, b.v, sum.v)};
}
// Bit i: a[i] <= b[i].
static inline uint32_t at_most16(Float16Lanes a, Float16Lanes b) {
    return _mm512_cmp_ps_mask(a.v, b.v, _CMP_LE_OQ);
}
// b where the bit is set, else a.
static inline Float16Lanes select16(uint32_t bits, Float16Lanes a,
                                    Float16Lanes b) {
    return {_mm512_mask_mov_ps(a.v, static_cast<__mmask16>(bits), b.v)};
}

#elif defined(__AVX2__)

struct Float16Lanes {
    __m256 a, b;
};
static inline Float16Lanes load16(const float *p) {
    return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)};
}
static inline void store16(float *p, Float16Lanes x) {
    _mm256_storeu_ps(p, x.a);
    _mm256_storeu_ps(p + 8, x.b);
}
static inline Float16Lanes splat16(float x) {
    return {_mm256_set1_ps(x), _mm256_set1_ps(x)};
}
static inline Float16Lanes sub16(Float16Lanes x, Float16Lanes y) {
    return {_mm256_sub_ps(x.a, y.a), _mm256_sub_ps(x.b, y.b)};
}
static inline Float16Lanes add16(Float16Lanes x, Float16Lanes y) {
    return {_mm256_add_ps(x.a, y.a), _mm256_add_ps(x.b, y.b)};
}
static inline Float16Lanes max16(Float16Lanes x, Float16Lanes y) {
    return {_mm256_max_ps(x.a, y.a), _mm256_max_ps(x.b, y.b)};
}
static inline Float16Lanes min16(Float16Lanes x, Float16Lanes y) {
    return {_mm256_min_ps(x.a, y.a), _mm256_min_ps(x.b, y.b)};
}
static inline Float16Lanes add_square16(Float16Lanes x, Float16Lanes sum) {
    return {_mm256_fmadd_ps(x.a, x.a, sum.a), _mm256_fmadd_ps(x.b, x.b, sum.b)};
}
static inline Float16Lanes add_product16(Float16Lanes x, Float16Lanes y,
                                         Float16Lanes sum) {
    return {_mm256_fmadd_ps(x.a, y.a, sum.a), _mm256_fmadd_ps(x.b, y.b, sum.b)};
}
static inline uint32_t at_most16(Float16Lanes x, Float16Lanes y) {
    uint32_t low = _mm256_movemask_ps(_mm256_cmp_ps(x.a, y.a, _CMP_LE_OQ));
    uint32_t high = _mm256_movemask_ps(_mm256_cmp_ps(x.b, y.b, _CMP_LE_OQ));
    return low | high << 8;
}
static inline __m256 select8(uint32_t bits, __m256 x, __m256 y) {
    const __m256i place = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    const __m256i own =
        _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(bits)), place);
    return _mm256_blendv_ps(
        x, y, _mm256_castsi256_ps(_mm256_cmpeq_epi32(own, place)));
}
static inline Float16Lanes select16(uint32_t bits, Float16Lanes x,
                                    Float16Lanes y) {
    return {select8(bits, x.a, y.a), select8(bits >> 8, x.b, y.b)};
}

#else

struct Float16Lanes {
    float v[16];
};
static inline Float16Lanes load16(const float *p) {
    Float16Lanes r;
    std::memcpy(r.v, p, sizeof r.v); // p need not be aligned
    return r;
}
static inline void store16(float *p, Float16Lanes a) {
    for (int i = 0; i < 16; i++)
        p[i] = a.v[i];
}
static inline Float16Lanes splat16(float x) {
    Float16Lanes r;
    for (int i = 0; i < 16; i++)
        r.v[i] = x;
    return r;
}
static inline Float16Lanes sub16(Float16Lanes a, Float16Lanes b) {
    for (int i = 0; i < 16; i++)
        a.v[i] -= b.v[i];
    return a;
}
static inline Float16Lanes add16(Float16Lanes a, Float16Lanes b) {
    for (int i = 0; i < 16; i++)
        a.v[i] += b.v[i];
    return a;
}
static inline Float16Lanes max16(Float16Lanes a, Float16Lanes b) {
    for (int i = 0; i < 16; i++)
        a.v[i] = a.v[i] > b.v[i] ? a.v[i] : b.v[i];
    return a;
}
static inline Float16Lanes min16(Float16Lanes a, Float16Lanes b) {
    for (int i = 0; i < 16; i++)
        a.v[i] = a.v[i] < b.v[i] ? a.v[i] : b.v[i];
    return a;
}
static inline Float16Lanes add_square16(Float16Lanes a, Float16Lanes sum) {
    for (int i = 0; i < 16; i++)
        sum.v[i] = add_square(a.v[i], sum.v[i]);
    return sum;
}
static inline Float16Lanes add_product16(Float16Lanes a, Float16Lanes b,
                                         Float16Lanes sum) {
    for (int i = 0; i < 16; i++)
        sum.v[i] = a.v[i] * b.v[i] + sum.v[i];
    return sum;
}
static inline uint32_t at_most16(Float16Lanes a, Float16Lanes b) {
    uint32_t mask = 0;
    for (int i = 0; i < 16; i++)
        mask |= static_cast<uint32_t>(a.v[i] <= b.v[i]) << i;
    return mask;
}
static inline Float16Lanes select16(uint32_t bits, Float16Lanes a,
                                    Float16Lanes b) {
    for (int i = 0; i < 16; i++)
        a.v[i] = bits >> i & 1 ? b.v[i] : a.v[i];
    return a;
}

#endif

// The least of them, none of which is NaN.
static inline float least16(Float16Lanes a) {
#if defined(__AVX512F__)
    return _mm512_reduce_min_ps(a.v);
#else
    float values[16];
    store16(values, a);
    return *std::min_element(values, values + 16);
#endif
}

} // namespace AS_ISA
