// Our exact index for low dimensions.
#pragma once

#include <memory>

#include "index.h"

// A kd-tree over a copy of x [n x d], Euclidean, d from 1 to 16.
std::unique_ptr<as_index> make_tree(int32_t d, int64_t n, const float *x,
                                    int threads);

// A float32 tree over float64 rows less `centre` [d] (or nullptr); the rows it
// borrows to tell distances by.
std::unique_ptr<as_index> make_mixed_tree(int32_t d, int64_t n, const double *x,
                                          const double *centre, int threads);

// A tree of float64 throughout; AS_METRIC_L2, or AS_METRIC_HAVERSINE for unit
// vectors.
std::unique_ptr<as_index> make_wide_tree(int32_t d, int32_t metric, int64_t n,
                                         const double *x, int threads);

// Any of them from its file, which is mapped and searched where it lies.
// Fails with AS_IO where it is unsound.
std::unique_ptr<as_index> open_tree(const char *path, int32_t metric);
