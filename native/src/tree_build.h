// Building the exact kd-tree.
#pragma once

#include <cstdint>
#include <vector>

#include "huge_pages.h"
#include "tree_view.h"

// The arrays that a TreeView points into.
template <typename Scalar> struct TreeArrays {
    int32_t dimension = 0;
    int64_t point_count = 0;
    std::vector<TreeNode> nodes;
    HugeVector<Scalar> boxes;
    std::vector<int32_t> leaf_node;
    HugeVector<Scalar> blocks;
    HugeVector<uint32_t> ids;
    HugeVector<Scalar> half_boxes;
    HugeVector<double> exact;

    TreeView<Scalar> view() const {
        return {dimension,
                point_count,
                int64_t(leaf_node.size()),
                nodes.data(),
                boxes.data(),
                leaf_node.data(),
                blocks.data(),
                ids.data(),
                half_boxes.data(),
                exact.empty() ? nullptr : exact.data()};
    }
};

// Sorts x [n x d] into leaves of 32; d from 1 to tree_max_dimension, n from 1
// to 2^32 - 2, with up to `threads` threads. x is copied, as Scalar; as float64
// too where it is that and Scalar is not. `centre` [d], or nullptr, is
// subtracted from what is copied as Scalar.
template <typename Scalar, typename Given>
TreeArrays<Scalar> build_tree(int32_t d, int64_t n, const Given *x, int threads,
                              const Given *centre = nullptr);
