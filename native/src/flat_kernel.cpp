// Exact search by comparing with every row, compiled once per instruction set.
//
// Distances are direct sums of squared differences (or products): exact to
// float32 rounding wherever the data lies, where the usual
// |x|^2 + |y|^2 - 2xy loses digits for near points. Rows go by in blocks that
// stay in the second-level cache while all queries of the batch meet them. A
// block is turned into panels of 16 rows, [dimension][16], so that 16 distances
// grow side by side and none has to be summed across; a panel's values, once
// loaded, serve four queries.
#include "flat_kernel.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <vector>

#include "neighbor_list.h"
#include "simd.h"

namespace AS_ISA {
namespace {

constexpr int lanes = 16;
constexpr int tile = 4;
constexpr int64_t block_bytes = 256 * 1024;

// Partial sums of so many terms are added up: a plain sum of 1,536 terms could
// lose four digits of float32's seven.
constexpr int terms = 64;

template <bool InnerProduct>
Float16Lanes add_term(Float16Lanes row, Float16Lanes query, Float16Lanes sum) {
    if constexpr (InnerProduct)
        return add_product16(row, query, sum);
    else
        return add_square16(sub16(row, query), sum);
}

// The rows first .. first+count-1, as panels; the last one filled up with
// copies of the last row, whose results are left out.
void make_panels(const FlatRequest &request, int64_t first, int64_t count,
                 float *panels) {
    const int d = request.dimension;
    for (int64_t row = 0; row < (count + lanes - 1) / lanes * lanes; row++) {
        const float *from =
            request.base + (first + std::min(row, count - 1)) * d;
        float *to = panels + row / lanes * lanes * d + row % lanes;
        for (int c = 0; c < d; c++)
            to[c * lanes] = from[c];
    }
}

// What a panel's rows are from `tile` queries, smallest first in either metric.
template <bool InnerProduct>
void measure(const float *panel, const float *const *queries, int d,
             Float16Lanes *distances) {
    for (int q = 0; q < tile; q++)
        distances[q] = splat16(0);
    for (int start = 0; start < d; start += terms) {
        const int end = std::min(start + terms, d);
        Float16Lanes sums[tile];
        for (int q = 0; q < tile; q++)
            sums[q] = splat16(0);
        for (int c = start; c < end; c++) {
            const Float16Lanes rows = load16(panel + c * lanes);
            for (int q = 0; q < tile; q++)
                sums[q] = add_term<InnerProduct>(rows, splat16(queries[q][c]),
                                                 sums[q]);
        }
        // The largest product comes first, so its negative counts.
        for (int q = 0; q < tile; q++)
            distances[q] = InnerProduct ? sub16(distances[q], sums[q])
                                        : add16(distances[q], sums[q]);
    }
}

// Takes a panel's rows that are near enough into a query's list; how far the
// list then reaches.
float take(const FlatRequest &request, int64_t query, int64_t first_row,
           uint32_t near, Float16Lanes distances) {
    float distance[lanes];
    store16(distance, distances);
    NeighborList<0> list(request.keys + query * request.capacity, request.k);
    for (; near != 0; near &= near - 1) {
        const int lane = std::countr_zero(near);
        const int64_t row = first_row + lane;
        if (row != request.excluded[query])
            list.insert(
                candidate_key(distance[lane], static_cast<uint32_t>(row)));
    }
    return list.close();
}

template <bool InnerProduct> void search(const FlatRequest &request) {
    const int d = request.dimension;
    const int64_t block_rows = std::max<int64_t>(
        lanes, block_bytes / int64_t(sizeof(float)) / d / lanes * lanes);
    std::vector<float> panels(std::min(block_rows, request.base_count + lanes) *
                              d);
    std::vector<float> reach(request.n, std::numeric_limits<float>::infinity());
    std::fill(request.keys, request.keys + request.n * request.capacity,
              empty_key);
    for (int64_t block = 0; block < request.base_count; block += block_rows) {
        const int64_t rows = std::min(block_rows, request.base_count - block);
        make_panels(request, block, rows, panels.data());
        for (int64_t first = 0; first < request.n; first += tile) {
            const int count =
                static_cast<int>(std::min<int64_t>(tile, request.n - first));
            const float *queries[tile];
            for (int q = 0; q < tile; q++)
                queries[q] =
                    request.queries + (first + std::min(q, count - 1)) * d;
            for (int64_t row = 0; row < rows; row += lanes) {
                Float16Lanes distances[tile];
                measure<InnerProduct>(panels.data() + row * d, queries, d,
                                      distances);
                const uint32_t real =
                    rows - row >= lanes ? 0xffff : (1u << (rows - row)) - 1;
                for (int q = 0; q < count; q++) {
                    const uint32_t near =
                        real &
                        at_most16(distances[q], splat16(reach[first + q]));
                    if (near != 0)
                        reach[first + q] = take(request, first + q, block + row,
                                                near, distances[q]);
                }
            }
        }
    }
}

} // namespace

void search_flat(const FlatRequest &request) {
    if (request.inner_product)
        search<true>(request);
    else
        search<false>(request);
}

} // namespace AS_ISA
