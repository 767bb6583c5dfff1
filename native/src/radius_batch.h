// Queries that look for points within a radius together, compiled once per
// instruction set.
#pragma once

#include <algorithm>
#include <cmath>

#include "radius_view.h"

namespace AS_ISA {

constexpr int block_size = tree_leaf_size;

inline double add_product(double a, double b, double sum) {
#ifdef __FMA__
    return std::fma(a, b, sum);
#else
    return a * b + sum;
#endif
}

// Up to 32 queries.
struct Batch {
    const double *at; // [d][32]
    int count;
    const double *low, *high; // [d] of the box around them
    int64_t own;              // the block that they are; -1: none
    const uint32_t *ids;      // [count] points that they are, where own >= 0
    int64_t rows[block_size]; // where their answers go
    uint32_t is_own_neighbor; // bit q: query q is to be left out of its own

    uint32_t self(int query) const { return is_own_neighbor >> query & 1; }
};

// Query rows as a batch: one by one with a tree, since rows that follow each
// other may lie far apart.
inline void make_batch(const RadiusView &view, const RadiusQueries &queries,
                       int64_t first, int count, double *at, Batch &batch) {
    const int d = view.tree.dimension;
    const double *rows = queries.rows + first * d;
    for (int i = 0; i < count; i++) {
        for (int c = 0; c < d; c++)
            at[c * block_size + i] = rows[i * d + c];
        batch.rows[i] = queries.first + first + i;
    }
    batch.at = at;
    batch.low = batch.high = rows;
    batch.count = count;
    batch.own = -1;
    batch.is_own_neighbor = 0;
}

// The points of a block as a batch.
inline void own_batch(const RadiusView &view, const RadiusQueries &queries,
                      int64_t block, Batch &batch) {
    const TreeView<double> &tree = view.tree;
    const int d = tree.dimension;
    batch.own = block;
    batch.at = tree.blocks + block * d * block_size;
    batch.count = static_cast<int>(
        std::min<int64_t>(block_size, tree.point_count - block * block_size));
    if (view.has_tree()) {
        batch.low = tree.boxes + int64_t(tree.leaf_node[block]) * 2 * d;
        batch.high = batch.low + d;
    }
    batch.ids = tree.ids + block * block_size;
    batch.is_own_neighbor = 0;
    for (int q = 0; q < batch.count; q++) {
        const uint32_t id = batch.ids[q];
        batch.rows[q] = queries.row_numbers ? queries.row_numbers[id] : id;
        if (queries.include_self)
            continue;
        double number = 0;
        for (int c = 0; view.inner_product && c < d; c++) {
            const double value = batch.at[c * block_size + q];
            number = add_product(value, value, number);
        }
        const bool is_near =
            view.inner_product ? number >= view.bound : number <= view.bound;
        batch.is_own_neighbor |= static_cast<uint32_t>(is_near) << q;
    }
}

} // namespace AS_ISA
