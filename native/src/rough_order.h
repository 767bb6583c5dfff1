// Rows in an order of space, quickly.
#pragma once

#include <cstdint>
#include <vector>

// The numbers of x [rows x d], d from 1 to 7, along a curve through the cells
// of a grid: neighbours in it mostly lie close together. spatial_order takes
// some times as long and divides rows into panels exactly.
std::vector<int32_t> rough_order(const float *x, int64_t rows, int32_t d);
