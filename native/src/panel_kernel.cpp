// Comparing queries with rows in panels, compiled once per instruction set.
//
// Distances are direct sums of squared differences (or products): exact to
// float32 rounding wherever the data lies, where the usual
// |x|^2 + |y|^2 - 2xy loses digits for near points. A panel's values, once
// loaded, serve four queries.
#include "panel_kernel.h"

#include <algorithm>
#include <bit>

#include "neighbor_list.h"
#include "simd.h"

namespace AS_ISA {
namespace {

constexpr int most_queries = 4;

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

// What a panel's rows are from the queries, smallest first in either metric.
// Inlined, distances stay in registers.
template <bool InnerProduct, int Queries>
[[gnu::always_inline]] inline void measure(const float *panel,
                                           const float *const *queries, int d,
                                           Float16Lanes *distances) {
    for (int q = 0; q < Queries; q++)
        distances[q] = splat16(0);
    for (int start = 0; start < d; start += terms) {
        const int end = std::min(start + terms, d);
        Float16Lanes sums[Queries];
        for (int q = 0; q < Queries; q++)
            sums[q] = splat16(0);
        for (int c = start; c < end; c++) {
            const Float16Lanes rows = load16(panel + c * panel_rows);
            for (int q = 0; q < Queries; q++)
                sums[q] = add_term<InnerProduct>(rows, splat16(queries[q][c]),
                                                 sums[q]);
        }
        // The largest product comes first, so its negative counts.
        for (int q = 0; q < Queries; q++)
            distances[q] = InnerProduct ? sub16(distances[q], sums[q])
                                        : add16(distances[q], sums[q]);
    }
}

// Takes the rows of a panel that are near enough into a query's list.
template <int Groups>
void take(const PanelRows &rows, int64_t first_row, uint32_t near,
          Float16Lanes distances, int32_t query, const CandidateLists &lists) {
    float distance[panel_rows];
    store16(distance, distances);
    NeighborList<Groups> list(lists.keys + int64_t(query) * lists.capacity,
                              lists.k);
    for (; near != 0; near &= near - 1) {
        const int lane = std::countr_zero(near);
        const int64_t row = first_row + lane;
        const uint32_t id = rows.ids
                                ? rows.ids[row]
                                : rows.first_id + static_cast<uint32_t>(row);
        if (id != lists.excluded[query])
            list.insert(candidate_key(distance[lane], id));
    }
    lists.reach[query] = list.close();
}

template <bool InnerProduct, int Queries, int Groups>
void scan(const PanelRows &rows, const float *all_queries,
          const int32_t *members, const CandidateLists &lists) {
    const int d = rows.dimension;
    const float *queries[Queries];
    for (int q = 0; q < Queries; q++)
        queries[q] = all_queries + int64_t(members[q]) * d;
    for (int64_t row = 0; row < rows.rows; row += panel_rows) {
        Float16Lanes distances[Queries];
        measure<InnerProduct, Queries>(rows.panels + row * d, queries, d,
                                       distances);
        const int64_t left = rows.rows - row;
        const uint32_t real = left >= panel_rows ? 0xffff : (1u << left) - 1;
        for (int q = 0; q < Queries; q++) {
            const uint32_t near =
                real &
                at_most16(distances[q], splat16(lists.reach[members[q]]));
            if (near != 0)
                take<Groups>(rows, row, near, distances[q], members[q], lists);
        }
    }
}

template <bool InnerProduct, int Groups>
void scan_all(const PanelRows &rows, const float *queries,
              const int32_t *members, int64_t count,
              const CandidateLists &lists) {
    for (; count >= most_queries;
         count -= most_queries, members += most_queries)
        scan<InnerProduct, most_queries, Groups>(rows, queries, members, lists);
    switch (count) {
    case 3:
        return scan<InnerProduct, 3, Groups>(rows, queries, members, lists);
    case 2:
        return scan<InnerProduct, 2, Groups>(rows, queries, members, lists);
    case 1:
        return scan<InnerProduct, 1, Groups>(rows, queries, members, lists);
    default:
        return;
    }
}

template <bool InnerProduct> ScanPanels scan_for(int capacity) {
    switch (capacity / 8) {
    case 1:
        return scan_all<InnerProduct, 1>;
    case 2:
        return scan_all<InnerProduct, 2>;
    case 4:
        return scan_all<InnerProduct, 4>;
    default:
        return scan_all<InnerProduct, 0>;
    }
}

} // namespace

void scan_panels(const PanelRows &rows, const float *queries,
                 const int32_t *members, int64_t count,
                 const CandidateLists &lists) {
    const ScanPanels scan = rows.inner_product
                                ? scan_for<true>(lists.capacity)
                                : scan_for<false>(lists.capacity);
    scan(rows, queries, members, count, lists);
}

} // namespace AS_ISA
