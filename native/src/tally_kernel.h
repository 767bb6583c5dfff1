#pragma once

#include "tally.h"

namespace AS_ISA {
void tally_distances(const float *distances, int64_t n, double *sum,
                     int64_t *count);
} // namespace AS_ISA
