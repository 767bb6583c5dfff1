// The tree's search, as chosen at run time for this processor.
#pragma once

#include "tree_view.h"

namespace AS_ISA {
template <typename Scalar> TreeKernel<Scalar> tree_kernel();
}
