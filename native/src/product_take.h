// What becomes of the rows of a panel whose scores reach what a query asks.
#pragma once

#include <algorithm>
#include <bit>

#include "neighbor_list.h"
#include "product_rows.h"
#include "row_distance.h"

namespace AS_ISA {

// near: a bit a row; scores: of all rows; first: the number of the first one.
using TakeRows = void (*)(const ProductRows &rows, int64_t first, uint64_t near,
                          const float *scores, int32_t query,
                          const ProductQueries &queries);

#if defined(__AVX512F__)
// Of the rows that are near, some of which at least `kept` are the best: so a
// list that is empty is not offered a whole panel.
inline uint64_t best_of(uint64_t near, const float *scores, int kept) {
    const int spare = 4, steps = 6;
    if (std::popcount(near) <= kept + spare)
        return near;
    __m512 vectors[3];
    __m512 least = _mm512_set1_ps(std::numeric_limits<float>::infinity());
    __m512 most = _mm512_set1_ps(-std::numeric_limits<float>::infinity());
    for (int v = 0; v < 3; v++) {
        const auto mask = static_cast<__mmask16>(near >> (16 * v));
        // Of a narrower panel only so many scores are there.
        vectors[v] = _mm512_maskz_loadu_ps(mask, scores + 16 * v);
        least = _mm512_mask_min_ps(least, mask, least, vectors[v]);
        most = _mm512_mask_max_ps(most, mask, most, vectors[v]);
    }
    float low = _mm512_reduce_min_ps(least), high = _mm512_reduce_max_ps(most);
    uint64_t best = near;
    for (int step = 0; step < steps; step++) {
        const float middle = low + (high - low) / 2;
        uint64_t above = 0;
        for (int v = 0; v < 3; v++)
            above |= uint64_t(_mm512_mask_cmp_ps_mask(
                         static_cast<__mmask16>(near >> (16 * v)), vectors[v],
                         _mm512_set1_ps(middle), _CMP_GE_OQ))
                     << (16 * v);
        const int count = std::popcount(above);
        if (count < kept) {
            high = middle;
            continue;
        }
        low = middle;
        best = above;
        if (count <= kept + spare)
            break;
    }
    return best;
}
#else
inline uint64_t best_of(uint64_t near, const float *, int) { return near; }
#endif

// Into a sorted list of 8 * Groups places.
template <int Groups>
void take_sorted(const ProductRows &rows, int64_t first, uint64_t near,
                 const float *scores, int32_t query,
                 const ProductQueries &queries) {
    const BestScores &best = *queries.best;
    NeighborList<Groups> list(best.keys + int64_t(query) * best.capacity,
                              best.kept);
    const uint32_t position =
        rows.first_position + static_cast<uint32_t>(first);
    for (near = best_of(near, scores, best.kept); near != 0; near &= near - 1) {
        const int lane = std::countr_zero(near);
        list.insert(candidate_key(-scores[lane],
                                  position + static_cast<uint32_t>(lane)));
    }
    queries.least[query] = -list.close();
}

// The two best: most rows of k-means, which wants one, need no more.
inline void take_two(const ProductRows &rows, int64_t first, uint64_t near,
                     const float *scores, int32_t query,
                     const ProductQueries &queries) {
    int64_t *keys = queries.best->keys + int64_t(query) * 2;
    const uint32_t position =
        rows.first_position + static_cast<uint32_t>(first);
    int64_t best = keys[0], next = keys[1];
    for (; near != 0; near &= near - 1) {
        const int lane = std::countr_zero(near);
        const int64_t key = candidate_key(
            -scores[lane], position + static_cast<uint32_t>(lane));
        next = std::max(best, std::min(next, key));
        best = std::min(best, key);
    }
    keys[0] = best;
    keys[1] = next;
    queries.least[query] = -key_distance(next);
}

// Into a long list: filled, then halved. A place costs some ns however long
// the list is, where one in a sorted list of thousands costs a memmove.
inline void take_unsorted(const ProductRows &rows, int64_t first, uint64_t near,
                          const float *scores, int32_t query,
                          const ProductQueries &queries) {
    const BestScores &best = *queries.best;
    int64_t *keys = best.keys + int64_t(query) * best.capacity;
    int32_t &count = best.counts[query];
    const uint32_t position =
        rows.first_position + static_cast<uint32_t>(first);
    for (; near != 0; near &= near - 1) {
        const int lane = std::countr_zero(near);
        if (!(scores[lane] >= queries.least[query]))
            continue;
        keys[count++] = candidate_key(-scores[lane],
                                      position + static_cast<uint32_t>(lane));
        if (count < best.capacity)
            continue;
        keep_smallest(keys, best.kept, count);
        count = best.kept;
        queries.least[query] = -key_distance(keys[count - 1]);
    }
}

// Measured at once.
template <bool InnerProduct>
void take_exactly(const ProductRows &rows, int64_t first, uint64_t near,
                  const float *, int32_t query, const ProductQueries &queries) {
    const ExactLists &exact = *queries.exact;
    const CandidateLists &lists = exact.lists;
    const int32_t d = rows.dimension;
    NeighborList<0> list(lists.keys + int64_t(query) * lists.capacity, lists.k);
    for (; near != 0; near &= near - 1) {
        const int64_t row = first + std::countr_zero(near);
        const uint32_t position =
            rows.first_position + static_cast<uint32_t>(row);
        const uint32_t id = exact.ids ? exact.ids[position] : position;
        if (id == lists.excluded[query])
            continue;
        const float distance = row_distance<InnerProduct>(
            exact.queries + int64_t(query) * d, rows.exact + row * d, d);
        list.insert(candidate_key(distance, id));
    }
    lists.reach[query] = list.close();
    queries.least[query] =
        std::max(queries.least[query],
                 least_score(exact.offset[query], exact.slope[query],
                             lists.reach[query]));
}

inline TakeRows take_for(const ProductRows &rows,
                         const ProductQueries &queries) {
    if (queries.exact != nullptr)
        return rows.inner_product ? take_exactly<true> : take_exactly<false>;
    if (queries.best->capacity > queries.best->kept)
        return take_unsorted;
    switch (queries.best->kept) {
    case 2:
        return take_two;
    case 8:
        return take_sorted<1>;
    case 16:
        return take_sorted<2>;
    case 32:
        return take_sorted<4>;
    case 40:
        return take_sorted<5>;
    default:
        return take_sorted<8>;
    }
}

} // namespace AS_ISA
