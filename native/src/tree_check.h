// Whether a tree that comes from a file can be searched at all.
#pragma once

#include "tree_view.h"

// Every number in the tree's arrays must be one that there is, and its nodes a
// tree with the root first and each below its parent; then no search leaves the
// arrays or fails to end. Wrong coordinates do no harm: they give wrong
// answers. Fails with AS_IO.
template <typename Scalar> void check_tree(const TreeView<Scalar> &tree);
