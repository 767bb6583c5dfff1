// Exact search in a kd-tree, compiled once per instruction set: groups of
// queries in, answers out. tree_near.h is the quick way for few neighbours;
// tree_group.h, a walk of the tree, answers whatever that leaves.
#include "tree_kernel.h"

#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

#include "tree_answer.h"
#include "tree_coarse.h"
#include "tree_near.h"

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

template <int D, typename Scalar>
uint32_t answer_and_write(const TreeView<Scalar> &tree,
                          const Group<Scalar> &group, int64_t leaf,
                          NearSearch<Scalar> &near, const Members &members,
                          const TreeAnswer &answer) {
    const int d = D > 0 ? D : tree.dimension;
    for (int q = 0; q < group.count; q++)
        prefetch_row(members.rows[q], answer);
    double at[D > 0 ? D : tree_max_dimension];
    return answer_near<D>(
        tree, group, leaf, near,
        [&](int q) -> ExactQuery {
            const double *exact = members.exact[q];
            if (exact != nullptr)
                return {exact, group.excluded[q], group.k,
                        narrowing_of(group, q, d)};
            for (int c = 0; c < d; c++)
                at[c] = group.coordinates[c][q];
            return {at, group.excluded[q], group.k, 0};
        },
        [&](int q, const NearAnswer &found) {
            if (tree.exact != nullptr)
                write_near<double>(found, members.rows[q], answer);
            else
                write_near<Scalar>(found, members.rows[q], answer);
        });
}

template <typename Scalar>
using AnswerNear = uint32_t (*)(const TreeView<Scalar> &, const Group<Scalar> &,
                                int64_t, NearSearch<Scalar> &, const Members &,
                                const TreeAnswer &);

// nullptr: no quick way.
template <typename Scalar>
AnswerNear<Scalar> choose_near(int dimension, int k) {
    if (k + 1 > most_near)
        return nullptr;
    switch (dimension) {
    case 2:
        return answer_and_write<2, Scalar>;
    case 3:
        return answer_and_write<3, Scalar>;
    case 4:
        return answer_and_write<4, Scalar>;
    default:
        return nullptr;
    }
}

// One search's memory and ways.
template <typename Scalar> class Search {
  public:
    Group<Scalar> group;
    Members members;

    Search(const TreeView<Scalar> &tree, const TreeAnswer &answer)
        : tree_(tree), answer_(answer),
          walk_(choose_answer<Scalar>(tree.dimension, answer.k)),
          quick_(choose_near<Scalar>(tree.dimension, answer.k)) {
        group.k = answer.k;
        group.capacity = list_capacity(answer.k);
        keys_.reset(new KeyOf<Scalar>[int64_t(group_size) * group.capacity]);
        group.keys = keys_.get();
        exact_.reset(new WideKey[answer.k]);
        if (quick_ != nullptr)
            near_.reset(new NearSearch<Scalar>);
    }

    // Answers the group, whose nearest leaf is `leaf`.
    void answer(int64_t leaf) {
        uint32_t left =
            group.count == group_size ? ~0u : (1u << group.count) - 1;
        if (quick_ != nullptr)
            left = quick_(tree_, group, leaf, *near_, members, answer_);
        if (left == 0)
            return;
        keep(left);
        walk_(tree_, group, leaf);
        for (int q = 0; q < group.count; q++)
            write(q);
    }

  private:
    const TreeView<Scalar> &tree_;
    const TreeAnswer &answer_;
    AnswerGroup<Scalar> walk_;
    AnswerNear<Scalar> quick_;
    std::unique_ptr<NearSearch<Scalar>> near_;
    std::unique_ptr<KeyOf<Scalar>[]> keys_; // the group's lists
    std::unique_ptr<WideKey[]> exact_;      // [k]

    // Keeps only the queries of `kept` (a bit each), in their order.
    void keep(uint32_t kept) {
        group.count = 0;
        for (; kept != 0; kept &= kept - 1) {
            const int from = std::countr_zero(kept), to = group.count++;
            for (int c = 0; c < tree_.dimension; c++)
                group.coordinates[c][to] = group.coordinates[c][from];
            group.excluded[to] = group.excluded[from];
            members.rows[to] = members.rows[from];
            members.exact[to] = members.exact[from];
        }
    }

    void write(int query) {
        const KeyOf<Scalar> *keys = group.list(query);
        if constexpr (std::is_same_v<Scalar, float>) {
            if (members.exact[query] != nullptr) {
                measure_exactly(keys, members.exact[query], tree_.dimension,
                                answer_, exact_.get());
                find_coarse(tree_, group, query, members.exact[query],
                            exact_.get());
                write_list(exact_.get(), members.rows[query], answer_);
                return;
            }
        }
        write_list(keys, members.rows[query], answer_);
    }
};

