// Exact search in a kd-tree, compiled once per instruction set.
//
// Up to 32 queries that lie close together are answered as one group: the walk
// starts in their own leaf and goes up, visiting each sibling subtree that the
// group's farthest candidate still reaches. At a leaf, each query whose own
// candidates reach its box compares itself with all 32 points at once.
//
// A box's distance is computed with the very operations of a point's, in the
// same order. Rounding is monotonic, so it never exceeds the distance of a
// point inside, and pruning by `>` loses no equal neighbour.
#include "tree_kernel.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

#include "neighbor_list.h"
#include "simd.h"

namespace AS_ISA {
namespace {

constexpr int lanes = 16;
constexpr int group_size = tree_leaf_size;
constexpr float infinity = std::numeric_limits<float>::infinity();

struct Group {
    int count = 0;
    float low[tree_max_dimension], high[tree_max_dimension];
    float coordinates[tree_max_dimension][group_size];
    float reach[group_size];       // squared distance of the k-th candidate
    uint32_t excluded[group_size]; // id that the query must not find
    float farthest;                // the largest reach
    int64_t *keys;                 // [group_size][capacity]
    int capacity;
    int32_t k;

    int64_t *list(int query) { return keys + int64_t(query) * capacity; }
};

// Squared distance between the group's box and a node's.
template <int D>
float box_distance(const Group &group, const float *box, int dimension) {
    const int d = D > 0 ? D : dimension;
    float sum = 0;
    for (int c = 0; c < d; c++) {
        const float gap = std::max(
            std::max(box[c] - group.high[c], group.low[c] - box[d + c]), 0.0f);
        sum = add_square(gap, sum);
    }
    return sum;
}

// Bit q: query q's candidates reach the box.
template <int D>
uint32_t queries_in_reach(const Group &group, const float *box, int dimension) {
    const int d = D > 0 ? D : dimension;
    uint32_t mask = 0;
    for (int base = 0; base < group_size; base += lanes) {
        Float16Lanes sum = splat16(0);
        for (int c = 0; c < d; c++) {
            const Float16Lanes at = load16(group.coordinates[c] + base);
            const Float16Lanes gap =
                max16(max16(sub16(splat16(box[c]), at),
                            sub16(at, splat16(box[d + c]))),
                      splat16(0));
            sum = add_square16(gap, sum);
        }
        mask |= at_most16(sum, load16(group.reach + base)) << base;
    }
    return group.count == group_size ? mask : mask & ((1u << group.count) - 1);
}

template <int D, int Groups>
void compare_with_leaf(const TreeView &tree, Group &group, int query,
                       int64_t leaf) {
    const int d = D > 0 ? D : tree.dimension;
    const float *block = tree.blocks + leaf * d * tree_leaf_size;
    const uint32_t *ids = tree.ids + leaf * tree_leaf_size;
    Float16Lanes low = splat16(0), high = splat16(0);
    for (int c = 0; c < d; c++) {
        const Float16Lanes at = splat16(group.coordinates[c][query]);
        low = add_square16(sub16(load16(block + c * tree_leaf_size), at), low);
        high = add_square16(
            sub16(load16(block + c * tree_leaf_size + lanes), at), high);
    }
    const Float16Lanes reach = splat16(group.reach[query]);
    uint32_t near = at_most16(low, reach) | at_most16(high, reach) << lanes;
    if (near == 0)
        return;
    float distances[tree_leaf_size];
    store16(distances, low);
    store16(distances + lanes, high);
    NeighborList<Groups> list(group.list(query), group.k);
    const uint32_t excluded = group.excluded[query];
    for (; near != 0; near &= near - 1) {
        const int i = std::countr_zero(near);
        if (ids[i] != excluded)
            list.insert(candidate_key(distances[i], ids[i]));
    }
    group.reach[query] = list.close();
}

template <int D, int Groups>
void visit_leaf(const TreeView &tree, Group &group, int64_t leaf,
                const float *box) {
    uint32_t mask = queries_in_reach<D>(group, box, tree.dimension);
    if (mask == 0)
        return;
    for (; mask != 0; mask &= mask - 1)
        compare_with_leaf<D, Groups>(tree, group, std::countr_zero(mask), leaf);
    group.farthest = *std::max_element(group.reach, group.reach + group.count);
}

// Visits the leaves below a node, the nearer child first.
template <int D, int Groups>
void visit_below(const TreeView &tree, Group &group, int32_t node,
                 float distance) {
    if (distance > group.farthest)
        return;
    const int width = 2 * tree.dimension;
    const int32_t children = tree.nodes[node].children;
    if (children < 0) {
        visit_leaf<D, Groups>(tree, group, tree.nodes[node].leaf,
                              tree.boxes + int64_t(node) * width);
        return;
    }
    const float *boxes = tree.boxes + int64_t(children) * width;
    const float first = box_distance<D>(group, boxes, tree.dimension);
    const float second = box_distance<D>(group, boxes + width, tree.dimension);
    const bool swap = second < first;
    visit_below<D, Groups>(tree, group, children + swap, swap ? second : first);
    visit_below<D, Groups>(tree, group, children + !swap,
                           swap ? first : second);
}

// Answers a group whose nearest leaf is `leaf`.
template <int D, int Groups>
void answer_group(const TreeView &tree, Group &group, int64_t leaf) {
    const int width = 2 * tree.dimension;
    std::fill(group.keys, group.keys + int64_t(group.count) * group.capacity,
              empty_key);
    std::fill(group.reach, group.reach + group_size, infinity);
    group.farthest = infinity;
    int32_t node = tree.leaf_node[leaf];
    visit_below<D, Groups>(tree, group, node, 0);
    while (tree.nodes[node].parent >= 0) {
        const int32_t parent = tree.nodes[node].parent;
        const int32_t children = tree.nodes[parent].children;
        const int32_t sibling = node == children ? children + 1 : children;
        const float *box = tree.boxes + int64_t(sibling) * width;
        visit_below<D, Groups>(tree, group, sibling,
                               box_distance<D>(group, box, tree.dimension));
        node = parent;
    }
}

using AnswerGroup = void (*)(const TreeView &, Group &, int64_t);

template <int D> AnswerGroup answer_for(int groups) {
    switch (groups) {
    case 1:
        return answer_group<D, 1>;
    case 2:
        return answer_group<D, 2>;
    case 3:
    case 4:
        return answer_group<D, 4>;
    default:
        return answer_group<D, 0>;
    }
}

AnswerGroup choose_answer(int dimension, int k) {
    const int groups = (k + 7) / 8;
    switch (dimension) {
    case 2:
        return answer_for<2>(groups);
    case 3:
        return answer_for<3>(groups);
    default:
        return answer_for<0>(groups);
    }
}

// A group and the room for its lists.
struct GroupMemory {
    Group group;
    std::unique_ptr<int64_t[]> keys;

