// Scores of a panel's rows by the tiles of AMX, see tile_kernel.cpp.
#pragma once

#include <cstdint>

#include "product_rows.h"

namespace isa_amx {

constexpr int tile_rows = 16;
constexpr int tile_dimensions = 32;
constexpr int64_t tile_floats = 256; // 1 KiB
constexpr int most_row_tiles = product_panel_rows / tile_rows;
constexpr int64_t score_bytes = sizeof(float) * product_panel_rows;
constexpr int64_t score_floats = tile_rows * product_panel_rows;
// Of a panel, so many steps of 6 KiB (or 3, of rough products) stay in the
// first-level cache while all groups of queries meet them.
template <bool Rough> constexpr int64_t most_steps = Rough ? 8 : 4;
// Parts of a number that are multiplied.
template <bool Rough> constexpr int64_t parts = Rough ? 1 : 2;

static inline int64_t steps_of(int32_t dimension) {
    return (dimension + tile_dimensions - 1) / tile_dimensions;
}

// The intrinsics do not tell the compiler that they read and write memory.
#define LOAD_TILE(tile, from, stride)                                          \
    asm volatile("tileloadd (%0,%1,1), %%tmm" #tile ::"r"(from),               \
                 "r"(int64_t(stride))                                          \
                 : "memory")
#define STORE_TILE(tile, to, stride)                                           \
    asm volatile("tilestored %%tmm" #tile ", (%0,%1,1)" ::"r"(to),             \
                 "r"(int64_t(stride))                                          \
                 : "memory")
#define ADD_PRODUCTS(sums, queries, rows)                                      \
    asm volatile("tdpbf16ps %%tmm" #rows ", %%tmm" #queries ", %%tmm" #sums :: \
                     : "memory")

// A panel's part of the high or the low parts: what scores start from, which is
// another number for rough ones, then the tiles.
static inline int64_t half_floats(int64_t width, int64_t steps) {
    return width + width / tile_rows * steps * tile_floats;
}

// Adds some steps' products of a panel's rows with up to 16 queries to their
// scores [16][48], or to what they start from. `rows`: the high parts; the low
// ones lie `low` floats behind.
template <int RowTiles, bool Rough>
static inline void score_panel(const float *starts, const float *rows,
                               int64_t next_rows, int64_t low, int64_t steps,
                               const float *query_tiles, float *scores) {
    static_assert(RowTiles >= 1 && RowTiles <= most_row_tiles);
    const float *from = starts ? starts : scores;
    const int64_t stride = starts ? 0 : score_bytes;
    LOAD_TILE(0, from, stride);
    if constexpr (RowTiles > 1)
        LOAD_TILE(1, from + 16, stride);
    if constexpr (RowTiles > 2)
        LOAD_TILE(2, from + 32, stride);
    for (int64_t step = 0; step < steps; step++) {
        LOAD_TILE(3, query_tiles, 64);
        LOAD_TILE(5, rows, 64);
        if constexpr (!Rough)
            LOAD_TILE(4, query_tiles + tile_floats, 64);
        ADD_PRODUCTS(0, 3, 5);
        if constexpr (RowTiles > 1) {
            LOAD_TILE(6, rows + next_rows, 64);
            ADD_PRODUCTS(1, 3, 6);
        }
        if constexpr (RowTiles > 2) {
            LOAD_TILE(7, rows + 2 * next_rows, 64);
            ADD_PRODUCTS(2, 3, 7);
        }
        if constexpr (!Rough) {
            const float *low_rows = rows + low;
            ADD_PRODUCTS(0, 4, 5);
            LOAD_TILE(5, low_rows, 64);
            if constexpr (RowTiles > 1) {
                ADD_PRODUCTS(1, 4, 6);
                LOAD_TILE(6, low_rows + next_rows, 64);
            }
            if constexpr (RowTiles > 2) {
                ADD_PRODUCTS(2, 4, 7);
                LOAD_TILE(7, low_rows + 2 * next_rows, 64);
            }
            ADD_PRODUCTS(0, 3, 5);
            if constexpr (RowTiles > 1)
                ADD_PRODUCTS(1, 3, 6);
            if constexpr (RowTiles > 2)
                ADD_PRODUCTS(2, 3, 7);
        }
        query_tiles += parts<Rough> * tile_floats;
        rows += tile_floats;
    }
    STORE_TILE(0, scores, score_bytes);
    if constexpr (RowTiles > 1)
        STORE_TILE(1, scores + 16, score_bytes);
    if constexpr (RowTiles > 2)
        STORE_TILE(2, scores + 32, score_bytes);
}

} // namespace isa_amx
