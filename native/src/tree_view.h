// The kd-tree as its search sees it: plain arrays, no ownership.
#pragma once

#include <cstdint>

// Points of one leaf, which is also the number of queries answered together.
constexpr int tree_leaf_size = 32;
constexpr int tree_max_dimension = 16;

struct TreeNode {
    int32_t parent;   // -1 at the root
    int32_t children; // the first of two neighbouring nodes; -1: a leaf
    int32_t leaf;     // number of the leaf; -1: an inner node
};

// Scalar: float, or double where float32 is too coarse.
template <typename Scalar> struct TreeView {
    int32_t dimension;
    int64_t point_count;
    int64_t leaf_count;       // every leaf but the last is full
    const TreeNode *nodes;    // [2 * leaf_count - 1], the root first
    const Scalar *boxes;      // [nodes][2 * dimension]: lows, then highs
    const int32_t *leaf_node; // [leaf_count]: node of each leaf
    const Scalar *blocks;     // [leaf_count][dimension][32], padded with +inf
    const uint32_t *ids; // [leaf_count][32], padded with no_point (candidate.h)
    // Boxes of the first and last 16 points of each leaf, which lie apart:
    // [leaf_count][2][2 * dimension]; lows of +inf where there are none.
    const Scalar *half_boxes;
    // Where Scalar is float and distances are told in float64: the points,
    // [leaf_count][32][dimension]; else nullptr.
    const double *exact;
};

// What one search writes, and how rows are named.
struct TreeAnswer {
    int32_t k;
    const int64_t *row_numbers; // table row of each point, or nullptr: the same
    float *distances;           // [rows x k]
    int64_t *neighbors;         // [rows x k]
    // 0: distances are Euclidean. Else points are unit vectors, and distances
    // lengths of arcs on a sphere of this radius.
    double radius = 0;
    // What distances and order are told by, where given: the points
    // [points x d], and the queries of search_queries [n x d].
    const double *exact_points = nullptr;
    const double *exact_queries = nullptr;
    // Where given, search_leaves writes answers one after another, leaf by
    // leaf, and their table rows here; else at each point's own table row.
    int64_t *rows = nullptr;
    // Where given, search_leaves keeps no answers: it adds up the distances of
    // each leaf's and how many there are, at the leaf's number. distances and
    // neighbors then take the answers of one leaf [32 x k].
    double *sums = nullptr;
    int32_t *counts = nullptr;
};

// The two searches, for one instruction set.
template <typename Scalar> struct TreeKernel {
    // Every point of leaves first .. first+count-1 among all points.
    void (*search_leaves)(const TreeView<Scalar> &tree, int64_t first,
                          int64_t count, bool include_self,
                          const TreeAnswer &answer);
    // n queries [n x dimension]; query i leaves out the point at table row
    // first_query + i (first_query -1: nothing). Answers in the queries' order.
    void (*search_queries)(const TreeView<Scalar> &tree, const Scalar *queries,
                           int64_t n, int64_t first_query,
                           const TreeAnswer &answer);
};
