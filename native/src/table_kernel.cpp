// The kernels of one instruction set, together.
#include "kernels.h"
#include "panel_kernel.h"
#include "product_kernel.h"
#include "tree_kernel.h"

namespace AS_ISA {
Kernels kernels() {
    return {tree_kernel<float>(),
            tree_kernel<double>(),
            scan_panels,
            scan_products,
            scan_rows,
            measure_rows};
}
} // namespace AS_ISA
