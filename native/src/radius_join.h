// What points within a radius connect, compiled once per instruction set: the
// walkers of radius_walk.h that make clusters.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>

#include "forest.h"
#include "radius_walk.h"

namespace AS_ISA {

// Bit i: point i of the block is a core point.
inline uint32_t cores_of(const uint8_t *core, int64_t block) {
    uint32_t mask = 0;
    for (int i = 0; i < block_size; i++)
        mask |= static_cast<uint32_t>(core[block * block_size + i]) << i;
    return mask;
}

// Joins a block's core points with those near them. Parts of the tree whose
// core points are one with the block's already are skipped: in dense places
// nearly all.
struct Joiner {
    static constexpr bool takes_nodes = true;
    static constexpr bool meets_itself_first = true;
    const TreeView<double> &tree;
    const RadiusForest &forest;
    int64_t own = 0;
    bool has_met_itself = false;
    uint32_t cores = 0;

    void start(const Batch &batch) {
        own = batch.own;
        has_met_itself = false;
        cores = cores_of(forest.core, own);
    }
    bool is_done() const { return cores == 0; }

    // Each pair of blocks meets once.
    uint32_t wanted(int64_t block) const {
        if (block > own || (block == own && has_met_itself))
            return 0;
        return skips(mark_of(block)) ? 0 : cores;
    }
    bool skips(int32_t node) const {
        const uint32_t there = mark(node);
        if (there == no_point)
            return true;
        const uint32_t here = load(mark_of(own));
        return there != 0 && here != 0 && here != no_point &&
               root(there) == root(here);
    }
    // All of its core points are near all of the block's.
    void take_node(int32_t node) {
        uint32_t one = 0;
        const int64_t last = outer_leaf(tree, node, 1);
        for (int64_t block = outer_leaf(tree, node, 0); block <= last;
             block++) {
            for (uint32_t left = cores_of(forest.core, block); left != 0;
                 left &= left - 1) {
                one = place(block, left);
                join_trees(forest.parents, place(own, cores), one++);
            }
        }
        if (one != 0)
            for (uint32_t left = cores; left != 0; left &= left - 1)
                join_trees(forest.parents, place(own, left), one - 1);
        store(node, one == 0 ? no_point : one);
    }
    void take(int query, int64_t block, uint32_t near, const double *) {
        for (near &= cores_of(forest.core, block); near != 0; near &= near - 1)
            join_trees(forest.parents, place(own, 1u << query),
                       place(block, near));
    }
    // Notes whether the block's core points have come together.
    void note() {
        has_met_itself = true;
        if (cores == 0)
            return store(mark_of(own), no_point);
        const uint32_t one = find_root(forest.parents, place(own, cores));
        for (uint32_t left = cores; left != 0; left &= left - 1)
            if (find_root(forest.parents, place(own, left)) != one)
                return;
        store(mark_of(own), place(own, cores) + 1);
    }

  private:
    // The place of the first point of a mask.
    static uint32_t place(int64_t block, uint32_t mask) {
        return static_cast<uint32_t>(block * block_size +
                                     std::countr_zero(mask));
    }
    int32_t mark_of(int64_t block) const {
        return tree.nodes ? tree.leaf_node[block] : static_cast<int32_t>(block);
    }
    uint32_t root(uint32_t mark) const {
        return find_root(forest.parents, mark - 1);
    }
    uint32_t load(int32_t node) const {
        return std::atomic_ref<uint32_t>(forest.joined[node])
            .load(std::memory_order_relaxed);
    }
    void store(int32_t node, uint32_t mark) const {
        std::atomic_ref<uint32_t>(forest.joined[node])
            .store(mark, std::memory_order_relaxed);
    }
    // What is known of a node, from what is known of its children.
    uint32_t mark(int32_t node) const {
        const uint32_t known = load(node);
        if (known != 0 || !tree.nodes || tree.nodes[node].children < 0)
            return known;
        const uint32_t left = load(tree.nodes[node].children);
        const uint32_t right = load(tree.nodes[node].children + 1);
        if (left == 0 || right == 0)
            return 0;
        const bool is_one =
            left == no_point || right == no_point || root(left) == root(right);
        const uint32_t both = left == no_point ? right : left;
        if (is_one)
            store(node, both);
        return is_one ? both : 0;
    }
};

// The lowest label of a core point near each query that is none.
struct Attacher {
    static constexpr bool takes_nodes = false;
    static constexpr bool meets_itself_first = false;
    const uint32_t *ids;
    const uint8_t *core;
    const int32_t *labels;
    uint32_t others = 0;
    int32_t lowest[block_size];

    void start(const Batch &batch) {
        others = ~cores_of(core, batch.own);
        std::fill(lowest, lowest + block_size, -1);
    }
    bool is_done() const { return others == 0; }
    uint32_t wanted(int64_t block) const {
        return cores_of(core, block) == 0 ? 0 : others;
    }
    void take(int query, int64_t block, uint32_t near, const double *) {
        for (near &= cores_of(core, block); near != 0; near &= near - 1) {
            const uint32_t id =
                ids[block * block_size + std::countr_zero(near)];
            int32_t &low = lowest[query];
            low = low < 0 ? labels[id] : std::min(low, labels[id]);
        }
    }
};

} // namespace AS_ISA
