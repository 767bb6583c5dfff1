// Our kernels, each built once per instruction set; kernels() gives those that
// fit this processor.
#pragma once

#include <optional>

#include "boxed_lists.h"
#include "graph_view.h"
#include "lloyd.h"
#include "panels.h"
#include "product_rows.h"
#include "radius_view.h"
#include "tally.h"
#include "tree_points.h"
#include "tree_view.h"

struct Kernels {
    TreeKernel<float> tree;
    TreeKernel<double> wide_tree;
    PointKernels<float> points;
    PointKernels<double> wide_points;
    ScanPanels scan_panels;
    SearchBoxedLists search_boxed_lists;
    FindCentres find_centres;
    ProductKernel products;
    // Tiles, where there are any: for many dimensions.
    std::optional<ProductKernel> tiles;
    ScanRows scan_rows;
    MeasureRows measure_rows;
    RadiusKernels radius;
    TakeLloydStep lloyd_step;
    LessenDistances lessen_distances;
    SearchGraph search_graph;
    TallyDistances tally_distances;
};

const Kernels &kernels();

// The products that suit a dimension.
const ProductKernel &product_kernel_for(int32_t dimension);

namespace isa_portable {
Kernels kernels();
}
namespace isa_avx2 {
Kernels kernels();
}
namespace isa_avx512 {
Kernels kernels();
}
namespace isa_neon {
Kernels kernels();
}
