// How a group of queries walks a kd-tree, compiled once per instruction set.
//
// Up to 32 queries that lie close together are answered as one group: the walk
// starts in their own leaf and goes up, visiting each sibling subtree that the
// group's farthest candidate still reaches. At a leaf, each query whose own
// candidates reach its box compares itself with all 32 points at once.
//
// A box's distance is computed with the very operations of a point's, in the
// same order. Rounding is monotonic, so it never exceeds the distance of a
// point inside, and pruning by `>` loses no equal neighbour.
#pragma once

#include <algorithm>
#include <bit>
#include <limits>
#include <type_traits>

#include "lanes.h"
#include "neighbor_list.h"
#include "tree_view.h"

namespace AS_ISA {

constexpr int group_size = tree_leaf_size;
template <typename Scalar>
constexpr Scalar infinity = std::numeric_limits<Scalar>::infinity();

template <typename Scalar>
using KeyOf =
    std::conditional_t<std::is_same_v<Scalar, float>, int64_t, WideKey>;
template <typename Scalar>
constexpr KeyOf<Scalar> empty_key_of = KeyOf<Scalar>(
    std::is_same_v<Scalar, float> ? WideKey(empty_key) : empty_wide_key);

// A box: [dimension] each.
template <typename Scalar> struct Span { const Scalar *low, *high; };

// That of a leaf.
template <typename Scalar>
const Scalar *leaf_box(const TreeView<Scalar> &tree, int64_t leaf) {
    return tree.boxes + int64_t(tree.leaf_node[leaf]) * 2 * tree.dimension;
}

// Up to 32 queries, their candidates, and what they leave out.
template <typename Scalar> struct Group {
    int count = 0;
    bool is_leaf = false; // they are the points of their nearest leaf
    Scalar low[tree_max_dimension], high[tree_max_dimension];
    Scalar coordinates[tree_max_dimension][group_size];
    Scalar reach[group_size];      // squared distance of the k-th candidate
    uint32_t excluded[group_size]; // id that the query must not find
    Scalar farthest;               // the largest reach
    KeyOf<Scalar> *keys;           // [group_size][capacity]
    int capacity;
    int32_t k;

    Span<Scalar> box() const { return {low, high}; }
    KeyOf<Scalar> *list(int query) { return keys + int64_t(query) * capacity; }
};

// Squared distance between two boxes, one given as lows, then highs.
template <int D, typename Scalar>
Scalar box_distance(const Span<Scalar> &around, const Scalar *box,
                    int dimension) {
    const int d = D > 0 ? D : dimension;
    Scalar sum = 0;
    for (int c = 0; c < d; c++) {
        const Scalar gap = std::max(
            std::max(box[c] - around.high[c], around.low[c] - box[d + c]),
            Scalar(0));
        sum = add_square(gap, sum);
    }
    return sum;
}

// Bit q: query q's candidates reach the box.
template <int D, typename Scalar>
uint32_t queries_in_reach(const Group<Scalar> &group, const Scalar *box,
                          int dimension) {
    using Simd = Lanes<Scalar>;
    const int d = D > 0 ? D : dimension;
    uint32_t mask = 0;
    for (int base = 0; base < group_size; base += Simd::count) {
        auto sum = Simd::splat(0);
        for (int c = 0; c < d; c++) {
            const auto at = Simd::load(group.coordinates[c] + base);
            const auto gap =
                Simd::max(Simd::max(Simd::sub(Simd::splat(box[c]), at),
                                    Simd::sub(at, Simd::splat(box[d + c]))),
                          Simd::splat(0));
            sum = Simd::add_square(gap, sum);
        }
        mask |= Simd::at_most(sum, Simd::load(group.reach + base)) << base;
    }
    return group.count == group_size ? mask : mask & ((1u << group.count) - 1);
}

template <int D, int Groups, typename Scalar>
void compare_with_leaf(const TreeView<Scalar> &tree, Group<Scalar> &group,
                       int query, int64_t leaf) {
    using Simd = Lanes<Scalar>;
    constexpr int parts = tree_leaf_size / Simd::count;
    const int d = D > 0 ? D : tree.dimension;
    const Scalar *block = tree.blocks + leaf * d * tree_leaf_size;
    const uint32_t *ids = tree.ids + leaf * tree_leaf_size;
    typename Simd::Type sums[parts];
    for (auto &sum : sums)
        sum = Simd::splat(0);
    for (int c = 0; c < d; c++) {
        const auto at = Simd::splat(group.coordinates[c][query]);
        const Scalar *points = block + c * tree_leaf_size;
        for (int i = 0; i < parts; i++)
            sums[i] = Simd::add_square(
                Simd::sub(Simd::load(points + i * Simd::count), at), sums[i]);
    }
    const auto reach = Simd::splat(group.reach[query]);
    uint32_t near = 0;
    for (int i = 0; i < parts; i++)
        near |= Simd::at_most(sums[i], reach) << (i * Simd::count);
    if (near == 0)
        return;
    Scalar distances[tree_leaf_size];
    for (int i = 0; i < parts; i++)
        Simd::store(distances + i * Simd::count, sums[i]);
    NeighborList<Groups, KeyOf<Scalar>> list(group.list(query), group.k);
    const uint32_t excluded = group.excluded[query];
    for (; near != 0; near &= near - 1) {
        const int i = std::countr_zero(near);
        if (ids[i] != excluded)
            list.insert(candidate_key(distances[i], ids[i]));
    }
    group.reach[query] = list.close();
}

template <int D, int Groups, typename Scalar>
void visit_leaf(const TreeView<Scalar> &tree, Group<Scalar> &group,
                int64_t leaf, const Scalar *box) {
    uint32_t mask = queries_in_reach<D>(group, box, tree.dimension);
    if (mask == 0)
        return;
    for (; mask != 0; mask &= mask - 1)
        compare_with_leaf<D, Groups>(tree, group, std::countr_zero(mask), leaf);
    group.farthest = *std::max_element(group.reach, group.reach + group.count);
}

// Visits the leaves below a node, the nearer child first.
template <int D, int Groups, typename Scalar>
void visit_below(const TreeView<Scalar> &tree, Group<Scalar> &group,
                 int32_t node, Scalar distance) {
    if (distance > group.farthest)
        return;
    const int width = 2 * tree.dimension;
    const int32_t children = tree.nodes[node].children;
    if (children < 0) {
        visit_leaf<D, Groups>(tree, group, tree.nodes[node].leaf,
                              tree.boxes + int64_t(node) * width);
        return;
    }
    const Scalar *boxes = tree.boxes + int64_t(children) * width;
    const Scalar first = box_distance<D>(group.box(), boxes, tree.dimension);
    const Scalar second =
        box_distance<D>(group.box(), boxes + width, tree.dimension);
    const bool swap = second < first;
    visit_below<D, Groups>(tree, group, children + swap, swap ? second : first);
    visit_below<D, Groups>(tree, group, children + !swap,
                           swap ? first : second);
}

// Answers a group whose nearest leaf is `leaf`.
template <int D, int Groups, typename Scalar>
void answer_group(const TreeView<Scalar> &tree, Group<Scalar> &group,
                  int64_t leaf) {
    const int width = 2 * tree.dimension;
    std::fill(group.keys, group.keys + int64_t(group.count) * group.capacity,
              empty_key_of<Scalar>);
    std::fill(group.reach, group.reach + group_size, infinity<Scalar>);
    group.farthest = infinity<Scalar>;
    int32_t node = tree.leaf_node[leaf];
    visit_below<D, Groups>(tree, group, node, Scalar(0));
    while (tree.nodes[node].parent >= 0) {
        const int32_t parent = tree.nodes[node].parent;
        const int32_t children = tree.nodes[parent].children;
        const int32_t sibling = node == children ? children + 1 : children;
        const Scalar *box = tree.boxes + int64_t(sibling) * width;
        visit_below<D, Groups>(
            tree, group, sibling,
            box_distance<D>(group.box(), box, tree.dimension));
        node = parent;
    }
}

} // namespace AS_ISA
