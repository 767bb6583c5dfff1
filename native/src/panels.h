// Rows in panels of 16, [dimension][16]: what the comparing kernels read, so
// that 16 distances grow side by side and none has to be summed across.
#pragma once

#include <cstdint>

constexpr int panel_rows = 16;

// Floats that `rows` rows take as panels.
inline int64_t panel_floats(int64_t rows, int32_t dimension) {
    return (rows + panel_rows - 1) / panel_rows * panel_rows * dimension;
}

// Writes x [rows x dimension], rows > 0, as panels; the last one is filled up
// with copies of the last row.
void make_panels(const float *x, int64_t rows, int32_t dimension,
                 float *panels);

// What a kernel finds is written here, for each query of a batch.
struct CandidateLists {
    int32_t k;
    int32_t capacity;         // of one list: list_capacity(k)
    int64_t *keys;            // [queries x capacity], see candidate.h
    float *reach;             // [queries] distance of the k-th candidate
    const uint32_t *excluded; // [queries] id not to be found; no_point: none
};

// Rows of a matrix or of an inverted list, and how they are compared.
struct PanelRows {
    const float *panels;
    int64_t rows;
    const uint32_t *ids; // [rows], or nullptr: first_id, first_id + 1, ...
    uint32_t first_id;
    int32_t dimension;
    bool inner_product; // largest first; else squared L2, smallest first
};

// Compares some queries, named by their numbers, with all rows.
using ScanPanels = void (*)(const PanelRows &rows, const float *queries,
                            const int32_t *members, int64_t count,
                            const CandidateLists &lists);
