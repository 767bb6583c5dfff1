// Half leaves of a kd-tree in reach of a group of queries, compiled once per
// instruction set.
#pragma once

#include "near_keys.h"
#include "tree_group.h"

namespace AS_ISA {

// As many as keys can number.
constexpr int most_slots = (1 << number_bits) / near_lanes;

// Sixteen neighbouring points of a leaf each, with their boxes.
template <typename Scalar> struct Slots {
    int count;
    alignas(64) Scalar low[tree_max_dimension][most_slots];
    alignas(64) Scalar high[tree_max_dimension][most_slots];
    int64_t first[most_slots]; // place of the first point, [leaf][32]
};

// Lists the half leaves that the group's box comes as near as `reach`; false:
// there are more than fit.
template <int D, typename Scalar>
bool list_slots(const TreeView<Scalar> &tree, const Group<Scalar> &group,
                float reach, Slots<Scalar> &slots) {
    const int d = D > 0 ? D : tree.dimension;
    const int width = 2 * d;
    int32_t stack[64];
    int depth = 0, count = 0;
    stack[depth++] = 0;
    while (depth > 0) {
        const int32_t node = stack[--depth];
        const int32_t children = tree.nodes[node].children;
        const Scalar *boxes =
            children >= 0
                ? tree.boxes + int64_t(children) * width
                : tree.half_boxes + 2 * int64_t(tree.nodes[node].leaf) * width;
        for (int side = 0; side < 2; side++, boxes += width) {
            if (!(box_distance<D>(group, boxes, d) <= reach))
                continue;
            if (children >= 0) {
                stack[depth++] = children + side;
                continue;
            }
            if (count == most_slots)
                return false;
            for (int c = 0; c < d; c++) {
                slots.low[c][count] = boxes[c];
                slots.high[c][count] = boxes[d + c];
            }
            slots.first[count++] =
                int64_t(tree.nodes[node].leaf) * tree_leaf_size +
                side * near_lanes;
        }
    }
    slots.count = count;
    for (; count % near_lanes != 0; count++) {
        for (int c = 0; c < d; c++) {
            slots.low[c][count] = infinity<Scalar>;
            slots.high[c][count] = -infinity<Scalar>;
        }
    }
    return true;
}

// Squared distances of a slot's points from a query, as floats.
template <int D, typename Scalar>
Float16Lanes slot_distances(const TreeView<Scalar> &tree, int64_t first,
                            const typename Lanes<Scalar>::Type *at) {
    using Simd = Lanes<Scalar>;
    constexpr int parts = near_lanes / Simd::count;
    const int d = D > 0 ? D : tree.dimension;
    const int64_t leaf = first / tree_leaf_size;
    const Scalar *points =
        tree.blocks + leaf * d * tree_leaf_size + first % tree_leaf_size;
    typename Simd::Type sums[parts];
    for (auto &sum : sums)
        sum = Simd::splat(0);
    for (int c = 0; c < d; c++)
        for (int i = 0; i < parts; i++)
            sums[i] = Simd::add_square(
                Simd::sub(
                    Simd::load(points + c * tree_leaf_size + i * Simd::count),
                    at[c]),
                sums[i]);
    return to_floats(sums);
}

} // namespace AS_ISA
