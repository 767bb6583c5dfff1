// Our kernels, each built once per instruction set; kernels() gives those that
// fit this processor.
#pragma once

#include <cstdint>

#include "tree_view.h"

// Direct distances of a batch of queries to all rows of a matrix.
struct FlatRequest {
    const float *base; // [base_count x dimension]
    int64_t base_count;
    int32_t dimension;
    bool inner_product;   // largest first; else squared L2, smallest first
    const float *queries; // [n x dimension]
    int64_t n;
    const int64_t
        *excluded; // [n] base row that query i must not find, -1: none
    int32_t k;
    int64_t *keys; // [n x capacity] out: candidate keys, see neighbor_list.h
    int32_t capacity;
};

struct Kernels {
    TreeKernel tree;
    void (*search_flat)(const FlatRequest &request);
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
