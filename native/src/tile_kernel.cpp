// Products of queries with rows by the tiles of AMX: 16 queries with 16 rows,
// 32 dimensions at a time, in 16 cycles, where AVX-512 takes 128.
//
// Tiles multiply bfloat16, which has 8 bits, and add in float32. So a number is
// split in two, x = high + low to 2^-16 of itself, and a product is
//     high * high + high * low + low * high
// which is off by 3 * 2^-16 of |q| |x| at most, far more than sums round.
//
// Rough scores are of high * high alone: a third of the work over half of the
// memory. They are off by |q's low parts| |x| + |q| |x's low parts|.
//
// A panel of `width` rows: what rough scores start from, [width] float32, and
// for every 16 rows, every 32 dimensions, a tile of the high parts, [16 pairs
// of dimensions][16 rows][2]; then what scores start from, and the low parts.
#include "tile_kernel.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include <immintrin.h>

#include "product_take.h"
#include "tile_scores.h"

namespace isa_amx {
namespace {

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
__m512 widen(__m256i high) {
    return _mm512_castsi512_ps(
        _mm512_slli_epi32(_mm512_cvtepu16_epi32(high), 16));
}
Split split(__m512 x) {
    const __m256i high = (__m256i)_mm512_cvtneps_pbh(x);
    return {high, (__m256i)_mm512_cvtneps_pbh(_mm512_sub_ps(x, widen(high)))};
}

__m512 load_up_to16(const float *p, int64_t count) {
    const uint32_t mask = count >= 16 ? 0xffff : (1u << count) - 1;
    return _mm512_maskz_loadu_ps(static_cast<__mmask16>(mask), p);
}

// Floats of a query's high parts, or of its low ones.
constexpr int64_t query_step_floats = tile_dimensions / 2;

// A query: the high parts of all dimensions, the low ones.
int64_t query_floats_of(int32_t dimension) {
    return 2 * steps_of(dimension) * query_step_floats;
}

void make_query(const float *query, int32_t dimension, float *to) {
    const int64_t low = steps_of(dimension) * query_step_floats;
    for (int64_t at = 0; at < 2 * low; at += 16, to += 8) {
        const Split split_parts =
            at < dimension ? split(load_up_to16(query + at, dimension - at))
                           : Split{};
        _mm256_storeu_si256((__m256i *)to, split_parts.high);
        _mm256_storeu_si256((__m256i *)(to + low), split_parts.low);
    }
}

// Up to 16 queries as tiles: [step][high, low], each [16 queries][32
// dimensions].
template <bool Rough>
void make_query_tiles(const float *queries, const int32_t *members,
                      int64_t count, int32_t d, float *tiles) {
    const int64_t steps = steps_of(d);
    for (int64_t q = 0; q < count; q++) {
        const float *query = queries + members[q] * query_floats_of(d);
        float *to = tiles + q * query_step_floats;
        for (int64_t step = 0; step < steps; step++)
            for (int64_t part = 0; part < parts<Rough>;
                 part++, to += tile_floats)
                _mm512_storeu_ps(
                    to, _mm512_loadu_ps(query + (part * steps + step) *
                                                    query_step_floats));
    }
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
    return 2 * half_floats(product_panel_width(rows), steps_of(dimension));
}

// One panel with all groups of queries.
template <int RowTiles, bool Rough>
void scan_panel(const ProductRows &rows, const float *panel, int64_t first,
                const float *query_tiles, float *scores,
                const ProductQueries &queries, const int32_t *members,
                int64_t count, TakeRows take) {
    constexpr int64_t width = RowTiles * tile_rows;
    const int64_t steps = steps_of(rows.dimension);
    const int64_t group_floats = parts<Rough> * steps * tile_floats;
    const int64_t low = half_floats(width, steps);
    const float *starts = Rough ? panel : panel + low;
    // Scores that are final at once need no place of their own.
    const int64_t next_scores = steps > most_steps<Rough> ? score_floats : 0;
    for (int64_t step = 0; step < steps; step += most_steps<Rough>) {
        const int64_t here = std::min(most_steps<Rough>, steps - step);
        for (int64_t at = 0, g = 0; at < count; at += tile_rows, g++) {
            float *to = scores + g * next_scores;
            score_panel<RowTiles, Rough>(step == 0 ? starts : nullptr,
                                         panel + width + step * tile_floats,
                                         steps * tile_floats, low, here,
                                         query_tiles + g * group_floats +
                                             parts<Rough> * step * tile_floats,
                                         to);
            if (step + here == steps)
                take_panel<RowTiles>(rows, first, to, queries, members + at,
                                     std::min<int64_t>(tile_rows, count - at),
                                     take);
        }
    }
}

template <bool Rough>
void scan(const ProductRows &rows, const ProductQueries &queries,
          const int32_t *members, int64_t count) {
    if (count == 0)
        return;
    const int32_t d = rows.dimension;
    const int64_t group_floats = parts<Rough> * steps_of(d) * tile_floats;
    const int64_t groups = (count + tile_rows - 1) / tile_rows;
    const int64_t scored = steps_of(d) > most_steps<Rough> ? groups : 1;
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
        make_query_tiles<Rough>(queries.asked, members + g * tile_rows, here, d,
                                tiles + g * group_floats);
    }
    const TakeRows take = take_for(rows, queries);
    const Tiles configured;
    const float *panel = rows.panels;
    for (int64_t row = 0; row < rows.rows; row += product_panel_rows) {
        const int64_t left =
            std::min<int64_t>(product_panel_rows, rows.rows - row);
        const int64_t row_tiles = product_panel_width(left) / tile_rows;
        const auto scan_one = row_tiles == 3   ? scan_panel<3, Rough>
                              : row_tiles == 2 ? scan_panel<2, Rough>
                                               : scan_panel<1, Rough>;
        scan_one(rows, panel, row, tiles, tiles + groups * group_floats,
                 queries, members, count, take);
        panel += panel_floats_of(left, d);
    }
    std::free(tiles);
}

void make_panel(const float *rows, const float *starts,
                const float *rough_starts, int64_t count, int32_t d,
                float *panel) {
    const int64_t width = product_panel_width(count), steps = steps_of(d);
    const int64_t low_at = half_floats(width, steps);
    std::memset(panel, 0, size_t(2 * low_at) * sizeof(float));
    std::memcpy(panel, rough_starts, size_t(width) * sizeof(float));
    std::memcpy(panel + low_at, starts, size_t(width) * sizeof(float));
    auto *to = reinterpret_cast<uint16_t *>(panel + width);
    for (int64_t row = 0; row < count; row++)
        for (int64_t at = 0; at < d; at += 16) {
            const Split split_parts =
                split(load_up_to16(rows + row * d + at, d - at));
            alignas(32) uint16_t high[16], low[16];
            _mm256_store_si256((__m256i *)high, split_parts.high);
            _mm256_store_si256((__m256i *)low, split_parts.low);
            uint16_t *tile = to + ((row / 16) * steps + at / 32) * 512 +
                             (at % 32 / 2) * 32 + (row % 16) * 2;
            for (int c = 0; c < 16; c += 2) {
                std::memcpy(tile + c * 16, high + c, 4);
                std::memcpy(tile + 2 * low_at + c * 16, low + c, 4);
            }
        }
}

// The squared length of what rough products leave out, the low parts; a little
// more, since sums round.
double left_out(const float *x, int32_t dimension) {
    __m512 sum = _mm512_setzero_ps();
    for (int32_t c = 0; c < dimension; c += 16) {
        const __m512 value = load_up_to16(x + c, dimension - c);
        const __m512 low = _mm512_sub_ps(value, widen(split(value).high));
        sum = _mm512_fmadd_ps(low, low, sum);
    }
    return 1.001 * double(_mm512_reduce_add_ps(sum));
}

// Sums: each tile's 32 products and a sum a step, three times.
double error(int32_t dimension) {
    return 0x1.8p-16 * 1.01 +
           0x1p-24 * (40 + 3.0 * double(steps_of(dimension)));
}

} // namespace

ProductKernel tile_kernel() {
    return {panel_floats_of, make_panel,  query_floats_of,
            make_query,      scan<false>, scan<true>,
            left_out,        error,       0x1p-120};
}

} // namespace isa_amx
