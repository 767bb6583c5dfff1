// Adding up distances.
#pragma once

#include <cstdint>

// The sum and the number of those of distances [n] that are not NaN. Added in
// the same order whatever the instruction set.
using TallyDistances = void (*)(const float *distances, int64_t n, double *sum,
                                int64_t *count);
