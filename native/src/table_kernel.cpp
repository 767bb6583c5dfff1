// The kernels of one instruction set, together.
#include "flat_kernel.h"
#include "kernels.h"
#include "tree_kernel.h"

namespace AS_ISA {
Kernels kernels() { return {tree_kernel(), search_flat}; }
} // namespace AS_ISA
