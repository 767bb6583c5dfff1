// Our kernels, each built once per instruction set; kernels() gives those that
// fit this processor.
#pragma once

#include "boxed_panels.h"
#include "graph_view.h"
#include "lloyd.h"
#include "panels.h"
#include "product_rows.h"
#include "radius_view.h"
#include "tree_view.h"

struct Kernels {
    TreeKernel<float> tree;
    TreeKernel<double> wide_tree;
    ScanPanels scan_panels;
    ScanBoxedPanels scan_boxed_panels;
    ScanProducts scan_products;
    ScanRows scan_rows;
    MeasureRows measure_rows;
    RadiusKernels radius;
    TakeLloydStep lloyd_step;
    SearchGraph search_graph;
};

const Kernels &kernels();

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
