#include "tree_check.h"

#include <limits>

#include "candidate.h"
#include "index_file_reader.h"

namespace {

// Each inner node has two children behind it, which say that it is their
// parent; each leaf is that of one node.
template <typename Scalar> bool are_nodes(const TreeView<Scalar> &tree) {
    const int64_t count = 2 * tree.leaf_count - 1;
    if (tree.nodes[0].parent != -1)
        return false;
    for (int64_t i = 0; i < count; i++) {
        const TreeNode &node = tree.nodes[i];
        if (i > 0) {
            if (node.parent < 0 || node.parent >= i)
                return false;
            const int64_t first = tree.nodes[node.parent].children;
            if (i != first && i != first + 1)
                return false;
        }
        if (node.children == -1) {
            if (node.leaf < 0 || node.leaf >= tree.leaf_count ||
                tree.leaf_node[node.leaf] != i)
                return false;
        } else if (node.leaf != -1 || node.children <= i ||
                   node.children >= count - 1 ||
                   tree.nodes[node.children].parent != i ||
                   tree.nodes[node.children + 1].parent != i)
            return false;
    }
    for (int64_t leaf = 0; leaf < tree.leaf_count; leaf++) {
        const int32_t node = tree.leaf_node[leaf];
        if (node < 0 || node >= count || tree.nodes[node].leaf != leaf)
            return false;
    }
    return true;
}

template <typename Scalar> bool are_ids(const TreeView<Scalar> &tree) {
    uint32_t largest = 0;
    for (int64_t place = 0; place < tree.point_count; place++)
        largest = tree.ids[place] > largest ? tree.ids[place] : largest;
    return largest < tree.point_count;
}

// The places without a point, in the last leaf: nobody is to find them.
template <typename Scalar> bool are_padded(const TreeView<Scalar> &tree) {
    const int64_t places = tree.leaf_count * tree_leaf_size;
    const Scalar *last =
        tree.blocks + (tree.leaf_count - 1) * tree.dimension * tree_leaf_size;
    for (int64_t place = tree.point_count; place < places; place++) {
        if (tree.ids[place] != no_point)
            return false;
        for (int c = 0; c < tree.dimension; c++)
            if (last[c * tree_leaf_size + place % tree_leaf_size] !=
                std::numeric_limits<Scalar>::infinity())
                return false;
    }
    return true;
}

} // namespace

template <typename Scalar> void check_tree(const TreeView<Scalar> &tree) {
    sound(are_nodes(tree), "its nodes are no tree");
    sound(are_ids(tree), "it numbers points that are not there");
    sound(are_padded(tree), "its last leaf is not padded");
}

template void check_tree(const TreeView<float> &);
template void check_tree(const TreeView<double> &);
