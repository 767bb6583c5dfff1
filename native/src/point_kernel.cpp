// What building a tree does with its points, compiled once per instruction set.
#include "point_kernel.h"

#include <algorithm>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace AS_ISA {
namespace {

template <typename Scalar, int D>
void measure(const TreePoint<Scalar, D> *points, int64_t n, Scalar *low,
             Scalar *high) {
    Scalar least[D], most[D];
    std::copy_n(points[0].at, D, least);
    std::copy_n(points[0].at, D, most);
    for (int64_t i = 1; i < n; i++) {
        for (int c = 0; c < D; c++) {
            least[c] = std::min(least[c], points[i].at[c]);
            most[c] = std::max(most[c], points[i].at[c]);
        }
    }
    std::copy_n(least, D, low);
    std::copy_n(most, D, high);
}

#if defined(__AVX512F__)

// Four points of three floats are one register.
using Quad = TreePoint<float, 3>;
constexpr int quads = 4;

// Which of four points rank below a pivot: bit 4i for point i.
struct IsBelow {
    __m512 coordinate;
    __m512i id;
    int side;

    IsBelow(int side, uint64_t pivot)
        : coordinate(_mm512_set1_ps(coordinate_of(pivot))),
          id(_mm512_set1_epi32(static_cast<int>(pivot))), side(side) {}

    uint32_t operator()(__m512 points) const {
        const __mmask16 lanes = static_cast<__mmask16>(0x1111 << side);
        uint32_t below =
            _mm512_mask_cmp_ps_mask(lanes, points, coordinate, _CMP_LT_OQ);
        const uint32_t equal =
            _mm512_mask_cmp_ps_mask(lanes, points, coordinate, _CMP_EQ_OQ);
        if (equal != 0) [[unlikely]] {
            const uint32_t before =
                _mm512_cmplt_epu32_mask(_mm512_castps_si512(points), id);
            below |= equal & (before >> (3 - side));
        }
        return below >> side;
    }

  private:
    // Of rank_of.
    static float coordinate_of(uint64_t pivot) {
        const uint32_t bits = static_cast<uint32_t>(pivot >> 32);
        const uint32_t flip = bits >> 31 ? 0x80000000u : 0xffffffffu;
        return std::bit_cast<float>(bits ^ flip);
    }
};

// The lanes of four points with those first that `below` (bits 0 to 3) names,
// and a mask of these.
struct QuadOrders {
    alignas(64) int32_t lanes[16][16];
    uint16_t first[16];

