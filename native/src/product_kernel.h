// Comparing queries with rows by products, for one instruction set.
#pragma once

#include "product_rows.h"

namespace AS_ISA {
ProductKernel product_kernel();
void scan_rows(const ProductRows &rows, const ExactLists &exact,
               const int32_t *members, int64_t count);
void measure_rows(const float *query, const float *const *rows, int64_t count,
                  int32_t dimension, bool inner_product, float *distances);
} // namespace AS_ISA