    explicit GroupMemory(int32_t k) {
        group.k = k;
        group.capacity = list_capacity(k);
        keys.reset(new int64_t[int64_t(group_size) * group.capacity]);
        group.keys = keys.get();
    }
};

void write_answer(Group &group, int query, int64_t row,
                  const TreeAnswer &answer) {
    const int64_t *keys = group.list(query);
    float *distances = answer.distances + row * answer.k;
    int64_t *neighbors = answer.neighbors + row * answer.k;
    for (int i = 0; i < answer.k; i++) {
        const uint32_t id = key_id(keys[i]);
        const bool found = id != no_point;
        distances[i] = found ? std::sqrt(key_distance(keys[i]))
                             : std::numeric_limits<float>::quiet_NaN();
        neighbors[i] = !found               ? -1
                       : answer.row_numbers ? answer.row_numbers[id]
                                            : static_cast<int64_t>(id);
    }
}

int64_t table_row(const TreeAnswer &answer, uint32_t id) {
    return answer.row_numbers ? answer.row_numbers[id] : id;
}

void search_leaves(const TreeView &tree, int64_t first, int64_t count,
                   bool include_self, const TreeAnswer &answer) {
    const int d = tree.dimension;
    const AnswerGroup answer_group = choose_answer(d, answer.k);
    GroupMemory memory(answer.k);
    Group &group = memory.group;
    for (int64_t leaf = first; leaf < first + count; leaf++) {
        const uint32_t *ids = tree.ids + leaf * tree_leaf_size;
        const float *box = tree.boxes + int64_t(tree.leaf_node[leaf]) * 2 * d;
        group.count = static_cast<int>(
            std::find(ids, ids + tree_leaf_size, no_point) - ids);
        std::copy(box, box + d, group.low);
        std::copy(box + d, box + 2 * d, group.high);
        std::memcpy(group.coordinates, tree.blocks + leaf * d * tree_leaf_size,
                    sizeof(float) * d * tree_leaf_size);
        for (int q = 0; q < group_size; q++)
            group.excluded[q] = include_self ? no_point : ids[q];
        answer_group(tree, group, leaf);
        for (int q = 0; q < group.count; q++)
            write_answer(group, q, table_row(answer, ids[q]), answer);
    }
}

// The leaf whose part of space a query lies in, or is nearest to on the way.
int64_t nearest_leaf(const TreeView &tree, const Group &group) {
    const int width = 2 * tree.dimension;
    int32_t node = 0;
    while (tree.nodes[node].children >= 0) {
        const int32_t children = tree.nodes[node].children;
        const float *boxes = tree.boxes + int64_t(children) * width;
        node =
            children + (box_distance<0>(group, boxes + width, tree.dimension) <
                        box_distance<0>(group, boxes, tree.dimension));
    }
    return tree.nodes[node].leaf;
}

// The point at a table row; no_point when that row is not in the tree.
uint32_t point_at_row(const TreeView &tree, const TreeAnswer &answer,
                      int64_t row) {
    if (answer.row_numbers == nullptr)
        return row < tree.point_count ? static_cast<uint32_t>(row) : no_point;
    const int64_t *end = answer.row_numbers + tree.point_count;
    const int64_t *at = std::lower_bound(answer.row_numbers, end, row);
    return at != end && *at == row
               ? static_cast<uint32_t>(at - answer.row_numbers)
               : no_point;
}

void search_queries(const TreeView &tree, const float *queries, int64_t n,
                    int64_t first_query, const TreeAnswer &answer) {
    const int d = tree.dimension;
    const AnswerGroup answer_group = choose_answer(d, answer.k);
    GroupMemory memory(answer.k);
    Group &group = memory.group;
    std::memset(group.coordinates, 0, sizeof group.coordinates);
    group.count = 1;
    for (int64_t i = 0; i < n; i++) {
        for (int c = 0; c < d; c++) {
            const float at = queries[i * d + c];
            group.low[c] = group.high[c] = group.coordinates[c][0] = at;
        }
        group.excluded[0] = first_query < 0
                                ? no_point
                                : point_at_row(tree, answer, first_query + i);
        answer_group(tree, group, nearest_leaf(tree, group));
        write_answer(group, 0, i, answer);
    }
}

} // namespace

TreeKernel tree_kernel() { return {search_leaves, search_queries}; }

} // namespace AS_ISA
