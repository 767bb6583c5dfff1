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
        slots.first[number / near_lanes] + number % near_lanes;
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
