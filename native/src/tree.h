// Our exact index for low dimensions.
#pragma once

#include <memory>

#include "index.h"

// A kd-tree over a copy of x [n x d], Euclidean, d from 1 to 16.
std::unique_ptr<as_index> make_tree(int32_t d, int64_t n, const float *x,
                                    int threads);

// The same over float64; AS_METRIC_L2, or AS_METRIC_HAVERSINE for unit vectors.
std::unique_ptr<as_index> make_wide_tree(int32_t d, int32_t metric, int64_t n,
                                         const double *x, int threads);
