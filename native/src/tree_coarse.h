// What a walk in float32 missed where it could not tell points apart.
//
// Points of a cluster far from the centre are all at one place in float32, and
// any of them may have been taken for the nearest. Whoever is among the k
// nearest lies, as float32 sees it, no farther than the k-th of those that were
// found but for what narrowing does: all of these are measured.
#pragma once

#include <algorithm>
#include <cmath>

#include "stop_flag.h"
#include "tree_proof.h"

namespace AS_ISA {

// A k-th neighbour of less than so many roundings may not be the k-th.
constexpr double least_roundings = 256;

class CoarseWalk {
  public:
    CoarseWalk(const TreeView<float> &tree, const Group<float> &group,
               int query, const double *at, double narrowing, WideKey *nearest)
        : tree_(tree), at_(at), excluded_(group.excluded[query]),
          narrowing_(narrowing), nearest_(nearest, group.k) {
        for (int c = 0; c < tree.dimension; c++)
            narrow_[c] = group.coordinates[c][query];
        lower_bound();
        std::fill_n(nearest, group.k, empty_wide_key);
        below(0);
    }

  private:
    const TreeView<float> &tree_;
    const double *at_;
    const uint32_t excluded_;
    const double narrowing_;
    NeighborList<0, WideKey> nearest_;
    float narrow_[tree_max_dimension];
    // Squared, as float32 sees it.
    double bound_ = std::numeric_limits<double>::infinity();

    void lower_bound() {
        const double root = std::sqrt(nearest_.close()) + narrowing_;
        const double square = root * root * (1 + sum_rounding);
        bound_ = std::min(bound_, std::max(square, double(least_square)));
    }

    void below(int32_t node) {
        const int d = tree_.dimension;
        const float *box = tree_.boxes + int64_t(node) * 2 * d;
        float sum = 0;
        for (int c = 0; c < d; c++) {
            const float gap = std::max(
                std::max(box[c] - narrow_[c], narrow_[c] - box[d + c]), 0.0f);
            sum = add_square(gap, sum);
        }
        if (sum > bound_)
            return;
        const int32_t children = tree_.nodes[node].children;
        if (children < 0)
            return measure(tree_.nodes[node].leaf);
        below(children);
        below(children + 1);
    }

    void measure(int64_t leaf) {
        const int d = tree_.dimension;
        const int64_t first = leaf * tree_leaf_size;
        for (int i = 0; i < tree_leaf_size; i++) {
            const uint32_t id = tree_.ids[first + i];
            if (id == no_point || id == excluded_)
                continue;
            const double square = exact_square<0, float>(tree_, first + i, at_);
            nearest_.insert(candidate_key(square, id));
        }
        lower_bound();
    }
};

// Replaces the k nearest of a query `at` [d] by those that are, where float32
// may not have told. `nearest` [k] is sorted.
inline void find_coarse(const TreeView<float> &tree, const Group<float> &group,
                        int query, const double *at, WideKey *nearest) {
    const WideKey last = nearest[group.k - 1];
    const double narrowing = narrowing_of(group, query, tree.dimension);
    // Of equal points, those with the lowest rows were found.
    if (key_id(last) == no_point || key_distance(last) == 0 ||
        std::sqrt(key_distance(last)) >= least_roundings * narrowing)
        return;
    StopFlag::current().check();
    CoarseWalk(tree, group, query, at, narrowing, nearest);
}

} // namespace AS_ISA
