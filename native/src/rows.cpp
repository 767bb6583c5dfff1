// What is done to rows of float32 or float64, and to answers.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "arrowshelf.h"
#include "kernels.h"
#include "status.h"
#include "stop_flag.h"

extern "C" as_status as_compact_rows(const float *x, const uint8_t *invalid,
                                     int64_t rows, int32_t d, float *out,
                                     int64_t *row_numbers, int64_t *kept) {
    return guarded([&] {
        require(rows >= 0 && d > 0, "rows and d must be positive");
        const StopFlag stop = StopFlag::current();
        int64_t to = 0;
        for (int64_t row = 0; row < rows; row++) {
            if (row % rows_between_looks == 0)
                stop.check();
            if (invalid[row])
                continue;
            std::memmove(out + to * d, x + row * d, sizeof(float) * d);
            row_numbers[to++] = row;
        }
        *kept = to;
    });
}

namespace {
// The sum of squares of a row that is long enough for them all, and short
// enough.
constexpr double least_squares = 0x1p-800, most_squares = 0x1p+1000;

template <typename Scalar> double squares_of(const Scalar *x, int32_t d) {
    double sum = 0;
    for (int32_t c = 0; c < d; c++)
        sum += static_cast<double>(x[c]) * x[c];
    return sum;
}

// A row whose squares vanish or are infinite, brought to a size where they are
// neither.
template <typename Scalar>
void resize(const Scalar *x, int32_t d, Scalar *out) {
    double largest = 0;
    for (int32_t c = 0; c < d; c++)
        largest = std::max(largest, std::abs(static_cast<double>(x[c])));
    for (int32_t c = 0; c < d; c++)
        out[c] = largest > 0 ? static_cast<Scalar>(x[c] / largest) : 0;
}

template <typename Scalar>
void normalize(const Scalar *x, int64_t rows, int32_t d, Scalar *out) {
    require(rows >= 0 && d > 0, "rows and d must be positive");
    for (int64_t row = 0; row < rows; row++) {
        const Scalar *from = x + row * d;
        Scalar *to = out + row * d;
        // In float64: squares of float32 neither overflow nor vanish there.
        double sum = squares_of(from, d);
        if (!(sum >= least_squares && sum <= most_squares)) {
            resize(from, d, to);
            from = to;
            sum = squares_of(from, d);
        }
        const double scale = sum > 0 ? 1.0 / std::sqrt(sum) : 0.0;
        for (int32_t c = 0; c < d; c++)
            to[c] = static_cast<Scalar>(from[c] * scale);
    }
}
} // namespace

extern "C" as_status as_normalize_rows(const float *x, int64_t rows, int32_t d,
                                       float *out) {
    return guarded([&] { normalize(x, rows, d, out); });
}

extern "C" as_status as_normalize_rows_wide(const double *x, int64_t rows,
                                            int32_t d, double *out) {
    return guarded([&] { normalize(x, rows, d, out); });
}

extern "C" as_status as_blank_rows(const uint8_t *invalid, int64_t rows,
                                   int32_t k, float *distances,
                                   int64_t *neighbors) {
    return guarded([&] {
        require(rows >= 0 && k > 0, "rows and k must be positive");
        for (int64_t row = 0; row < rows; row++) {
            if (!invalid[row])
                continue;
            for (int32_t j = 0; j < k; j++) {
                distances[row * k + j] =
                    std::numeric_limits<float>::quiet_NaN();
                neighbors[row * k + j] = -1;
            }
        }
    });
}

extern "C" as_status as_sum_distances(const float *distances, int64_t n,
                                      double *sum, int64_t *count) {
    return guarded([&] {
        require(n >= 0, "n must not be negative");
        kernels().tally_distances(distances, n, sum, count);
    });
}
