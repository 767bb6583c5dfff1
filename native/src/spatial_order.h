// Rows of a list in an order of space.
#pragma once

#include <cstdint>
#include <vector>

// An order of x [rows x d] in which every 16 from the start lie together: the
// widest side is halved until they are few.
std::vector<int32_t> spatial_order(const float *x, int64_t rows, int32_t d);
