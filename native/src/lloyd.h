// One step of k-means after Lloyd: which centre is nearest, and the sums from
// which the next centres come.
#pragma once

#include <cstdint>

struct LloydStep {
    const float *x; // [rows x d]
    int64_t rows;
    int32_t d;
    const float *centres; // [k x d]
    int32_t k;
    int32_t *labels;  // [rows] out; of equally near centres the first
    float *distances; // [rows] out, Euclidean
    double *sums;     // [k x d], added to
    int64_t *counts;  // [k], added to
};

using TakeLloydStep = void (*)(const LloydStep &step);

// out[row] = the lesser of left[row] and the squared distance of row and
// centre; out may be left.
using LessenDistances = void (*)(const float *x, int64_t rows, int32_t d,
                                 const float *centre, const float *left,
                                 float *out);
