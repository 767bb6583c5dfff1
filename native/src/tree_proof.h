// Measuring the candidates of one query exactly, and proving that they are its
// nearest neighbours.
#pragma once

#include <cmath>

#include "tree_slots.h"

namespace AS_ISA {

// What float32's sums of squares, and keys' distances, may be off by.
constexpr double sum_rounding = 1.0 / (1 << 18);
// Below, squares of float32 lose digits.
constexpr float least_square = 1e-30f;

// What was found for one query, nearest first.
struct NearAnswer {
    int count;
    double squares[near_lanes];
    uint32_t ids[near_lanes];
};

// A query as its exact measure sees it.
struct ExactQuery {
    const double *at; // [d]
    uint32_t excluded;
    int wanted;       // neighbours, without the excluded point
    double narrowing; // how far off float32 may see it from any point
};

// How far narrowing to float32, less the centre, may have changed a distance
// from a query. A point far from it may be off by more, but not for its
// distance.
template <typename Scalar>
double narrowing_of(const Group<Scalar> &group, int query, int dimension) {
    double largest = 0;
    for (int c = 0; c < dimension; c++)
        largest =
            std::max(largest, std::abs(double(group.coordinates[c][query])));
    // Both ends by half a unit in the last place, in each coordinate, and what
    // subtracting the centre took.
    return 2.001 * std::sqrt(double(dimension)) * largest / (1 << 24);
}

// Squared distance of the point at a place [leaf][32] from `at`.
template <int D, typename Scalar>
double exact_square(const TreeView<Scalar> &tree, int64_t place,
                    const double *at) {
    const int d = D > 0 ? D : tree.dimension;
    if (tree.exact != nullptr) {
        double sum = 0;
        for (int c = 0; c < d; c++) {
            const double gap = tree.exact[place * d + c] - at[c];
            sum += gap * gap;
        }
        return sum;
    }
    // As the other ways of searching reckon it, bit by bit.
    const int64_t leaf = place / tree_leaf_size;
    const Scalar *point =
        tree.blocks + leaf * d * tree_leaf_size + place % tree_leaf_size;
    Scalar sum = 0;
    for (int c = 0; c < d; c++)
        sum = add_square(point[c * tree_leaf_size] - static_cast<Scalar>(at[c]),
                         sum);
    return sum;
}

// Puts (square, id) in its place among `count` that are in order.
inline void insert_near(NearAnswer &answer, double square, uint32_t id) {
    int place = answer.count++;
    for (; place > 0 && (answer.squares[place - 1] > square ||
                         (answer.squares[place - 1] == square &&
                          answer.ids[place - 1] > id));
         place--) {
        answer.squares[place] = answer.squares[place - 1];
        answer.ids[place] = answer.ids[place - 1];
    }
    answer.squares[place] = square;
    answer.ids[place] = id;
}

// Measures a key's point, unless that is left out.
template <int D, typename Scalar>
void measure(const TreeView<Scalar> &tree, const Slots<Scalar> &slots,
             uint32_t key, const ExactQuery &query, NearAnswer &answer) {
    const uint32_t number = key & number_mask;
    const int64_t place =
        int64_t(slots.first[number / near_lanes]) + number % near_lanes;
    const uint32_t id = tree.ids[place];
    if (id != query.excluded)
        insert_near(answer, exact_square<D>(tree, place, query.at), id);
}

// Whether the wanted neighbours are nearer than anything that is at least
// `bound` away by float32's reckoning.
inline bool is_proven(const ExactQuery &query, const NearAnswer &answer,
                      float bound) {
    const double root =
        std::sqrt(answer.squares[query.wanted - 1]) + query.narrowing;
    return bound > least_square && root * root * (1 + sum_rounding) < bound;
}

// Measures the nearest of sixteen keys, in order, until the wanted neighbours
// are proven; false: they cannot be.
template <int D, typename Scalar>
bool prove_nearest(const TreeView<Scalar> &tree, const Slots<Scalar> &slots,
                   const uint32_t *keys, int count, float reach,
                   const ExactQuery &query, NearAnswer &answer) {
    answer.count = 0;
    int measured = 0;
    const int known = std::min(count, near_lanes);
    while (measured < known) {
        measure<D>(tree, slots, keys[measured++], query, answer);
        if (answer.count < query.wanted)
            continue;
        // Anything not measured is at least so far away.
        const float bound = measured < known ? least_distance(keys[measured])
                            : count <= near_lanes ? reach
                                                  : 0;
        if (is_proven(query, answer, bound))
            return true;
    }
    return false;
}

#if defined(__AVX512F__)

// Squared distances of the points at eight places [leaf][32] from `at`, bit by
// bit those of exact_square.
template <int D, typename Scalar>
__m512d exact_squares(const TreeView<Scalar> &tree, __m512i places,
                      const double *at) {
    const __m512i size = _mm512_set1_epi64(tree_leaf_size - 1);
    const __m512i lane = _mm512_and_si512(places, size);
    const auto times_d = [](__m512i numbers) {
        return _mm512_mul_epu32(numbers, _mm512_set1_epi64(D));
    };
    if (tree.exact != nullptr) {
        const __m512i first = times_d(places);
        __m512d sum = _mm512_setzero_pd();
        for (int c = 0; c < D; c++) {
            const __m512d gap =
                _mm512_sub_pd(_mm512_i64gather_pd(first, tree.exact + c, 8),
                              _mm512_set1_pd(at[c]));
            sum = _mm512_add_pd(sum, _mm512_mul_pd(gap, gap));
        }
        return sum;
    }
    const __m512i first =
        _mm512_add_epi64(times_d(_mm512_andnot_si512(size, places)), lane);
    if constexpr (std::is_same_v<Scalar, float>) {
        __m256 sum = _mm256_setzero_ps();
        for (int c = 0; c < D; c++) {
            const __m256 gap = _mm256_sub_ps(
                _mm512_i64gather_ps(first, tree.blocks + c * tree_leaf_size, 4),
                _mm256_set1_ps(static_cast<float>(at[c])));
            sum = _mm256_fmadd_ps(gap, gap, sum);
        }
        return _mm512_cvtps_pd(sum);
    } else {
        __m512d sum = _mm512_setzero_pd();
        for (int c = 0; c < D; c++) {
            const __m512d gap = _mm512_sub_pd(
                _mm512_i64gather_pd(first, tree.blocks + c * tree_leaf_size, 8),
                _mm512_set1_pd(at[c]));
            sum = _mm512_fmadd_pd(gap, gap, sum);
        }
        return sum;
    }
}

// Measures sixteen keys at once and proves the wanted neighbours where their
// order is that of the keys, as it is nineteen times in twenty; false: that is
// for the others to find out.
template <int D, typename Scalar>
bool prove_in_order(const TreeView<Scalar> &tree, const Slots<Scalar> &slots,
                    const uint32_t *keys, int count, float reach,
                    const ExactQuery &query, NearAnswer &answer) {
    const int known = std::min(count, near_lanes), wanted = query.wanted;
    const __mmask16 are_known = static_cast<__mmask16>((1u << known) - 1);
    const __m512i numbers = _mm512_maskz_and_epi32(
        are_known, _mm512_loadu_si512(keys), _mm512_set1_epi32(number_mask));
    const __m512i firsts =
        _mm512_i32gather_epi32(_mm512_srli_epi32(numbers, 4), slots.first, 4);
    const __m512i lane =
        _mm512_and_si512(numbers, _mm512_set1_epi32(near_lanes - 1));
    const __m512i places = _mm512_add_epi32(firsts, lane);
    const __m512i low = _mm512_cvtepu32_epi64(_mm512_castsi512_si256(places));
    const __m512i high =
        _mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64(places, 1));
    const __m512i ids = _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm512_i64gather_epi32(low, tree.ids, 4)),
        _mm512_i64gather_epi32(high, tree.ids, 4), 1);
    const uint32_t excluded = _mm512_mask_cmpeq_epi32_mask(
        are_known, ids, _mm512_set1_epi32(static_cast<int>(query.excluded)));
    const int used = wanted + ((excluded & ((1u << wanted) - 1)) != 0 ? 1 : 0);
    if (used > known)
        return false;
    const __m512d near = exact_squares<D>(tree, low, query.at);
    const __m512d far = exact_squares<D>(tree, high, query.at);
    const auto after = [](__m512d first, __m512d second) {
        return _mm512_castsi512_pd(_mm512_alignr_epi64(
            _mm512_castpd_si512(second), _mm512_castpd_si512(first), 1));
    };
    const uint32_t ascends =
        _mm512_cmp_pd_mask(near, after(near, far), _CMP_LT_OQ) |
        _mm512_cmp_pd_mask(far, after(far, far), _CMP_LT_OQ) << 8;
    const uint32_t pairs = (1u << (used - 1)) - 1;
    if ((ascends & pairs) != pairs)
        return false;
    const uint32_t kept = ~excluded;
    answer.count = wanted;
    _mm512_storeu_pd(answer.squares, _mm512_maskz_compress_pd(
                                         static_cast<__mmask8>(kept), near));
    _mm512_storeu_pd(
        answer.squares + std::popcount(kept & 0xff),
        _mm512_maskz_compress_pd(static_cast<__mmask8>(kept >> 8), far));
    _mm512_storeu_si512(answer.ids, _mm512_maskz_compress_epi32(
                                        static_cast<__mmask16>(kept), ids));
    const float bound = used < known          ? least_distance(keys[used])
                        : count <= near_lanes ? reach
                                              : 0;
    return is_proven(query, answer, bound);
}

#else

template <int D, typename Scalar>
bool prove_in_order(const TreeView<Scalar> &, const Slots<Scalar> &,
                    const uint32_t *, int, float, const ExactQuery &,
                    NearAnswer &) {
    return false;
}

#endif

// The same by measuring all there are: sixteen do not tell equals apart.
template <int D, typename Scalar>
bool prove_all(const TreeView<Scalar> &tree, const Slots<Scalar> &slots,
               const uint32_t *keys, int count, float reach,
               const ExactQuery &query, NearAnswer &answer) {
    answer.count = 0;
    for (int i = 0; i < count; i++) {
        measure<D>(tree, slots, keys[i], query, answer);
        answer.count = std::min(answer.count, query.wanted);
    }
    return answer.count == query.wanted && is_proven(query, answer, reach);
}

} // namespace AS_ISA
