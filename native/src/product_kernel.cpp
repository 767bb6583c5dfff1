// Products of queries with rows in panels, compiled once per instruction set.
//
// All sums of a tile (8 queries, 48 rows with AVX-512) stay in registers. They
// start from the rows' part of the score, so that one compare with what a query
// asks tells whether any row is worth a look.
#include "product_kernel.h"

#include "product_lanes.h"
#include "product_take.h"

namespace AS_ISA {
namespace {

// One tile: `panel` begins with what scores start from, `width` a dimension;
// its rows are first, first + 1, ... of `rows`.
template <int Queries, int Vectors>
void scan_tile(const ProductRows &rows, const float *panel, int64_t width,
               int64_t first, const ProductQueries &queries,
               const int32_t *members, TakeRows take) {
    const int32_t d = rows.dimension;
    const float *query[Queries];
    for (int q = 0; q < Queries; q++)
        query[q] = queries.asked + int64_t(members[q]) * d;
    ProductVector sums[Queries][Vectors];
    for (int v = 0; v < Vectors; v++) {
        const ProductVector start = load_vector(panel + v * product_lanes);
        for (int q = 0; q < Queries; q++)
            sums[q][v] = start;
    }
    for (int64_t c = 0; c < d; c++) {
        panel += width;
        ProductVector row[Vectors];
        for (int v = 0; v < Vectors; v++)
            row[v] = load_vector(panel + v * product_lanes);
        for (int q = 0; q < Queries; q++) {
            const ProductVector value = splat_vector(query[q][c]);
            for (int v = 0; v < Vectors; v++)
                sums[q][v] = add_product(value, row[v], sums[q][v]);
        }
    }
    uint64_t near[Queries], any = 0;
    for (int q = 0; q < Queries; q++) {
        const ProductVector least = splat_vector(queries.least[members[q]]);
        near[q] = 0;
        for (int v = 0; v < Vectors; v++)
            near[q] |= uint64_t(at_least(sums[q][v], least))
                       << (v * product_lanes);
        any |= near[q];
    }
    if (any == 0)
        return;
    float scores[Queries][Vectors * product_lanes];
    for (int q = 0; q < Queries; q++)
        for (int v = 0; v < Vectors; v++)
            store_vector(scores[q] + v * product_lanes, sums[q][v]);
    for (int q = 0; q < Queries; q++)
        if (near[q] != 0)
            take(rows, first, near[q], scores[q], members[q], queries);
}

using ScanTile = decltype(&scan_tile<1, 1>);

template <int Vectors> ScanTile tile_for(int64_t queries) {
    static_assert(product_queries == 4 || product_queries == 8);
    switch (queries) {
    case 1:
        return scan_tile<1, Vectors>;
    case 2:
        return scan_tile<2, Vectors>;
    case 3:
        return scan_tile<3, Vectors>;
    case 4:
        return scan_tile<4, Vectors>;
    default:
        break;
    }
    if constexpr (product_queries == 8) {
        switch (queries) {
        case 5:
            return scan_tile<5, Vectors>;
        case 6:
            return scan_tile<6, Vectors>;
        case 7:
            return scan_tile<7, Vectors>;
        default:
            return scan_tile<8, Vectors>;
        }
    }
    return nullptr;
}

// The widest tiles that divide a panel of `width` rows.
int vectors_for(int64_t width) {
    const int64_t vectors = width / product_lanes;
    return vectors % 3 == 0 ? 3 : vectors % 2 == 0 ? 2 : 1;
}

ScanTile tile_for(int vectors, int64_t queries) {
    switch (vectors) {
    case 3:
        return tile_for<3>(queries);
    case 2:
        return tile_for<2>(queries);
    default:
        return tile_for<1>(queries);
    }
}

// All queries with one panel, in groups as equal as can be: a group of one or
// two cannot keep the multipliers busy.
void scan_panel(const ProductRows &rows, const float *panel, int64_t first,
                int64_t width, const ProductQueries &queries,
                const int32_t *members, int64_t count, TakeRows take) {
    const int vectors = vectors_for(width);
    const int64_t tile_rows = vectors * product_lanes;
    const int64_t groups = (count + product_queries - 1) / product_queries;
    const int64_t most = (count + groups - 1) / groups;
    const int64_t larger = count - groups * (most - 1);
    const ScanTile large = tile_for(vectors, most);
    const ScanTile small = tile_for(vectors, most - 1);
    for (int64_t group = 0; group < groups; group++) {
        for (int64_t row = 0; row < width; row += tile_rows)
            (group < larger ? large : small)(
                rows, panel + row, width, first + row, queries, members, take);
        members += group < larger ? most : most - 1;
    }
}

int64_t panel_floats_of(int64_t rows, int32_t dimension) {
    return product_panel_width(rows) * (dimension + int64_t(1));
}

// [what scores start from][dimension] of the rows side by side.
void make_panel(const float *rows, const float *starts, int64_t count,
                int32_t dimension, float *panel) {
    const int64_t width = product_panel_width(count);
    std::copy_n(starts, width, panel);
    for (int64_t row = 0; row < width; row++) {
        const float *x = rows + row * dimension;
        float *to = panel + row;
        for (int32_t c = 0; c < dimension; c++)
            *(to += width) = row < count ? x[c] : 0;
    }
}

int64_t query_floats_of(int32_t dimension) { return dimension; }

void make_query(const float *query, int32_t dimension, float *to) {
    std::copy_n(query, dimension, to);
}

void scan(const ProductRows &rows, const ProductQueries &queries,
          const int32_t *members, int64_t count) {
    if (count == 0)
        return;
    const TakeRows take = take_for(rows, queries);
    const float *panel = rows.panels;
    for (int64_t row = 0; row < rows.rows; row += product_panel_rows) {
        const int64_t here =
            std::min<int64_t>(product_panel_rows, rows.rows - row);
        scan_panel(rows, panel, row, product_panel_width(here), queries,
                   members, count, take);
        panel += panel_floats_of(here, rows.dimension);
    }
}

// A sum of d + 1 terms (Higham, Accuracy and Stability, 3.1).
double error(int32_t dimension) { return 0x1p-24 * (dimension + 2.0); }

} // namespace

ProductKernel product_kernel() {
    return {panel_floats_of, make_panel, query_floats_of, make_query, scan,
            error,           0x1p-145};
}

} // namespace AS_ISA
