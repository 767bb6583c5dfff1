// Comparing by products: the score of a row x for a query q is
//     q*x - |x|^2/2   (l2: larger is nearer, whatever |q| is)   or   q*x   (ip)
// which is one multiply-add a dimension, where direct differences take two.
// It loses digits, so a score only says which rows are worth a look: what it
// can be wrong by, at most error * (|q|^2 + |x|^2), is on its safe side. The
// part of the rows is in their panels, that of the queries in what a score must
// reach. What is found is told by direct differences.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "panels.h"

// Functions here are static: each instruction set has its own.

// Rows of a full panel; the last one of some rows has 16, 32 or 48.
constexpr int product_panel_rows = 48;

// Rows of one panel's array for so many rows.
static inline int64_t product_panel_width(int64_t rows) {
    return (rows + 15) / 16 * 16;
}

// Rows of a part of an index, in panels and as they are.
struct ProductRows {
    const float *panels; // as ProductKernel makes them
    const float *exact;  // [rows x dimension]
    int64_t rows;
    uint32_t first_position; // of the first row, among all of the index
    int32_t dimension;
    bool inner_product;
};

// The best scores of each query, kept by keys of (-score, position).
struct BestScores {
    int32_t kept;
    // kept, and a list is always sorted and full; or twice that, and it is
    // filled, then halved.
    int32_t capacity;
    int64_t *keys;   // [queries x capacity]
    int32_t *counts; // [queries], where capacity is twice kept
};

// Exact lists: a row whose score is high enough is measured at once.
struct ExactLists {
    CandidateLists lists;
    const float *queries; // [queries x dimension], as given
    const uint32_t *ids;  // by position; nullptr: the same
    const double *offset; // [queries], see least_score
    const double *slope;  // [queries]
};

// What rows are compared with. Rows of a score below `least` are passed over.
struct ProductQueries {
    const float *asked; // [queries x query_floats], as make_query makes them
    float *least;       // [queries]
    const BestScores *best;
    const ExactLists *exact; // one of the two
};

// The least score of a row that may be as near as `distance`.
static inline float least_score(double offset, double slope, float distance) {
    const double score = offset - slope * static_cast<double>(distance);
    return std::nextafter(static_cast<float>(score),
                          -std::numeric_limits<float>::infinity());
}

// Brings the `kept` smallest of count keys to the front, the largest of them
// last. Not compiled with the kernels: what the standard library instantiates
// there may serve any caller, on a processor without their instructions.
void keep_smallest(int64_t *keys, int32_t kept, int32_t count);

// Compares some queries, named by their numbers, with all rows.
using ScanProducts = void (*)(const ProductRows &rows,
                              const ProductQueries &queries,
                              const int32_t *members, int64_t count);

// Products of one instruction set: how it keeps rows, and how it multiplies.
struct ProductKernel {
    // Floats of a panel of 1 to 48 rows.
    int64_t (*panel_floats)(int64_t rows, int32_t dimension);
    // Makes a panel of rows [count x dimension], and what their scores start
    // from [product_panel_width(count)]: NaN where there is no row.
    void (*make_panel)(const float *rows, const float *starts, int64_t count,
                       int32_t dimension, float *panel);
    // Floats of a query as the kernel reads it.
    int64_t (*query_floats)(int32_t dimension);
    void (*make_query)(const float *query, int32_t dimension, float *asked);
    ScanProducts scan;
    // A score is off by error * (|q|^2 + |x|^2) at most, and by `tiny` a
    // dimension where numbers are too small for float32 to be precise.
    double (*error)(int32_t dimension);
    double tiny;
};

// The same by direct differences throughout; panels are not looked at.
using ScanRows = void (*)(const ProductRows &rows, const ExactLists &exact,
                          const int32_t *members, int64_t count);

// Measures a query's distances to some rows.
using MeasureRows = void (*)(const float *query, const float *const *rows,
                             int64_t count, int32_t dimension,
                             bool inner_product, float *distances);
