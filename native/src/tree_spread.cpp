#include "tree_spread.h"

#include <algorithm>
#include <cmath>

namespace {

constexpr int64_t sampled_leaves = 256;
// A k-th neighbour nearer than 256 roundings may not be the k-th. Sixteen times
// that: of points that lie together, a leaf seldom has fewer than a few.
constexpr double least_roundings = 16 * 256;

// What narrowing moves a coordinate by at most, both ends of a distance.
double rounding_of(const TreeView<float> &tree) {
    float largest = 0;
    for (int c = 0; c < 2 * tree.dimension; c++)
        largest = std::max(largest, std::abs(tree.boxes[c]));
    return 2.0 * largest / (1 << 24) * std::sqrt(double(tree.dimension));
}

// How many of a leaf lie within a square's root of its point `at`, that one
// too; those that are padding lie nowhere.
int count_near(const float *block, int dimension, int at, float square) {
    float sums[tree_leaf_size] = {};
    for (int c = 0; c < dimension; c++) {
        const float *points = block + c * tree_leaf_size;
        for (int i = 0; i < tree_leaf_size; i++)
            sums[i] += (points[i] - points[at]) * (points[i] - points[at]);
    }
    int near = 0;
    for (int i = 0; i < tree_leaf_size; i++)
        near += sums[i] < square;
    return near;
}

} // namespace

bool are_far_apart(const TreeView<float> &tree, int32_t k) {
    if (k >= tree_leaf_size)
        return false;
    const double reach = least_roundings * rounding_of(tree);
    const float square = static_cast<float>(reach * reach);
    // Neither too small for float32 nor too large.
    if (!(square > 1e-30f && square < 1e30f))
        return false;
    const int64_t step = std::max<int64_t>(1, tree.leaf_count / sampled_leaves);
    for (int64_t leaf = 0; leaf < tree.leaf_count; leaf += step) {
        const float *block =
            tree.blocks + leaf * tree.dimension * tree_leaf_size;
        const int points = static_cast<int>(std::min<int64_t>(
            tree_leaf_size, tree.point_count - leaf * tree_leaf_size));
        for (int at = 0; at < points; at++)
            if (count_near(block, tree.dimension, at, square) > k)
                return false;
    }
    return true;
}
