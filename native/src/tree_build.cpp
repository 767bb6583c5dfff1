// Building the exact kd-tree: split the widest side at the leaf boundary
// nearest the median, until a leaf's 32 points are left.
//
// Points lie in two pieces of memory: dividing a part writes it from one to the
// other. Large parts are divided by all threads at once, small ones each by the
// thread that comes to it; the tree is the same for any number of threads.
#include "tree_build.h"

#include <omp.h>

#include <algorithm>
#include <limits>
#include <type_traits>
#include <vector>

#include "candidate.h"
#include "kernels.h"
#include "point_shares.h"
#include "stop_flag.h"

namespace {

// A part of fewer leaves is split by the thread that came to it.
constexpr int64_t least_task_leaves = 64;

template <typename Scalar, typename Given, int D> class Builder {
  public:
    Builder(int64_t n, const Given *x, const Given *centre)
        : first_(n), second_(n), given_(x), centre_(centre ? centre : zeros) {
        const int64_t leaves = (n + tree_leaf_size - 1) / tree_leaf_size;
        tree_.dimension = D;
        tree_.point_count = n;
        tree_.nodes.resize(2 * leaves - 1, {-1, -1, -1});
        tree_.boxes.resize((2 * leaves - 1) * 2 * D);
        tree_.leaf_node.resize(leaves);
        tree_.blocks.resize(leaves * D * tree_leaf_size);
        tree_.ids.resize(leaves * tree_leaf_size);
        tree_.half_boxes.resize(leaves * 2 * 2 * D);
    }

    TreeArrays<Scalar> build(int threads) {
        threads = std::max(1, std::min(threads, omp_get_num_procs()));
#pragma omp parallel num_threads(threads)
#pragma omp single
        {
            Point *points = first_.data();
            for_shares(0, tree_.point_count,
                       [&](int64_t, int64_t begin, int64_t end) {
                           copy_given(points, begin, end);
                       });
            split(0, 1, 0, tree_.leaf_node.size(), points, second_.data());
        }
        stop_.check();
        if constexpr (is_narrowed)
            keep_exact(threads);
        return std::move(tree_);
    }

  private:
    // Three floats and a row are a quarter of a register: fewer are held so,
    // too.
    static constexpr int held = std::is_same_v<Scalar, float> && D < 3 ? 3 : D;
    using Point = TreePoint<Scalar, held>;
    using Rank = RankOf<Scalar>;
    static constexpr bool is_narrowed = sizeof(Given) > sizeof(Scalar);

    TreeArrays<Scalar> tree_;
    HugeVector<Point> first_, second_; // [n] each
    static constexpr Given zeros[D] = {};
    const Given *given_, *centre_;
    const StopFlag stop_ = StopFlag::current();
    const PointKernel<Scalar, held> &kernel_ =
        std::get<held - 1>(point_kernels());

    static const PointKernels<Scalar> &point_kernels() {
        if constexpr (std::is_same_v<Scalar, float>)
            return kernels().points;
        else
            return kernels().wide_points;
    }

    int64_t first_point(int64_t leaf) const {
        return std::min<int64_t>(leaf * tree_leaf_size, tree_.point_count);
    }

    void copy_given(Point *points, int64_t begin, int64_t end) const {
        for (int64_t i = begin; i < end; i++) {
            for (int c = 0; c < D; c++) {
                const Given value = given_[i * D + c] - centre_[c];
                // -0 becomes +0: equal numbers must have equal bits.
                points[i].at[c] = static_cast<Scalar>(value) + Scalar(0);
            }
            for (int c = D; c < held; c++)
                points[i].at[c] = 0;
            points[i].id = static_cast<uint32_t>(i);
        }
    }

    // Makes `node` hold the leaves first .. last-1, whose points `from` has and
    // `to` has room for. The nodes below it are numbered from `free` on: how
    // many there are is known before, so that parts can be split at once.
    void split(int32_t node, int32_t free, int64_t first, int64_t last,
               Point *from, Point *to) {
        // A task must not throw: build() does, and drops what there is.
        if (stop_.is_set())
            return;
        const int64_t begin = first_point(first), end = first_point(last);
        Scalar *box = tree_.boxes.data() + int64_t(node) * 2 * D;
        const int side = measure(from, begin, end, box);
        if (last - first == 1) {
            tree_.nodes[node].leaf = static_cast<int32_t>(first);
            tree_.leaf_node[first] = node;
            fill_leaf(first, side, from, to);
            return;
        }
        const int64_t middle = first + (last - first + 1) / 2;
        divide(from, to, begin, first_point(middle), end, side);
        const int32_t left = free, right = free + 1;
        const int32_t below_left = free + 2;
        const int32_t below_right =
            below_left + static_cast<int32_t>(2 * (middle - first) - 2);
        tree_.nodes[node].children = left;
        tree_.nodes[left].parent = tree_.nodes[right].parent = node;
#pragma omp task if (last - first > least_task_leaves)
        split(left, below_left, first, middle, to, from);
        split(right, below_right, middle, last, to, from);
    }

    // Writes the box of points begin .. end-1; its widest side.
    int measure(const Point *points, int64_t begin, int64_t end,
                Scalar *box) const {
        Scalar low[held], high[held];
        kernel_.measure(points + begin, std::min(end - begin, shared_points),
                        low, high);
        if (end - begin > shared_points)
            for_shares(begin + shared_points, end,
                       [&](int64_t, int64_t from, int64_t to) {
                           Scalar least[held], most[held];
                           kernel_.measure(points + from, to - from, least,
                                           most);
#pragma omp critical(as_tree_box)
                           for (int c = 0; c < held; c++) {
                               low[c] = std::min(low[c], least[c]);
                               high[c] = std::max(high[c], most[c]);
                           }
                       });
        std::copy_n(low, D, box);
        std::copy_n(high, D, box + D);
        int widest = 0;
        for (int c = 1; c < D; c++)
            if (high[c] - low[c] > high[widest] - low[widest])
                widest = c;
        return widest;
    }

    // Writes points begin .. end-1 to the same places of `to`, so that those
    // before `target` rank below those from it on. Pivots come from a sample,
    // at the target's quantile, which costs about 1.6 passes.
    void divide(Point *from, Point *to, int64_t begin, int64_t target,
                int64_t end, int side) {
        int64_t cut = scatter(from, to, begin, end, side,
                              choose(from, begin, target, end, side));
        while (cut != target) {
            (cut > target ? end : begin) = cut;
            const Rank pivot = choose(to, begin, target, end, side);
            cut = scatter(to, from, begin, end, side, pivot);
            for_shares(begin, end, [&](int64_t, int64_t first, int64_t last) {
                std::copy(from + first, from + last, to + first);
            });
        }
    }

    // What about target - begin of the points begin .. end-1 rank below; some
    // do, and some do not.
    Rank choose(const Point *points, int64_t begin, int64_t target, int64_t end,
                int side) const {
        const int64_t n = end - begin;
        if (n <= most_few)
            return kernel_.divide(points + begin, n, side, target - begin);
        Point sample[63];
        const int64_t size = n > 2048 ? 63 : 15;
        const int64_t step = n / size;
        for (int64_t i = 0; i < size; i++)
            sample[i] = points[begin + i * step];
        const int64_t at = std::max<int64_t>((target - begin) * size / n, 1);
        return kernel_.divide(sample, size, side, at);
    }

    // Writes those that rank below `pivot` first; where they end.
    int64_t scatter(const Point *from, Point *to, int64_t begin, int64_t end,
                    int side, Rank pivot) const {
        const int64_t shares =
            (end - begin + shared_points - 1) / shared_points;
        if (shares == 1)
            return begin + kernel_.scatter(from + begin, end - begin, side,
                                           pivot, to + begin, to + end);
        // Where each share's go is known once they are counted.
        std::vector<int64_t> lefts(shares + 1);
        for_shares(begin, end, [&](int64_t share, int64_t first, int64_t last) {
            lefts[share + 1] =
                kernel_.count(from + first, last - first, side, pivot);
        });
        for (int64_t share = 0; share < shares; share++)
            lefts[share + 1] += lefts[share];
        for_shares(begin, end, [&](int64_t share, int64_t first, int64_t last) {
            const int64_t rights = first - begin - lefts[share];
            kernel_.scatter(from + first, last - first, side, pivot,
                            to + begin + lefts[share], to + end - rights);
        });
        return begin + lefts[shares];
    }

    // Halves a leaf's points and writes what the tree keeps of them.
    void fill_leaf(int64_t leaf, int side, const Point *from, Point *to) {
        const int64_t begin = first_point(leaf), end = first_point(leaf + 1);
        const Point *points = halve_leaf(leaf, begin, end, side, from, to);
        const int64_t place = leaf * tree_leaf_size, n = end - begin;
        Scalar *block = tree_.blocks.data() + place * D;
        for (int c = 0; c < D; c++) {
            Scalar *coordinates = block + c * tree_leaf_size;
            for (int64_t i = 0; i < n; i++)
                coordinates[i] = points[begin + i].at[c];
            std::fill(coordinates + n, coordinates + tree_leaf_size,
                      std::numeric_limits<Scalar>::infinity());
        }
        uint32_t *ids = tree_.ids.data() + place;
        for (int64_t i = 0; i < n; i++)
            ids[i] = points[begin + i].id;
        std::fill(ids + n, ids + tree_leaf_size, no_point);
    }

    // Copies the given points in the order of the leaves, when what the tree
    // was divided in is no longer there: the most memory of a build.
    void keep_exact(int threads) {
        first_ = HugeVector<Point>();
        second_ = HugeVector<Point>();
        const auto places = int64_t(tree_.ids.size());
        tree_.exact.resize(places * D);
#pragma omp parallel for num_threads(threads) schedule(static)
        for (int64_t place = 0; place < places; place++) {
            const uint32_t ahead = tree_.ids[std::min(place + 32, places - 1)];
            if (ahead != no_point)
                __builtin_prefetch(given_ + int64_t(ahead) * D);
            const uint32_t id = tree_.ids[place];
            double *exact = tree_.exact.data() + place * D;
            if (id == no_point)
                std::fill_n(exact, D, 0.0);
            else
                std::copy_n(given_ + int64_t(id) * D, D, exact);
        }
    }

    // Splits a leaf's points in two and writes the boxes of both. Where they
    // are then.
    const Point *halve_leaf(int64_t leaf, int64_t begin, int64_t end, int side,
                            const Point *from, Point *to) {
        Scalar *boxes = tree_.half_boxes.data() + leaf * 4 * D;
        const int64_t middle = begin + tree_leaf_size / 2;
        if (middle >= end) {
            measure(from, begin, end, boxes);
            std::fill_n(boxes + 2 * D, D,
                        std::numeric_limits<Scalar>::infinity());
            std::fill_n(boxes + 3 * D, D,
                        -std::numeric_limits<Scalar>::infinity());
            return from;
        }
        scatter(from, to, begin, end, side,
                kernel_.divide(from + begin, end - begin, side,
                               tree_leaf_size / 2));
        measure(to, begin, middle, boxes);
        measure(to, middle, end, boxes + 2 * D);
        return to;
    }
};

template <typename Scalar, int D, typename Given>
TreeArrays<Scalar> build_of_dimension(int32_t d, int64_t n, const Given *x,
                                      int threads, const Given *centre) {
    if (d == D)
        return Builder<Scalar, Given, D>(n, x, centre).build(threads);
    if constexpr (D > 1)
        return build_of_dimension<Scalar, D - 1>(d, n, x, threads, centre);
    return {};
}

} // namespace

template <typename Scalar, typename Given>
TreeArrays<Scalar> build_tree(int32_t d, int64_t n, const Given *x, int threads,
                              const Given *centre) {
    return build_of_dimension<Scalar, tree_max_dimension>(d, n, x, threads,
                                                          centre);
}

template TreeArrays<float> build_tree(int32_t, int64_t, const float *, int,
                                      const float *);
template TreeArrays<float> build_tree(int32_t, int64_t, const double *, int,
                                      const double *);
template TreeArrays<double> build_tree(int32_t, int64_t, const double *, int,
                                       const double *);
