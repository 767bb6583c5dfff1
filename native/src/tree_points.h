// Points of a tree that is being built, and what building does with them.
//
// Points are ordered by (coordinate, row), as one number, their rank. No two
// are equal, so that any number of duplicates splits evenly.
#pragma once

#include <bit>
#include <cstdint>
#include <tuple>
#include <utility>

#include "tree_view.h"

template <typename Scalar, int D> struct TreePoint {
    Scalar at[D];
    uint32_t id;
};

// Numbers as integers that sort alike, above the id.
inline uint64_t rank_of(float coordinate, uint32_t id) {
    const uint32_t bits = std::bit_cast<uint32_t>(coordinate);
    const uint32_t flip = -(bits >> 31) | 0x80000000u;
    return static_cast<uint64_t>(bits ^ flip) << 32 | id;
}
inline unsigned __int128 rank_of(double coordinate, uint32_t id) {
    const uint64_t bits = std::bit_cast<uint64_t>(coordinate);
    const uint64_t flip = -(bits >> 63) | uint64_t(1) << 63;
    return static_cast<unsigned __int128>(bits ^ flip) << 32 | id;
}
template <typename Scalar, int D>
inline auto rank_of(const TreePoint<Scalar, D> &point, int side) {
    return rank_of(point.at[side], point.id);
}
template <typename Scalar>
using RankOf = decltype(rank_of(Scalar(), uint32_t()));

// Of up to so many points a rank is found by looking at all of them.
constexpr int most_few = 64;

// The three steps, over n points.
template <typename Scalar, int D> struct PointKernel {
    using Point = TreePoint<Scalar, D>;
    using Rank = RankOf<Scalar>;

    // Their box: low [D], high [D]; n from 1 on.
    void (*measure)(const Point *points, int64_t n, Scalar *low, Scalar *high);
    // How many rank below `pivot`.
    int64_t (*count)(const Point *points, int64_t n, int side, Rank pivot);
    // Writes those that rank below `pivot` from `left` on, and the others up to
    // before `right`. Returns how many rank below.
    int64_t (*scatter)(const Point *points, int64_t n, int side, Rank pivot,
                       Point *left, Point *right);
    // What exactly `target` of at most most_few points rank below; `target`
    // from 1 to n - 1.
    Rank (*divide)(const Point *points, int64_t n, int side, int64_t target);
};

template <typename Scalar, typename Dimensions> struct PointKernelsOf;
template <typename Scalar, int... D>
struct PointKernelsOf<Scalar, std::integer_sequence<int, D...>> {
    using Type = std::tuple<PointKernel<Scalar, D + 1>...>;
};
// Of 1, 2, ... tree_max_dimension coordinates.
template <typename Scalar>
using PointKernels = typename PointKernelsOf<
    Scalar, std::make_integer_sequence<int, tree_max_dimension>>::Type;
