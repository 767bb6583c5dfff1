// The kernels of one instruction set, together.
#include "boxed_lists_kernel.h"
#include "graph_kernel.h"
#include "kernels.h"
#include "lloyd_kernel.h"
#include "panel_kernel.h"
#include "point_kernel.h"
#include "product_kernel.h"
#include "tally_kernel.h"
#include "tree_kernel.h"
#include "tree_radius.h"

namespace AS_ISA {
Kernels kernels() {
    return {tree_kernel<float>(),
            tree_kernel<double>(),
            point_kernels<float>(),
            point_kernels<double>(),
            scan_panels,
            search_boxed_lists,
            find_centres,
            product_kernel(),
            std::nullopt,
            scan_rows,
            measure_rows,
            radius_kernels(),
            take_lloyd_step,
            lessen_distances,
            search_graph,
            tally_distances};
}
} // namespace AS_ISA
