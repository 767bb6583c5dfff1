// Searching boxed lists, for one instruction set.
#pragma once

#include "boxed_lists.h"

namespace AS_ISA {
void search_boxed_lists(const BoxedLists &lists, const QueryGroup &group,
                        int64_t nprobe, int32_t k, int32_t capacity,
                        float *scratch, int64_t *keys);
void find_centres(const float *centres, int64_t count, int32_t dimension,
                  const float *points, int64_t groups, float *scratch,
                  int32_t *labels);
} // namespace AS_ISA