template <typename Scalar>
void search_leaves(const TreeView<Scalar> &tree, int64_t first, int64_t count,
                   bool include_self, const TreeAnswer &answer) {
    const int d = tree.dimension;
    Search<Scalar> search(tree, answer);
    Group<Scalar> &group = search.group;
    group.is_leaf = true;
    int64_t answered = 0;
    for (int64_t leaf = first; leaf < first + count; leaf++) {
        const uint32_t *ids = tree.ids + leaf * tree_leaf_size;
        const Scalar *box = leaf_box(tree, leaf);
        group.count = static_cast<int>(
            std::find(ids, ids + tree_leaf_size, no_point) - ids);
        std::copy(box, box + d, group.low);
        std::copy(box + d, box + 2 * d, group.high);
        std::memcpy(group.coordinates, tree.blocks + leaf * d * tree_leaf_size,
                    sizeof(Scalar) * d * tree_leaf_size);
        for (int q = 0; q < group.count; q++, answered++) {
            const int64_t row = table_row(answer, ids[q]);
            if (answer.rows != nullptr)
                answer.rows[answered] = row;
            group.excluded[q] = include_self ? no_point : ids[q];
            search.members.rows[q] = answer.rows != nullptr ? answered : row;
            search.members.exact[q] =
                tree.exact == nullptr
                    ? nullptr
                    : tree.exact + (leaf * tree_leaf_size + q) * d;
        }
        search.answer(leaf);
    }
}

// The leaf whose part of space a query [d] lies in, or is nearest to on the
// way.
template <typename Scalar>
int64_t nearest_leaf(const TreeView<Scalar> &tree, const Scalar *query) {
    const Span<Scalar> point{query, query};
    const int width = 2 * tree.dimension;
    int32_t node = 0;
    while (tree.nodes[node].children >= 0) {
        const int32_t children = tree.nodes[node].children;
        const Scalar *boxes = tree.boxes + int64_t(children) * width;
        node =
            children + (box_distance<0>(point, boxes + width, tree.dimension) <
                        box_distance<0>(point, boxes, tree.dimension));
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

// Adds query `row` [d] to a group.
template <typename Scalar>
void join_group(Search<Scalar> &search, const Scalar *query, int64_t row,
                uint32_t excluded, const double *exact, int d) {
    Group<Scalar> &group = search.group;
    const int q = group.count++;
    for (int c = 0; c < d; c++) {
        group.coordinates[c][q] = query[c];
        group.low[c] = q == 0 ? query[c] : std::min(group.low[c], query[c]);
        group.high[c] = q == 0 ? query[c] : std::max(group.high[c], query[c]);
    }
    group.excluded[q] = excluded;
    search.members.rows[q] = row;
    search.members.exact[q] = exact;
}

// Leaf by leaf: the queries of one look through the same others.
template <typename Scalar>
void search_queries(const TreeView<Scalar> &tree, const Scalar *queries,
                    int64_t n, int64_t first_query, const TreeAnswer &answer) {
    const int d = tree.dimension;
    Search<Scalar> search(tree, answer);
    std::memset(search.group.coordinates, 0, sizeof search.group.coordinates);
    std::vector<std::pair<int64_t, int64_t>> order(n); // leaf, query
    for (int64_t i = 0; i < n; i++)
        order[i] = {nearest_leaf(tree, queries + i * d), i};
    std::sort(order.begin(), order.end());
    for (int64_t at = 0; at < n;) {
        const int64_t leaf = order[at].first;
        search.group.count = 0;
        for (; at < n && order[at].first == leaf &&
               search.group.count < group_size;
             at++) {
            const int64_t i = order[at].second;
            join_group(
                search, queries + i * d, i,
                first_query < 0 ? no_point
                                : point_at_row(tree, answer, first_query + i),
                answer.exact_queries == nullptr ? nullptr
                                                : answer.exact_queries + i * d,
                d);
        }
        search.answer(leaf);
    }
}

} // namespace

template <typename Scalar> TreeKernel<Scalar> tree_kernel() {
    return {search_leaves<Scalar>, search_queries<Scalar>};
}
template TreeKernel<float> tree_kernel();
template TreeKernel<double> tree_kernel();

} // namespace AS_ISA
