#pragma once

#include "lloyd.h"

namespace AS_ISA {
void take_lloyd_step(const LloydStep &step);
void lessen_distances(const float *x, int64_t rows, int32_t d,
                      const float *centre, const float *left, float *out);
} // namespace AS_ISA
