// The kernels of one instruction set, together.
#include "kernels.h"
#include "panel_kernel.h"
#include "tree_kernel.h"

namespace AS_ISA {
Kernels kernels() {
    return {tree_kernel<float>(), tree_kernel<double>(), scan_panels};
}
} // namespace AS_ISA
