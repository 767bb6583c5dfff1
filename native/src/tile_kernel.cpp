// Products of queries with rows by the tiles of AMX: 16 queries with 16 rows,
// 32 dimensions at a time, in 16 cycles, where AVX-512 takes 128.
//
// Tiles multiply bfloat16, which has 8 bits, and add in float32. So a number is
// split in two, x = high + low to 2^-16 of itself, and a product is
//     high * high + high * low + low * high
// which is off by 3 * 2^-16 of |q| |x| at most, far more than sums round.
//
// A panel of `width` rows: what scores start from, [width] float32; then for
// every 16 rows, every 32 dimensions: a tile of the high parts and one of the
// low ones, each [16 pairs of dimensions][16 rows][2].
#include "tile_kernel.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include <immintrin.h>

#include "product_take.h"

namespace isa_amx {
namespace {

constexpr int tile_rows = 16;
constexpr int tile_dimensions = 32;
constexpr int64_t tile_floats = 256; // 1 KiB
constexpr int most_row_tiles = product_panel_rows / tile_rows;
constexpr int64_t score_bytes = sizeof(float) * product_panel_rows;
constexpr int64_t score_floats = tile_rows * product_panel_rows;
// Of a panel, so many steps of 6 KiB stay in the first-level cache while all
// groups of queries meet them.
constexpr int64_t most_steps = 4;

int64_t steps_of(int32_t dimension) {
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

// All tiles of 16 rows of 64 bytes.
class Tiles {
  public:
    Tiles() {
        struct {
            uint8_t palette = 1, start_row = 0, unused[14] = {};
            uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
            uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
        } shape;
        static_assert(sizeof shape == 64);
        asm volatile("ldtilecfg %0" ::"m"(shape));
    }
    ~Tiles() { asm volatile("tilerelease"); }
    Tiles(const Tiles &) = delete;
};

// 16 numbers as high and low parts, in the lower halves of the lanes.
struct Split {
    __m256i high, low;
};
Split split(__m512 x) {
    const __m256i high = (__m256i)_mm512_cvtneps_pbh(x);
    const __m512 widened =
        _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(high), 16));
    return {high, (__m256i)_mm512_cvtneps_pbh(_mm512_sub_ps(x, widened))};
}

__m512 load_up_to16(const float *p, int64_t count) {
    const uint32_t mask = count >= 16 ? 0xffff : (1u << count) - 1;
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>(mask), p);
}

// A query: [step][high, low], each [32 dimensions].
constexpr int64_t query_step_floats = 2 * tile_dimensions / 2;

int64_t query_floats_of(int32_t dimension) {
    return steps_of(dimension) * query_step_floats;
}

void make_query(const float *query, int32_t dimension, float *to) {
    for (int64_t at = 0; at < dimension; at += tile_dimensions) {
        for (int half = 0; half < 2; half++) {
            const int64_t left = dimension - at - half * 16;
            const Split parts =
                left > 0 ? split(load_up_to16(query + at + half * 16, left))
                         : Split{};
            _mm256_storeu_si256((__m256i *)(to + half * 8), parts.high);
            _mm256_storeu_si256((__m256i *)(to + 16 + half * 8), parts.low);
        }
        to += query_step_floats;
    }
}

// Up to 16 queries as tiles: [step][high, low], each [16 queries][32
// dimensions].
void make_query_tiles(const float *queries, const int32_t *members,
                      int64_t count, int32_t d, float *tiles) {
    const int64_t steps = steps_of(d);
    for (int64_t q = 0; q < count; q++) {
        const float *query = queries + members[q] * query_floats_of(d);
        float *to = tiles + q * 16;
        for (int64_t part = 0; part < 2 * steps; part++)
            _mm512_storeu_ps(to + part * tile_floats,
                             _mm512_loadu_ps(query + part * 16));
    }
}

// Adds some steps' products of a panel's rows with up to 16 queries to their
// scores [16][48], or to what they start from.
template <int RowTiles>
void score_panel(const float *starts, const float *rows, int64_t next_rows,
                 int64_t steps, const float *query_tiles, float *scores) {
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
        LOAD_TILE(4, query_tiles + tile_floats, 64);
        LOAD_TILE(5, rows, 64);
        ADD_PRODUCTS(0, 3, 5);
        if constexpr (RowTiles > 1) {
            LOAD_TILE(6, rows + next_rows, 64);
            ADD_PRODUCTS(1, 3, 6);
        }
        if constexpr (RowTiles > 2) {
            LOAD_TILE(7, rows + 2 * next_rows, 64);
            ADD_PRODUCTS(2, 3, 7);
        }
        ADD_PRODUCTS(0, 4, 5);
        LOAD_TILE(5, rows + tile_floats, 64);
        if constexpr (RowTiles > 1) {
            ADD_PRODUCTS(1, 4, 6);
            LOAD_TILE(6, rows + next_rows + tile_floats, 64);
        }
        if constexpr (RowTiles > 2) {
            ADD_PRODUCTS(2, 4, 7);
            LOAD_TILE(7, rows + 2 * next_rows + tile_floats, 64);
        }
        ADD_PRODUCTS(0, 3, 5);
        if constexpr (RowTiles > 1)
            ADD_PRODUCTS(1, 3, 6);
        if constexpr (RowTiles > 2)
            ADD_PRODUCTS(2, 3, 7);
        query_tiles += 2 * tile_floats;
        rows += 2 * tile_floats;
    }
    STORE_TILE(0, scores, score_bytes);
    if constexpr (RowTiles > 1)
        STORE_TILE(1, scores + 16, score_bytes);
    if constexpr (RowTiles > 2)
        STORE_TILE(2, scores + 32, score_bytes);
}

