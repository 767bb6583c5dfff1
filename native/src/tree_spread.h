// Whether float32 can tell the points of a tree apart.
#pragma once

#include "tree_view.h"

// Whether nobody in a sample of leaves, 256 of them at most, has k others of
// its own leaf so near that narrowing may have changed who they are; by far,
// since others of them may lie in other leaves. false is no answer: look
// closer.
bool are_far_apart(const TreeView<float> &tree, int32_t k);
