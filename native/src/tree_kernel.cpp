// Exact search in a kd-tree, compiled once per instruction set: groups of
// queries in, answers out. tree_group.h is how a group walks the tree.
#include "tree_kernel.h"

#include <cmath>
#include <cstring>
#include <memory>

#include "tree_group.h"

namespace AS_ISA {
namespace {

template <typename Scalar>
using AnswerGroup = void (*)(const TreeView<Scalar> &, Group<Scalar> &,
                             int64_t);

template <typename Scalar, int D> AnswerGroup<Scalar> answer_for(int groups) {
    switch (groups) {
    case 1:
        return answer_group<D, 1, Scalar>;
    case 2:
        return answer_group<D, 2, Scalar>;
    case 3:
    case 4:
        return answer_group<D, 4, Scalar>;
    default:
        return answer_group<D, 0, Scalar>;
    }
}

template <typename Scalar>
AnswerGroup<Scalar> choose_answer(int dimension, int k) {
    const int groups = (k + 7) / 8;
    switch (dimension) {
    case 2:
        return answer_for<Scalar, 2>(groups);
    case 3:
        return answer_for<Scalar, 3>(groups);
    default:
        return answer_for<Scalar, 0>(groups);
    }
}

// A group and the room for its lists.
template <typename Scalar> struct GroupMemory {
    Group<Scalar> group;
    std::unique_ptr<KeyOf<Scalar>[]> keys;
    std::unique_ptr<WideKey[]> exact; // [k]

    explicit GroupMemory(int32_t k) {
        group.k = k;
        group.capacity = list_capacity(k);
        keys.reset(new KeyOf<Scalar>[int64_t(group_size) * group.capacity]);
        group.keys = keys.get();
        exact.reset(new WideKey[k]);
    }
};

// A squared distance in the answer's unit.
template <typename Scalar>
float in_unit(Scalar squared, const TreeAnswer &answer) {
    const Scalar distance = std::sqrt(squared);
    if (std::is_same_v<Scalar, float> || answer.radius == 0)
        return static_cast<float>(distance);
    const double half = std::min(static_cast<double>(distance) / 2, 1.0);
    return static_cast<float>(2 * answer.radius * std::asin(half));
}

int64_t table_row(const TreeAnswer &answer, uint32_t id) {
    return answer.row_numbers ? answer.row_numbers[id] : id;
}

// Writes a sorted list of candidates, as far as there are any.
template <typename Key>
void write_list(const Key *keys, int64_t row, const TreeAnswer &answer) {
    float *distances = answer.distances + row * answer.k;
    int64_t *neighbors = answer.neighbors + row * answer.k;
    for (int i = 0; i < answer.k; i++) {
        const uint32_t id = key_id(keys[i]);
        const bool found = id != no_point;
        distances[i] = found ? in_unit(key_distance(keys[i]), answer)
                             : std::numeric_limits<float>::quiet_NaN();
        neighbors[i] = found ? table_row(answer, id) : -1;
    }
}

// A float32 search's candidates by their float64 distances from `at`, sorted.
void measure_exactly(const int64_t *keys, const double *at, int dimension,
                     const TreeAnswer &answer, WideKey *exact) {
    for (int i = 0; i < answer.k; i++) {
        const uint32_t id = key_id(keys[i]);
        exact[i] = empty_wide_key;
        if (id == no_point)
            continue;
        const double *point = answer.exact_points + int64_t(id) * dimension;
        double sum = 0;
        for (int c = 0; c < dimension; c++)
            sum += (point[c] - at[c]) * (point[c] - at[c]);
        exact[i] = candidate_key(sum, id);
    }
    if (!std::is_sorted(exact, exact + answer.k))
        std::sort(exact, exact + answer.k);
}

// Answers a query, which is row `at_row` of `exact_rows` where those are given.
template <typename Scalar>
void write_answer(GroupMemory<Scalar> &memory, int query, int64_t row,
                  const double *exact_rows, int64_t at_row, int dimension,
                  const TreeAnswer &answer) {
    const KeyOf<Scalar> *keys = memory.group.list(query);
    if constexpr (std::is_same_v<Scalar, float>) {
        if (answer.exact_points != nullptr) {
            measure_exactly(keys, exact_rows + at_row * dimension, dimension,
                            answer, memory.exact.get());
            write_list(memory.exact.get(), row, answer);
            return;
        }
    }
    write_list(keys, row, answer);
}

template <typename Scalar>
void search_leaves(const TreeView<Scalar> &tree, int64_t first, int64_t count,
                   bool include_self, const TreeAnswer &answer) {
    const int d = tree.dimension;
    const AnswerGroup<Scalar> answer_group = choose_answer<Scalar>(d, answer.k);
    GroupMemory<Scalar> memory(answer.k);
    Group<Scalar> &group = memory.group;
    int64_t answered = 0;
    for (int64_t leaf = first; leaf < first + count; leaf++) {
        const uint32_t *ids = tree.ids + leaf * tree_leaf_size;
        const Scalar *box = tree.boxes + int64_t(tree.leaf_node[leaf]) * 2 * d;
        group.count = static_cast<int>(
            std::find(ids, ids + tree_leaf_size, no_point) - ids);
        std::copy(box, box + d, group.low);
        std::copy(box + d, box + 2 * d, group.high);
        std::memcpy(group.coordinates, tree.blocks + leaf * d * tree_leaf_size,
                    sizeof(Scalar) * d * tree_leaf_size);
        for (int q = 0; q < group_size; q++)
            group.excluded[q] = include_self ? no_point : ids[q];
        answer_group(tree, group, leaf);
        for (int q = 0; q < group.count; q++, answered++) {
            const int64_t row = table_row(answer, ids[q]);
            if (answer.rows != nullptr)
                answer.rows[answered] = row;
            write_answer(memory, q, answer.rows != nullptr ? answered : row,
                         answer.exact_points, ids[q], d, answer);
        }
    }
}

// The leaf whose part of space a query lies in, or is nearest to on the way.
template <typename Scalar>
int64_t nearest_leaf(const TreeView<Scalar> &tree, const Group<Scalar> &group) {
    const int width = 2 * tree.dimension;
    int32_t node = 0;
    while (tree.nodes[node].children >= 0) {
        const int32_t children = tree.nodes[node].children;
        const Scalar *boxes = tree.boxes + int64_t(children) * width;
        node = children +
               (box_distance<0, Scalar>(group, boxes + width, tree.dimension) <
                box_distance<0, Scalar>(group, boxes, tree.dimension));
    }
    return tree.nodes[node].leaf;
}

// The point at a table row; no_point when that row is not in the tree.
template <typename Scalar>
uint32_t point_at_row(const TreeView<Scalar> &tree, const TreeAnswer &answer,
                      int64_t row) {
    if (answer.row_numbers == nullptr)
        return row < tree.point_count ? static_cast<uint32_t>(row) : no_point;
    const int64_t *end = answer.row_numbers + tree.point_count;
    const int64_t *at = std::lower_bound(answer.row_numbers, end, row);
    return at != end && *at == row
               ? static_cast<uint32_t>(at - answer.row_numbers)
               : no_point;
}

template <typename Scalar>
void search_queries(const TreeView<Scalar> &tree, const Scalar *queries,
                    int64_t n, int64_t first_query, const TreeAnswer &answer) {
    const int d = tree.dimension;
    const AnswerGroup<Scalar> answer_group = choose_answer<Scalar>(d, answer.k);
    GroupMemory<Scalar> memory(answer.k);
    Group<Scalar> &group = memory.group;
    std::memset(group.coordinates, 0, sizeof group.coordinates);
    group.count = 1;
    for (int64_t i = 0; i < n; i++) {
        for (int c = 0; c < d; c++) {
            const Scalar at = queries[i * d + c];
            group.low[c] = group.high[c] = group.coordinates[c][0] = at;
        }
        group.excluded[0] = first_query < 0
                                ? no_point
                                : point_at_row(tree, answer, first_query + i);
        answer_group(tree, group, nearest_leaf(tree, group));
        write_answer(memory, 0, i, answer.exact_queries, i, d, answer);
    }
}

} // namespace

template <typename Scalar> TreeKernel<Scalar> tree_kernel() {
    return {search_leaves<Scalar>, search_queries<Scalar>};
}
template TreeKernel<float> tree_kernel();
template TreeKernel<double> tree_kernel();

} // namespace AS_ISA