// Takes of a panel's scores those that are high enough.
template <int RowTiles>
void take_panel(const ProductRows &rows, int64_t first, const float *scores,
                const ProductQueries &queries, const int32_t *members,
                int64_t count, TakeRows take) {
    for (int64_t q = 0; q < count; q++) {
        const float *score = scores + q * product_panel_rows;
        const __m512 least = _mm512_set1_ps(queries.least[members[q]]);
        uint64_t near = 0;
        for (int tile = 0; tile < RowTiles; tile++)
            near |= uint64_t(_mm512_cmp_ps_mask(
                        _mm512_loadu_ps(score + 16 * tile), least, _CMP_GE_OQ))
                    << (16 * tile);
        if (near != 0)
            take(rows, first, near, score, members[q], queries);
    }
}

int64_t panel_floats_of(int64_t rows, int32_t dimension) {
    const int64_t width = product_panel_width(rows);
    return width + width / tile_rows * 2 * steps_of(dimension) * tile_floats;
}

// One panel with all groups of queries.
template <int RowTiles>
void scan_panel(const ProductRows &rows, const float *panel, int64_t first,
                const float *query_tiles, float *scores,
                const ProductQueries &queries, const int32_t *members,
                int64_t count, TakeRows take) {
    const int64_t steps = steps_of(rows.dimension);
    const int64_t group_floats = 2 * steps * tile_floats;
    // Scores that are final at once need no place of their own.
    const int64_t next_scores = steps > most_steps ? score_floats : 0;
    for (int64_t step = 0; step < steps; step += most_steps) {
        const int64_t here = std::min(most_steps, steps - step);
        const int64_t offset = 2 * step * tile_floats;
        for (int64_t at = 0, g = 0; at < count; at += tile_rows, g++) {
            float *to = scores + g * next_scores;
            score_panel<RowTiles>(step == 0 ? panel : nullptr,
                                  panel + RowTiles * tile_rows + offset,
                                  group_floats, here,
                                  query_tiles + g * group_floats + offset, to);
            if (step + here == steps)
                take_panel<RowTiles>(rows, first, to, queries, members + at,
                                     std::min<int64_t>(tile_rows, count - at),
                                     take);
        }
    }
}

void scan(const ProductRows &rows, const ProductQueries &queries,
          const int32_t *members, int64_t count) {
    if (count == 0)
        return;
    const int32_t d = rows.dimension;
    const int64_t group_floats = 2 * steps_of(d) * tile_floats;
    const int64_t groups = (count + tile_rows - 1) / tile_rows;
    const int64_t scored = steps_of(d) > most_steps ? groups : 1;
    const size_t bytes =
        size_t(groups * group_floats + scored * score_floats) * sizeof(float);
    float *tiles = static_cast<float *>(std::aligned_alloc(64, bytes));
    if (tiles == nullptr)
        throw std::bad_alloc();
    for (int64_t g = 0; g < groups; g++) {
        const int64_t here =
            std::min<int64_t>(tile_rows, count - g * tile_rows);
        if (here < tile_rows) // what no query fills must be numbers
            std::memset(tiles + g * group_floats, 0,
                        size_t(group_floats) * sizeof(float));
        make_query_tiles(queries.asked, members + g * tile_rows, here, d,
                         tiles + g * group_floats);
    }
    const TakeRows take = take_for(rows, queries);
    const Tiles configured;
    const float *panel = rows.panels;
    for (int64_t row = 0; row < rows.rows; row += product_panel_rows) {
        const int64_t left =
            std::min<int64_t>(product_panel_rows, rows.rows - row);
        const int64_t row_tiles = product_panel_width(left) / tile_rows;
        const auto scan_one = row_tiles == 3   ? scan_panel<3>
                              : row_tiles == 2 ? scan_panel<2>
                                               : scan_panel<1>;
        scan_one(rows, panel, row, tiles, tiles + groups * group_floats,
                 queries, members, count, take);
        panel += panel_floats_of(left, d);
    }
    std::free(tiles);
}

void make_panel(const float *rows, const float *starts, int64_t count,
                int32_t d, float *panel) {
    const int64_t width = product_panel_width(count), steps = steps_of(d);
    std::memcpy(panel, starts, size_t(width) * sizeof(float));
    auto *to = reinterpret_cast<uint16_t *>(panel + width);
    std::memset(to, 0, size_t(width / 16 * 2 * steps) * 1024);
    for (int64_t row = 0; row < count; row++)
        for (int64_t at = 0; at < d; at += 16) {
            const Split parts =
                split(load_up_to16(rows + row * d + at, d - at));
            alignas(32) uint16_t high[16], low[16];
            _mm256_store_si256((__m256i *)high, parts.high);
            _mm256_store_si256((__m256i *)low, parts.low);
            uint16_t *tile = to + ((row / 16) * steps + at / 32) * 2 * 512 +
                             (at % 32 / 2) * 32 + (row % 16) * 2;
            for (int c = 0; c < 16; c += 2) {
                std::memcpy(tile + c * 16, high + c, 4);
                std::memcpy(tile + 512 + c * 16, low + c, 4);
            }
        }
}

// Sums: each tile's 32 products and a sum a step, three times.
double error(int32_t dimension) {
    return 0x1.8p-16 * 1.01 +
           0x1p-24 * (40 + 3.0 * double(steps_of(dimension)));
}

} // namespace

ProductKernel tile_kernel() {
    return {panel_floats_of, make_panel, query_floats_of, make_query, scan,
            error,           0x1p-120};
}

} // namespace isa_amx
