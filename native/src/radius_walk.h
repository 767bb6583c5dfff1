// How points within a radius meet, compiled once per instruction set.
//
// Up to 32 queries go down the tree together, into every part whose box is
// within reach; without a tree they meet every block. A part whose box is
// within reach as a whole need not be looked into by who only counts or joins.
//
// A box's distances are computed with the very operations of a point's, in the
// same order, and rounding is monotonic: what a box says holds for the numbers
// of all points in it, to the last bit.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

#include "lanes.h"
#include "radius_batch.h"
#include "stop_flag.h"

namespace AS_ISA {

// The first (side 0) or last (side 1) leaf below a node.
inline int64_t outer_leaf(const TreeView<double> &tree, int32_t node,
                          int side) {
    while (tree.nodes[node].children >= 0)
        node = tree.nodes[node].children + side;
    return tree.nodes[node].leaf;
}

template <int D, typename Visitor> class Walk {
    using Simd = Lanes<double>;
    static constexpr int parts = block_size / Simd::count;
    static constexpr int terms = 8;

  public:
    Walk(const RadiusView &view, Visitor &visitor)
        : view_(view), tree_(view.tree), visitor_(visitor),
          d_(D > 0 ? D : view.tree.dimension) {}

    void run(const Batch &batch) {
        batch_ = &batch;
        visitor_.start(batch);
        if constexpr (Visitor::meets_itself_first) {
            meet(batch.own, ~0u);
            visitor_.note();
        }
        if (!view_.has_tree()) {
            for (int64_t block = 0; block < tree_.leaf_count; block++)
                meet(block, ~0u);
            return;
        }
        if (visitor_.is_done())
            return;
        below(0);
    }

  private:
    const RadiusView &view_;
    const TreeView<double> &tree_;
    Visitor &visitor_;
    const int d_;
    const StopFlag stop_ = StopFlag::current();
    const Batch *batch_ = nullptr;

    void below(int32_t node) {
        const int d = D > 0 ? D : d_;
        const double *box = tree_.boxes + int64_t(node) * 2 * d;
        // Not for queries of NaN, either.
        if (!(nearest(box) <= view_.bound) || visitor_.is_done())
            return;
        if constexpr (Visitor::takes_nodes) {
            if (visitor_.skips(node))
                return;
            if (farthest(box) <= view_.bound) {
                visitor_.take_node(node);
                return;
            }
        }
        const int32_t children = tree_.nodes[node].children;
        if (children < 0) {
            meet(tree_.nodes[node].leaf,
                 batch_->count == 1 ? 1 : in_reach(box));
            return;
        }
        below(children);
        below(children + 1);
    }

    double nearest(const double *box) const {
        const int d = D > 0 ? D : d_;
        double sum = 0;
        for (int c = 0; c < d; c++) {
            const double gap = std::max(
                std::max(box[c] - batch_->high[c], batch_->low[c] - box[d + c]),
                0.0);
            sum = add_square(gap, sum);
        }
        return sum;
    }

    double farthest(const double *box) const {
        const int d = D > 0 ? D : d_;
        double sum = 0;
        for (int c = 0; c < d; c++) {
            const double span =
                std::max(box[d + c] - batch_->low[c], batch_->high[c] - box[c]);
            sum = add_square(span, sum);
        }
        return sum;
    }

    // Bit q: query q reaches the box.
    uint32_t in_reach(const double *box) const {
        const int d = D > 0 ? D : d_;
        uint32_t mask = 0;
        for (int base = 0; base < block_size; base += Simd::count) {
            auto sum = Simd::splat(0);
            for (int c = 0; c < d; c++) {
                const auto at = Simd::load(batch_->at + c * block_size + base);
                const auto gap =
                    Simd::max(Simd::max(Simd::sub(Simd::splat(box[c]), at),
                                        Simd::sub(at, Simd::splat(box[d + c]))),
                              Simd::splat(0));
                sum = Simd::add_square(gap, sum);
            }
            mask |= Simd::at_most(sum, Simd::splat(view_.bound)) << base;
        }
        return mask;
    }

    // Looks at the stop word: 32 queries may be near millions.
    void meet(int64_t block, uint32_t reach) {
        stop_.check();
        const int64_t left = tree_.point_count - block * block_size;
        const uint32_t real = left >= block_size ? ~0u : (1u << left) - 1;
        const uint32_t asked =
            batch_->count == block_size ? ~0u : (1u << batch_->count) - 1;
        uint32_t queries = reach & asked & visitor_.wanted(block);
        for (; queries != 0; queries &= queries - 1) {
            const int query = std::countr_zero(queries);
            double numbers[block_size];
            const uint32_t near = compare(query, block, numbers) & real;
            if (near != 0)
                visitor_.take(query, block, near, numbers);
        }
    }

    uint32_t compare(int query, int64_t block, double *numbers) const {
        return view_.inner_product ? compare_by<true>(query, block, numbers)
                                   : compare_by<false>(query, block, numbers);
    }

    // Sums of squares only grow: where none of a block's is in reach any more
    // after some terms, the others are left out. In many dimensions that is
    // most of the work.
    template <bool Product>
    uint32_t compare_by(int query, int64_t block, double *numbers) const {
        const int d = D > 0 ? D : d_;
        const double *points = tree_.blocks + block * d * block_size;
        const auto bound = Simd::splat(view_.bound);
        typename Simd::Type sums[parts];
        for (auto &sum : sums)
            sum = Simd::splat(0);
        for (int start = 0; start < d; start += terms) {
            const int end = D > 0 ? D : std::min(start + terms, d);
            for (int c = start; c < end; c++)
                add_term<Product>(points + c * block_size,
                                  batch_->at[c * block_size + query], sums);
            if (D > 0 || Product || end == d)
                continue;
            uint32_t near = 0;
            for (int i = 0; i < parts; i++)
                near |= Simd::at_most(sums[i], bound);
            if (near == 0)
                return 0;
        }
        uint32_t near = 0;
        for (int i = 0; i < parts; i++) {
            near |= (Product ? Simd::at_most(bound, sums[i])
                             : Simd::at_most(sums[i], bound))
                    << (i * Simd::count);
            Simd::store(numbers + i * Simd::count, sums[i]);
        }
        return near;
    }

    template <bool Product>
    static void add_term(const double *points, double query,
                         typename Simd::Type *sums) {
        const auto at = Simd::splat(query);
        for (int i = 0; i < parts; i++) {
            const auto point = Simd::load(points + i * Simd::count);
            sums[i] = Product ? Simd::add_product(point, at, sums[i])
                              : Simd::add_square(Simd::sub(point, at), sums[i]);
        }
    }
};

template <int D, typename Visitor, typename Done>
void walk_all(const RadiusView &view, const RadiusQueries &queries,
              Visitor &visitor, Done done) {
    Walk<D, Visitor> walk(view, visitor);
    Batch batch;
    std::vector<double> at;
    if (queries.rows != nullptr)
        at.resize(int64_t(view.tree.dimension) * block_size);
    const int64_t step =
        queries.rows != nullptr && !view.has_tree() ? block_size : 1;
    for (int64_t i = 0; i < queries.count; i += step) {
        if (queries.rows != nullptr) {
            const int64_t count = std::min(step, queries.count - i);
            make_batch(view, queries, i, static_cast<int>(count), at.data(),
                       batch);
        } else {
            own_batch(view, queries, queries.first + i, batch);
        }
        walk.run(batch);
        done(batch);
    }
}

// Has every query meet the points near it; `done` is told of each batch.
template <typename Visitor, typename Done>
void for_each_batch(const RadiusView &view, const RadiusQueries &queries,
                    Visitor &visitor, Done done) {
    switch (view.tree.dimension) {
    case 2:
        return walk_all<2>(view, queries, visitor, done);
    case 3:
        return walk_all<3>(view, queries, visitor, done);
    default:
        return walk_all<0>(view, queries, visitor, done);
    }
}

} // namespace AS_ISA
