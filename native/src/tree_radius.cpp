// All points within a radius, compiled once per instruction set: how many,
// which ones, and what they connect. radius_walk.h is how points meet.
#include "tree_radius.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "candidate.h"
#include "forest.h"
#include "radius_walk.h"

namespace AS_ISA {
namespace {

constexpr uint32_t no_limit = UINT32_MAX;

// How many are near each query, `most` at most.
struct Counter {
    static constexpr bool takes_nodes = true;
    static constexpr bool meets_itself_first = false;
    const TreeView<double> &tree;
    uint32_t most;
    int queries = 0;
    uint32_t counts[block_size];

    void start(const Batch &batch) {
        queries = batch.count;
        std::fill(counts, counts + block_size, 0);
    }
    uint32_t wanted(int64_t) const {
        uint32_t mask = 0;
        for (int q = 0; q < queries; q++)
            mask |= static_cast<uint32_t>(counts[q] < most) << q;
        return mask;
    }
    bool is_done() const { return most != no_limit && wanted(0) == 0; }
    bool skips(int32_t) const { return false; }
    void take_node(int32_t node) {
        const int64_t first = outer_leaf(tree, node, 0) * block_size;
        const int64_t last = (outer_leaf(tree, node, 1) + 1) * block_size;
        for (int q = 0; q < queries; q++)
            counts[q] +=
                static_cast<uint32_t>(std::min(last, tree.point_count) - first);
    }
    void take(int query, int64_t, uint32_t near, const double *) {
        counts[query] += std::popcount(near);
    }
};

struct Near {
    double number;
    uint32_t point;
};

// Who is near each query.
struct Lister {
    static constexpr bool takes_nodes = false;
    static constexpr bool meets_itself_first = false;
    const uint32_t *ids;
    std::vector<Near> lists[block_size];

    void start(const Batch &) {
        for (auto &list : lists)
            list.clear();
    }
    uint32_t wanted(int64_t) const { return ~0u; }
    bool is_done() const { return false; }
    void take(int query, int64_t block, uint32_t near, const double *numbers) {
        for (; near != 0; near &= near - 1) {
            const int i = std::countr_zero(near);
            lists[query].push_back({numbers[i], ids[block * block_size + i]});
        }
    }
};

// Bit i: point i of the block is a core point.
uint32_t cores_of(const uint8_t *core, int64_t block) {
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

void count(const RadiusView &view, const RadiusQueries &queries,
           uint32_t *counts) {
    Counter counter{.tree = view.tree, .most = no_limit, .counts = {}};
    for_each_batch(view, queries, counter, [&](const Batch &batch) {
        for (int q = 0; q < batch.count; q++)
            counts[batch.rows[q]] = counter.counts[q] - batch.self(q);
    });
}

void write_list(const RadiusView &view, std::vector<Near> &list, int64_t row,
                const int64_t *row_numbers, const RadiusLists &lists) {
    const double sign = view.inner_product ? -1 : 1;
    std::sort(list.begin(), list.end(), [sign](const Near &a, const Near &b) {
        return a.number == b.number ? a.point < b.point
                                    : sign * a.number < sign * b.number;
    });
    int64_t at = lists.offsets[row];
    for (const Near &near : list) {
        lists.neighbors[at] =
            row_numbers ? row_numbers[near.point] : near.point;
        lists.distances[at++] = lists.in_unit(near.number);
    }
}

void list(const RadiusView &view, const RadiusQueries &queries,
          const RadiusLists &lists) {
    Lister lister{.ids = view.tree.ids, .lists = {}};
    for_each_batch(view, queries, lister, [&](const Batch &batch) {
        for (int q = 0; q < batch.count; q++) {
            std::vector<Near> &found = lister.lists[q];
            if (batch.self(q) != 0)
                std::erase_if(found, [&](const Near &near) {
                    return near.point == batch.ids[q];
                });
            write_list(view, found, batch.rows[q], queries.row_numbers, lists);
        }
    });
}

RadiusQueries points_of(int64_t first, int64_t count) {
    return {nullptr, first, count, nullptr, true};
}

void find_cores(const RadiusView &view, int64_t first, int64_t count,
                uint32_t least, uint8_t *core) {
    Counter counter{.tree = view.tree, .most = least, .counts = {}};
    for_each_batch(
        view, points_of(first, count), counter, [&](const Batch &batch) {
            for (int q = 0; q < batch.count; q++)
                core[batch.own * block_size + q] = counter.counts[q] >= least;
        });
}

void join(const RadiusView &view, int64_t first, int64_t count,
          const RadiusForest &forest) {
    Joiner joiner{.tree = view.tree, .forest = forest};
    for_each_batch(view, points_of(first, count), joiner,
                   [&](const Batch &) { joiner.note(); });
}

void attach(const RadiusView &view, int64_t first, int64_t count,
            const uint8_t *core, int32_t *labels) {
    Attacher attacher{
        .ids = view.tree.ids, .core = core, .labels = labels, .lowest = {}};
    for_each_batch(view, points_of(first, count), attacher,
                   [&](const Batch &batch) {
                       for (int q = 0; q < batch.count; q++)
                           if (attacher.lowest[q] >= 0)
                               labels[batch.ids[q]] = attacher.lowest[q];
                   });
}

} // namespace

RadiusKernels radius_kernels() {
    return {count, list, find_cores, join, attach};
}

} // namespace AS_ISA
