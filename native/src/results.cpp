// What is done to the results of a search.
#include <cmath>
#include <limits>

#include "arrowshelf.h"
#include "status.h"

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
        // Side by side: one sum would wait for each addition.
        constexpr int lanes = 8;
        double sums[lanes] = {};
        int64_t counts[lanes] = {};
        const auto take = [&](int64_t i, int lane) {
            const bool given = !std::isnan(distances[i]);
            sums[lane] += given ? distances[i] : 0.0f;
            counts[lane] += given;
        };
        int64_t i = 0;
        for (; i + lanes <= n; i += lanes)
            for (int lane = 0; lane < lanes; lane++)
                take(i + lane, lane);
        for (; i < n; i++)
            take(i, 0);
        *sum = 0;
        *count = 0;
        for (int lane = 0; lane < lanes; lane++) {
            *sum += sums[lane];
            *count += counts[lane];
        }
    });
}
