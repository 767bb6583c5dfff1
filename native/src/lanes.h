// Some numbers at once, by their type: sixteen floats or eight doubles, for the
// instruction set that this translation unit is compiled for.
#pragma once

#include "simd.h"

namespace AS_ISA {

template <typename Scalar> struct Lanes;

template <> struct Lanes<float> {
    using Type = Float16Lanes;
    static constexpr int count = 16;

    static Type load(const float *p) { return load16(p); }
    static void store(float *p, Type a) { store16(p, a); }
    static Type splat(float x) { return splat16(x); }
    static Type sub(Type a, Type b) { return sub16(a, b); }
    static Type max(Type a, Type b) { return max16(a, b); }
    static Type add_square(Type a, Type sum) { return add_square16(a, sum); }
    // Bit i: a[i] <= b[i].
    static uint32_t at_most(Type a, Type b) { return at_most16(a, b); }
};

// Sixteen numbers as floats.
static inline Float16Lanes to_floats(const Float16Lanes (&a)[1]) {
    return a[0];
}

template <> struct Lanes<double> {
    static constexpr int count = 8;

#if defined(__AVX512F__)
    using Type = __m512d;

    static Type load(const double *p) { return _mm512_loadu_pd(p); }
    static void store(double *p, Type a) { _mm512_storeu_pd(p, a); }
    static Type splat(double x) { return _mm512_set1_pd(x); }
    static Type sub(Type a, Type b) { return _mm512_sub_pd(a, b); }
    static Type max(Type a, Type b) { return _mm512_max_pd(a, b); }
    static Type add_square(Type a, Type sum) {
        return _mm512_fmadd_pd(a, a, sum);
    }
    static Type add_product(Type a, Type b, Type sum) {
        return _mm512_fmadd_pd(a, b, sum);
    }
    static uint32_t at_most(Type a, Type b) {
        return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ);
    }

#elif defined(__AVX2__)
    struct Type {
        __m256d a, b;
    };

    static Type load(const double *p) {
        return {_mm256_loadu_pd(p), _mm256_loadu_pd(p + 4)};
    }
    static void store(double *p, Type x) {
        _mm256_storeu_pd(p, x.a);
        _mm256_storeu_pd(p + 4, x.b);
    }
    static Type splat(double x) {
        return {_mm256_set1_pd(x), _mm256_set1_pd(x)};
    }
    static Type sub(Type x, Type y) {
        return {_mm256_sub_pd(x.a, y.a), _mm256_sub_pd(x.b, y.b)};
    }
    static Type max(Type x, Type y) {
        return {_mm256_max_pd(x.a, y.a), _mm256_max_pd(x.b, y.b)};
    }
    static Type add_square(Type x, Type sum) {
        return {_mm256_fmadd_pd(x.a, x.a, sum.a),
                _mm256_fmadd_pd(x.b, x.b, sum.b)};
    }
    static Type add_product(Type x, Type y, Type sum) {
        return {_mm256_fmadd_pd(x.a, y.a, sum.a),
                _mm256_fmadd_pd(x.b, y.b, sum.b)};
    }
    static uint32_t at_most(Type x, Type y) {
        uint32_t low = _mm256_movemask_pd(_mm256_cmp_pd(x.a, y.a, _CMP_LE_OQ));
        uint32_t high = _mm256_movemask_pd(_mm256_cmp_pd(x.b, y.b, _CMP_LE_OQ));
        return low | high << 4;
    }

#else
    struct Type {
        double v[count];
    };

    static Type load(const double *p) {
        Type r;
        for (int i = 0; i < count; i++)
            r.v[i] = p[i];
        return r;
    }
    static void store(double *p, Type a) {
        for (int i = 0; i < count; i++)
            p[i] = a.v[i];
    }
    static Type splat(double x) {
        Type r;
        for (int i = 0; i < count; i++)
            r.v[i] = x;
        return r;
    }
    static Type sub(Type a, Type b) {
        for (int i = 0; i < count; i++)
            a.v[i] -= b.v[i];
        return a;
    }
    static Type max(Type a, Type b) {
        for (int i = 0; i < count; i++)
            a.v[i] = a.v[i] > b.v[i] ? a.v[i] : b.v[i];
        return a;
    }
    static Type add_square(Type a, Type sum) {
        for (int i = 0; i < count; i++)
            sum.v[i] = AS_ISA::add_square(a.v[i], sum.v[i]);
        return sum;
    }
    static Type add_product(Type a, Type b, Type sum) {
        for (int i = 0; i < count; i++)
            sum.v[i] += a.v[i] * b.v[i];
        return sum;
    }
    static uint32_t at_most(Type a, Type b) {
        uint32_t mask = 0;
        for (int i = 0; i < count; i++)
            mask |= static_cast<uint32_t>(a.v[i] <= b.v[i]) << i;
        return mask;
    }
#endif
};

static inline Float16Lanes to_floats(const Lanes<double>::Type (&a)[2]) {
#if defined(__AVX512F__)
    const __m256 low = _mm512_cvtpd_ps(a[0]), high = _mm512_cvtpd_ps(a[1]);
    return {_mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1)};
#elif defined(__AVX2__)
    return {_mm256_set_m128(_mm256_cvtpd_ps(a[0].b), _mm256_cvtpd_ps(a[0].a)),
            _mm256_set_m128(_mm256_cvtpd_ps(a[1].b), _mm256_cvtpd_ps(a[1].a))};
#else
    Float16Lanes r;
    for (int i = 0; i < 16; i++)
        r.v[i] = static_cast<float>(a[i / 8].v[i % 8]);
    return r;
#endif
}

} // namespace AS_ISA
