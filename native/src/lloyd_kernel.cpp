// The nearest of some centres for every row, compiled once per instruction set.
//
// Sixteen rows at a time lie side by side, [d][16], and meet four centres at a
// time: a value, once loaded, serves four.
#include "lloyd_kernel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "simd.h"
#include "stop_flag.h"

namespace AS_ISA {
namespace {

constexpr int lanes = 16;
constexpr int most_centres = 4;

// Sixteen rows and the nearest centre of each so far.
struct Rows {
    const float *at; // [d][16]
    float distance[lanes];
    int32_t label[lanes];
};

template <int Centres>
void meet(Rows &rows, const float *centres, int32_t first, int32_t d) {
    Float16Lanes sums[Centres];
    for (auto &sum : sums)
        sum = splat16(0);
    for (int32_t c = 0; c < d; c++) {
        const Float16Lanes values = load16(rows.at + int64_t(c) * lanes);
        for (int j = 0; j < Centres; j++)
            sums[j] = add_square16(
                sub16(values, splat16(centres[int64_t(j) * d + c])), sums[j]);
    }
    for (int j = 0; j < Centres; j++) {
        float distance[lanes];
        store16(distance, sums[j]);
        for (int i = 0; i < lanes; i++) {
            const bool nearer = distance[i] < rows.distance[i];
            rows.label[i] = nearer ? first + j : rows.label[i];
            rows.distance[i] = nearer ? distance[i] : rows.distance[i];
        }
    }
}

void meet_all(Rows &rows, const LloydStep &step) {
    std::fill(rows.distance, rows.distance + lanes,
              std::numeric_limits<float>::infinity());
    std::fill(rows.label, rows.label + lanes, 0);
    int32_t first = 0;
    for (; first + most_centres <= step.k; first += most_centres)
        meet<most_centres>(rows, step.centres + int64_t(first) * step.d, first,
                           step.d);
    for (; first < step.k; first++)
        meet<1>(rows, step.centres + int64_t(first) * step.d, first, step.d);
}

float squared_distance(const float *a, const float *b, int32_t d) {
    float sum = 0;
    int32_t c = 0;
    if (d >= lanes) {
        Float16Lanes sums = splat16(0);
        for (; c + lanes <= d; c += lanes)
            sums = add_square16(sub16(load16(a + c), load16(b + c)), sums);
        float parts[lanes];
        store16(parts, sums);
        for (float part : parts)
            sum += part;
    }
    for (; c < d; c++)
        sum = add_square(a[c] - b[c], sum);
    return sum;
}

} // namespace

void lessen_distances(const float *x, int64_t rows, int32_t d,
                      const float *centre, const float *left, float *out) {
    for (int64_t row = 0; row < rows; row++)
        out[row] =
            std::min(left[row], squared_distance(x + row * d, centre, d));
}

void take_lloyd_step(const LloydStep &step) {
    const int32_t d = step.d;
    std::vector<float> at(int64_t(d) * lanes, 0.0f);
    Rows rows{at.data(), {}, {}};
    const StopFlag stop = StopFlag::current();
    // Of many centres sixteen rows are enough, of few they are nothing.
    const int64_t look_at = lanes * (1 + (1 << 14) / step.k);
    for (int64_t start = 0; start < step.rows; start += lanes) {
        if (start % look_at == 0)
            stop.check();
        const int count =
            static_cast<int>(std::min<int64_t>(lanes, step.rows - start));
        for (int i = 0; i < count; i++)
            for (int32_t c = 0; c < d; c++)
                at[int64_t(c) * lanes + i] = step.x[(start + i) * d + c];
        meet_all(rows, step);
        for (int i = 0; i < count; i++) {
            const int32_t label = rows.label[i];
            step.labels[start + i] = label;
            step.distances[start + i] = std::sqrt(rows.distance[i]);
            step.counts[label]++;
            double *sum = step.sums + int64_t(label) * d;
            for (int32_t c = 0; c < d; c++)
                sum[c] += step.x[(start + i) * d + c];
        }
    }
}

} // namespace AS_ISA
