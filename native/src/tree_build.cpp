// Building the exact kd-tree: split the widest side at the leaf boundary
// nearest the median, until a leaf's 32 points are left.
//
// Points are ordered by (coordinate, row), as one number. No two are
// equal, so that any number of duplicates splits evenly, and the tree is the
// same for the same points.
#include "tree_build.h"

#include <omp.h>

#include <algorithm>
#include <bit>
#include <limits>

#include "candidate.h"

namespace {

// A part of fewer leaves is split by the thread that came to it.
constexpr int64_t least_task_leaves = 64;

template <typename Scalar, int D> struct Point {
    Scalar at[D];
    uint32_t id;
};

// Order of (coordinate, row): numbers as integers that sort alike.
inline uint64_t rank(float coordinate, uint32_t id) {
    const uint32_t bits = std::bit_cast<uint32_t>(coordinate);
    const uint32_t flip = -(bits >> 31) | 0x80000000u;
    return static_cast<uint64_t>(bits ^ flip) << 32 | id;
}
inline unsigned __int128 rank(double coordinate, uint32_t id) {
    const uint64_t bits = std::bit_cast<uint64_t>(coordinate);
    const uint64_t flip = -(bits >> 63) | uint64_t(1) << 63;
    return static_cast<unsigned __int128>(bits ^ flip) << 32 | id;
}
template <typename Scalar, int D>
inline auto rank(const Point<Scalar, D> &point, int side) {
    return rank(point.at[side], point.id);
}

template <typename Scalar, typename Given, int D> class Builder {
  public:
    Builder(int64_t n, const Given *x) : points_(n), given_(x) {
        for (int64_t i = 0; i < n; i++) {
            for (int c = 0; c < D; c++)
                // -0 becomes +0: equal numbers must have equal bits.
                points_[i].at[c] =
                    static_cast<Scalar>(x[i * D + c]) + Scalar(0);
            points_[i].id = static_cast<uint32_t>(i);
        }
    }

    TreeArrays<Scalar> build(int threads) {
        const int64_t n = static_cast<int64_t>(points_.size());
        const int64_t leaves = (n + tree_leaf_size - 1) / tree_leaf_size;
        tree_.dimension = D;
        tree_.point_count = n;
        tree_.nodes.resize(2 * leaves - 1, {-1, -1, -1});
        tree_.boxes.resize((2 * leaves - 1) * 2 * D);
        tree_.leaf_node.resize(leaves);
        tree_.blocks.resize(leaves * D * tree_leaf_size,
                            std::numeric_limits<Scalar>::infinity());
        tree_.ids.resize(leaves * tree_leaf_size, no_point);
        tree_.half_boxes.resize(leaves * 2 * 2 * D);
        if (is_narrowed)
            tree_.exact.resize(leaves * tree_leaf_size * D);
        threads = std::max(1, std::min(threads, omp_get_num_procs()));
#pragma omp parallel num_threads(threads)
#pragma omp single
        split(0, 1, 0, leaves);
        return std::move(tree_);
    }

  private:
    using Rank = decltype(rank(Scalar(), uint32_t()));
    static constexpr bool is_narrowed = sizeof(Given) > sizeof(Scalar);
    std::vector<Point<Scalar, D>> points_;
    const Given *given_;
    TreeArrays<Scalar> tree_;

    int64_t first_point(int64_t leaf) const {
        return std::min<int64_t>(leaf * tree_leaf_size, points_.size());
    }

    // Makes `node` hold the leaves first .. last-1. The nodes below it are
    // numbered from `free` on: how many there are is known before, so that
    // parts can be split at once, and the tree is the same for any threads.
    void split(int32_t node, int32_t free, int64_t first, int64_t last) {
        const int side = measure(node, first_point(first), first_point(last));
        if (last - first == 1) {
            fill_leaf(node, first, side);
            return;
        }
        const int64_t middle = first + (last - first + 1) / 2;
        select(first_point(first), first_point(middle), first_point(last),
               side);
        const int32_t left = free, right = free + 1;
        const int32_t below_left = free + 2;
        const int32_t below_right =
            below_left + static_cast<int32_t>(2 * (middle - first) - 2);
        tree_.nodes[node].children = left;
        tree_.nodes[left].parent = tree_.nodes[right].parent = node;
#pragma omp task if (last - first > least_task_leaves)
        split(left, below_left, first, middle);
        split(right, below_right, middle, last);
    }

    // Writes the box of the points begin .. end-1; its widest side.
    int measure(int32_t node, int64_t begin, int64_t end) {
        return measure(tree_.boxes.data() + int64_t(node) * 2 * D, begin, end);
    }
    int measure(Scalar *box, int64_t begin, int64_t end) const {
        Scalar low[D], high[D];
        std::copy(points_[begin].at, points_[begin].at + D, low);
        std::copy(points_[begin].at, points_[begin].at + D, high);
        for (int64_t i = begin + 1; i < end; i++) {
            for (int c = 0; c < D; c++) {
                low[c] = std::min(low[c], points_[i].at[c]);
                high[c] = std::max(high[c], points_[i].at[c]);
            }
        }
        std::copy(low, low + D, box);
        std::copy(high, high + D, box + D);
        int widest = 0;
        for (int c = 1; c < D; c++)
            if (high[c] - low[c] > high[widest] - low[widest])
                widest = c;
        return widest;
    }

    void fill_leaf(int32_t node, int64_t leaf, int side) {
        tree_.nodes[node].leaf = static_cast<int32_t>(leaf);
        tree_.leaf_node[leaf] = node;
        const int64_t begin = first_point(leaf), end = first_point(leaf + 1);
        halve_leaf(leaf, begin, end, side);
        Scalar *block = tree_.blocks.data() + leaf * D * tree_leaf_size;
        for (int64_t i = begin; i < end; i++) {
            for (int c = 0; c < D; c++)
                block[c * tree_leaf_size + (i - begin)] = points_[i].at[c];
            tree_.ids[leaf * tree_leaf_size + (i - begin)] = points_[i].id;
            if constexpr (is_narrowed)
                std::copy_n(given_ + int64_t(points_[i].id) * D, D,
                            tree_.exact.data() +
                                (leaf * tree_leaf_size + (i - begin)) * D);
        }
    }

    // Splits a leaf's points in two and writes the boxes of both.
    void halve_leaf(int64_t leaf, int64_t begin, int64_t end, int side) {
        Scalar *boxes = tree_.half_boxes.data() + leaf * 4 * D;
        const int64_t middle = begin + tree_leaf_size / 2;
        if (middle < end) {
            std::nth_element(points_.begin() + begin, points_.begin() + middle,
                             points_.begin() + end, by_rank(side));
            measure(boxes + 2 * D, middle, end);
        } else {
            std::fill_n(boxes + 2 * D, D,
                        std::numeric_limits<Scalar>::infinity());
            std::fill_n(boxes + 3 * D, D,
                        -std::numeric_limits<Scalar>::infinity());
        }
        measure(boxes, begin, std::min(middle, end));
    }

    static auto by_rank(int side) {
        return [side](const Point<Scalar, D> &a, const Point<Scalar, D> &b) {
            return rank(a, side) < rank(b, side);
        };
    }

    // Orders points begin .. end-1 so that those before `target` rank below
    // those from it on. Pivots come from a sample, at the target's quantile; a
    // branch-free partition then costs about 1.6 passes (100,000 points: 8 ms
    // a tree, 15 with nth_element and its mispredicted branches).
    void select(int64_t begin, int64_t target, int64_t end, int side) {
        while (end - begin > 64) {
            const int64_t cut = partition(
                begin, end, sample_quantile(begin, target, end, side), side);
            if (cut == target)
                return;
            if (cut == begin)
                break; // the sample's lowest is the lowest of all
            (cut > target ? end : begin) = cut;
        }
        std::nth_element(points_.begin() + begin, points_.begin() + target,
                         points_.begin() + end, by_rank(side));
    }

    Rank sample_quantile(int64_t begin, int64_t target, int64_t end,
                         int side) const {
        Rank sample[63];
        const int64_t size = end - begin > 2048 ? 63 : 15;
        const int64_t step = (end - begin) / size;
        for (int64_t i = 0; i < size; i++)
            sample[i] = rank(points_[begin + i * step], side);
        const int64_t at = (target - begin) * size / (end - begin);
        std::nth_element(sample, sample + at, sample + size);
        return sample[at];
    }

    // Moves the points that rank below `pivot` to the front; where they end.
    int64_t partition(int64_t begin, int64_t end, Rank pivot, int side) {
        Point<Scalar, D> *p = points_.data();
        int64_t cut = begin;
        for (int64_t i = begin; i < end; i++) {
            const Point<Scalar, D> moved = p[i];
            p[i] = p[cut];
            p[cut] = moved;
            cut += rank(moved, side) < pivot;
        }
        return cut;
    }
};

template <typename Scalar, int D, typename Given>
TreeArrays<Scalar> build_of_dimension(int32_t d, int64_t n, const Given *x,
                                      int threads) {
    if (d == D)
        return Builder<Scalar, Given, D>(n, x).build(threads);
    if constexpr (D > 1)
        return build_of_dimension<Scalar, D - 1>(d, n, x, threads);
    return {};
}

} // namespace

template <typename Scalar, typename Given>
TreeArrays<Scalar> build_tree(int32_t d, int64_t n, const Given *x,
                              int threads) {
    return build_of_dimension<Scalar, tree_max_dimension>(d, n, x, threads);
}

template TreeArrays<float> build_tree(int32_t, int64_t, const float *, int);
template TreeArrays<float> build_tree(int32_t, int64_t, const double *, int);
template TreeArrays<double> build_tree(int32_t, int64_t, const double *, int);
