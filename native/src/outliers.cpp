// Local outlier factors (Breunig, Kriegel, Ng and Sander, 2000) out of each
// row's k nearest neighbours, in float64.
#include <algorithm>
#include <limits>

#include "arrowshelf.h"
#include "status.h"

namespace {

void require_rows(int64_t rows, int32_t k) {
    require(rows >= 0 && k > 0, "rows must not be negative, and k positive");
}

constexpr double no_score = std::numeric_limits<double>::quiet_NaN();
// Keeps the density of rows that are all equal finite, as scikit-learn does.
constexpr double least_distance = 1e-10;

// The mean of value(j, neighbour) over a row's neighbours; NaN: it has none.
template <typename Value>
double mean_over(const int64_t *neighbors, int32_t k, Value value) {
    double sum = 0;
    int32_t count = 0;
    for (; count < k && neighbors[count] >= 0; count++)
        sum += value(count, neighbors[count]);
    return count == 0 ? no_score : sum / count;
}

} // namespace

extern "C" {

as_status as_local_density(const float *distances, const int64_t *neighbors,
                           int64_t first, int64_t rows, int32_t k,
                           double *density) {
    return guarded([&] {
        require_rows(rows, k);
        for (int64_t row = first; row < first + rows; row++) {
            const float *own = distances + row * k;
            const double mean = mean_over(
                neighbors + row * k, k, [&](int32_t j, int64_t other) {
                    // The other's own k-th neighbour: all rows have as many.
                    int32_t last = k - 1;
                    while (last > 0 && neighbors[other * k + last] < 0)
                        last--;
                    return std::max(own[j], distances[other * k + last]);
                });
            density[row] = 1 / (mean + least_distance);
        }
    });
}

as_status as_local_outlier(const int64_t *neighbors, const double *density,
                           int64_t first, int64_t rows, int32_t k,
                           double *factor) {
    return guarded([&] {
        require_rows(rows, k);
        for (int64_t row = first; row < first + rows; row++)
            factor[row] = mean_over(neighbors + row * k, k,
                                    [&](int32_t, int64_t other) {
                                        return density[other];
                                    }) /
                          density[row];
    });
}

} // extern "C"
