// A search of all points within a radius, as its kernels see it.
#pragma once

#include <cstdint>

#include "tree_view.h"

// Points in blocks of 32, with a tree over them or without one, and which of
// them count as near.
struct RadiusView {
    TreeView<double> tree; // nodes, boxes and leaf_node nullptr: no tree
    // Products count, and those of at least `bound` are near; else squared
    // distances, and those of at most `bound`.
    bool inner_product;
    double bound;

    bool has_tree() const { return tree.nodes != nullptr; }
};

// Whose neighbours are looked for: the points of some blocks, or rows of
// another matrix.
struct RadiusQueries {
    const double *rows; // [count x d] from the first on; nullptr: the points
    int64_t first;      // block, or row
    int64_t count;
    const int64_t *row_numbers; // table row of each point; nullptr: the same
    bool include_self;          // of the points themselves
};

// Where neighbours are written: those of row r (of the table, or of `rows`)
// from offsets[r] on, nearest first, equally near ones by their row.
struct RadiusLists {
    const int64_t *offsets; // nullptr: nowhere
    int64_t *neighbors;
    float *distances;
    double *sums; // of the distances, by block or by row of `rows`
    // What makes a distance or product of the kernel's number, and the unit of
    // distances.
    float (*in_unit)(double number, double unit);
    double unit;
};

// Core points that reach each other, as a forest. A place is a point's number
// in the blocks, 32 * block + i; parents[p] is p at a root, which is its tree's
// lowest place. Shared by all threads.
struct RadiusForest {
    const uint8_t *core; // [places] 1: a core point
    uint32_t *parents;   // [places]
    // [nodes, or blocks without a tree] what is known of its core points: 0,
    // nothing; no_point, there are none; else they are of one tree, and this is
    // 1 + the place of one of them.
    uint32_t *joined;
};

// Kernels for one instruction set. Blocks first .. first+count-1 are worked on.
struct RadiusKernels {
    // counts[row] = how many are near.
    void (*count)(const RadiusView &view, const RadiusQueries &queries,
                  uint32_t *counts);
    void (*list)(const RadiusView &view, const RadiusQueries &queries,
                 const RadiusLists &lists);
    // core[place] = whether at least `least` points are near, itself counted.
    void (*find_cores)(const RadiusView &view, int64_t first, int64_t count,
                       uint32_t least, uint8_t *core);
    // Joins core points with the core points near them.
    void (*join)(const RadiusView &view, int64_t first, int64_t count,
                 const RadiusForest &forest);
    // labels[point] = the lowest label of core points near it, for points that
    // are none themselves; left as it is where none is near.
    void (*attach)(const RadiusView &view, int64_t first, int64_t count,
                   const uint8_t *core, int32_t *labels);
};