    constexpr QuadOrders() : lanes(), first() {
        for (int below = 0; below < 16; below++) {
            int to = 0;
            for (int wanted = 1; wanted >= 0; wanted--) {
                for (int i = 0; i < quads; i++)
                    if ((below >> i & 1) == wanted)
                        for (int lane = 0; lane < 4; lane++)
                            lanes[below][to++] = 4 * i + lane;
                if (wanted == 1)
                    first[below] = static_cast<uint16_t>((1u << to) - 1);
            }
        }
    }
};
constexpr QuadOrders quad_orders;

// Four points to one.
template <__m128 (*Least)(__m128, __m128)> __m128 of_quads(__m512 quads) {
    const __m128 low =
        Least(_mm512_castps512_ps128(quads), _mm512_extractf32x4_ps(quads, 1));
    const __m128 high = Least(_mm512_extractf32x4_ps(quads, 2),
                              _mm512_extractf32x4_ps(quads, 3));
    return Least(low, high);
}

template <>
void measure(const Quad *points, int64_t n, float *low, float *high) {
    // Ids are compared as well, to no avail.
    const float *at = points[0].at;
    __m512 least[2], most[2];
    for (int i = 0; i < 2; i++)
        least[i] = most[i] = _mm512_broadcast_f32x4(_mm_loadu_ps(at));
    int64_t i = 0;
    for (; i + 2 * quads <= n; i += 2 * quads)
        for (int part = 0; part < 2; part++) {
            const __m512 four = _mm512_loadu_ps(at + 4 * (i + part * quads));
            least[part] = _mm512_min_ps(four, least[part]);
            most[part] = _mm512_max_ps(four, most[part]);
        }
    for (; i < n; i++) {
        const __m512 one = _mm512_broadcast_f32x4(_mm_loadu_ps(at + 4 * i));
        least[0] = _mm512_min_ps(one, least[0]);
        most[0] = _mm512_max_ps(one, most[0]);
    }
    const __m512 lows = _mm512_min_ps(least[0], least[1]);
    const __m512 highs = _mm512_max_ps(most[0], most[1]);
    _mm_mask_storeu_ps(low, 7, of_quads<_mm_min_ps>(lows));
    _mm_mask_storeu_ps(high, 7, of_quads<_mm_max_ps>(highs));
}

#endif

template <typename Scalar, int D>
int64_t count(const TreePoint<Scalar, D> *points, int64_t n, int side,
              RankOf<Scalar> pivot) {
    int64_t below = 0;
    for (int64_t i = 0; i < n; i++)
        below += rank_of(points[i], side) < pivot;
    return below;
}

template <typename Scalar, int D>
int64_t scatter(const TreePoint<Scalar, D> *points, int64_t n, int side,
                RankOf<Scalar> pivot, TreePoint<Scalar, D> *left,
                TreePoint<Scalar, D> *right) {
    const TreePoint<Scalar, D> *start = left;
    for (int64_t i = 0; i < n; i++) {
        // Without a branch: half of them would be mispredicted.
        const bool is_below = rank_of(points[i], side) < pivot;
        right -= !is_below;
        *(is_below ? left : right) = points[i];
        left += is_below;
    }
    return left - start;
}

#if defined(__AVX512F__)

template <>
int64_t count(const Quad *points, int64_t n, int side, uint64_t pivot) {
    const IsBelow is_below(side, pivot);
    int64_t below = 0, i = 0;
    for (; i + quads <= n; i += quads)
        below += std::popcount(is_below(_mm512_loadu_ps(points[i].at)));
    for (; i < n; i++)
        below += rank_of(points[i], side) < pivot;
    return below;
}

template <>
int64_t scatter(const Quad *points, int64_t n, int side, uint64_t pivot,
                Quad *left, Quad *right) {
    const IsBelow is_below(side, pivot);
    const Quad *start = left;
    int64_t i = 0;
    for (; i + quads <= n; i += quads) {
        const __m512 four = _mm512_loadu_ps(points[i].at);
        const uint32_t bits = is_below(four);
        // Bits 0, 4, 8 and 12 side by side.
        const uint32_t below = bits * 0x249 >> 9 & 15;
        const int count = std::popcount(bits);
        const __m512 ordered = _mm512_permutexvar_ps(
            _mm512_load_si512(quad_orders.lanes[below]), four);
        // Others may write next to this range: nothing beyond it is touched.
        const __mmask16 first = quad_orders.first[below];
        _mm512_mask_storeu_ps(left->at, first, ordered);
        _mm512_mask_storeu_ps((right - quads)->at,
                              static_cast<__mmask16>(~first), ordered);
        left += count;
        right -= quads - count;
    }
    for (; i < n; i++) {
        const bool is_left = rank_of(points[i], side) < pivot;
        right -= !is_left;
        *(is_left ? left : right) = points[i];
        left += is_left;
    }
    return left - start;
}

#endif

// By halving the numbers in between, 6 to 10 times as a rule: a look at all 64
// is a few instructions, and a mispredicted branch of quickselect costs more.
template <typename Rank, int Most>
Rank divide_ranks(const Rank *ranks, int64_t target) {
    Rank low = ranks[0], high = ranks[0];
    for (int i = 1; i < Most; i++) {
        low = std::min(low, ranks[i]);
        // Places that are not taken are as high as can be.
        high = ranks[i] == ~Rank(0) ? high : std::max(high, ranks[i]);
    }
    for (;;) {
        // Up: the number looked for is above the lowest rank.
        const Rank middle = low + (high - low + 1) / 2;
        int64_t below = 0;
        for (int i = 0; i < Most; i++)
            below += ranks[i] < middle;
        if (below == target)
            return middle;
        if (below < target)
            low = middle;
        else
            high = middle - 1;
    }
}

template <typename Scalar, int D>
RankOf<Scalar> divide(const TreePoint<Scalar, D> *points, int64_t n, int side,
                      int64_t target) {
    using Rank = RankOf<Scalar>;
    alignas(64) Rank ranks[most_few];
    for (int64_t i = 0; i < n; i++)
        ranks[i] = rank_of(points[i], side);
    if constexpr (sizeof(Rank) > sizeof(uint64_t)) {
        std::nth_element(ranks, ranks + target, ranks + n);
        return ranks[target];
    }
    std::fill(ranks + n, ranks + most_few, ~Rank(0));
    return n <= most_few / 2 ? divide_ranks<Rank, most_few / 2>(ranks, target)
                             : divide_ranks<Rank, most_few>(ranks, target);
}

template <typename Scalar, int... D>
PointKernels<Scalar> kernels_of(std::integer_sequence<int, D...>) {
    return {PointKernel<Scalar, D + 1>{
        measure<Scalar, D + 1>, count<Scalar, D + 1>, scatter<Scalar, D + 1>,
        divide<Scalar, D + 1>}...};
}

} // namespace

template <typename Scalar> PointKernels<Scalar> point_kernels() {
    return kernels_of<Scalar>(
        std::make_integer_sequence<int, tree_max_dimension>());
}
template PointKernels<float> point_kernels<float>();
template PointKernels<double> point_kernels<double>();

} // namespace AS_ISA
