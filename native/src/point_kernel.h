// Building a tree's steps over its points, as chosen at run time for this
// processor.
#pragma once

#include "tree_points.h"

namespace AS_ISA {
template <typename Scalar> PointKernels<Scalar> point_kernels();
}
