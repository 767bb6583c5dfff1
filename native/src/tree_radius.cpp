// All points within a radius, compiled once per instruction set: how many,
// which ones, and what they connect. radius_walk.h is how points meet.
#include "tree_radius.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "candidate.h"
#include "near_sort.h"
#include "radius_join.h"
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

void count(const RadiusView &view, const RadiusQueries &queries,
           uint32_t *counts) {
    Counter counter{.tree = view.tree, .most = no_limit, .counts = {}};
    for_each_batch(view, queries, counter, [&](const Batch &batch) {
        for (int q = 0; q < batch.count; q++)
            counts[batch.rows[q]] = counter.counts[q] - batch.self(q);
    });
}

// The largest product comes first, so its negative counts. Gives the sum of the
// distances.
double write_list(const RadiusView &view, std::vector<Near> &list, int64_t row,
                  const int64_t *row_numbers, const RadiusLists &lists,
                  NearSort &sort) {
    StopFlag::current().check();
    double sum = 0;
    if (lists.offsets == nullptr) {
        for (const Near &near : list)
            sum += lists.in_unit(near.number, lists.unit);
        return sum;
    }
    const double sign = view.inner_product ? -1 : 1;
    if (view.inner_product) {
        double most = view.bound;
        for (Near &near : list) {
            most = std::max(most, near.number);
            near.number = -near.number;
        }
        sort(list, -most, -view.bound);
    } else {
        sort(list, 0, view.bound);
    }
    int64_t at = lists.offsets[row];
    for (const Near &near : list) {
        lists.neighbors[at] =
            row_numbers ? row_numbers[near.point] : near.point;
        lists.distances[at] = lists.in_unit(sign * near.number, lists.unit);
        sum += lists.distances[at++];
    }
    return sum;
}

void list(const RadiusView &view, const RadiusQueries &queries,
          const RadiusLists &lists) {
    Lister lister{.ids = view.tree.ids, .lists = {}};
    NearSort sort;
    for_each_batch(view, queries, lister, [&](const Batch &batch) {
        double sum = 0;
        for (int q = 0; q < batch.count; q++) {
            std::vector<Near> &found = lister.lists[q];
            if (batch.self(q) != 0)
                std::erase_if(found, [&](const Near &near) {
                    return near.point == batch.ids[q];
                });
            sum += write_list(view, found, batch.rows[q], queries.row_numbers,
                              lists, sort);
        }
        lists.sums[batch.own >= 0 ? batch.own : batch.rows[0]] = sum;
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
