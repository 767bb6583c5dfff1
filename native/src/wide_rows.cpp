// Distances in float64 of what an index over narrowed rows has found, and of
// what it may have missed.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "arrowshelf.h"
#include "status.h"
#include "stop_flag.h"

namespace {

constexpr double roundoff = 0x1p-24; // of float32

// Queries that share a pass over the points, and the values of the points that
// they are compared with in turn: these stay in the cache. A query of 500,000 x
// 20 takes 3.1 ms so, 8.6 alone.
constexpr int64_t queries_at_once = 16;
constexpr int64_t values_at_once = 1 << 14;

// Squared distance and row: nearest first, equally near ones by their row.
using Near = std::pair<double, int64_t>;

double squared_distance(const double *a, const double *b, int32_t d) {
    // In four sums: one waits for itself.
    double sums[4] = {};
    int32_t c = 0;
    for (; c + 4 <= d; c += 4)
        for (int i = 0; i < 4; i++)
            sums[i] += (a[c + i] - b[c + i]) * (a[c + i] - b[c + i]);
    for (; c < d; c++)
        sums[0] += (a[c] - b[c]) * (a[c] - b[c]);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// Of a row as it was narrowed.
double length(const double *x, const double *centre, int32_t d) {
    double sum = 0;
    for (int32_t c = 0; c < d; c++) {
        const double value = centre ? x[c] - centre[c] : x[c];
        sum += value * value;
    }
    return std::sqrt(sum);
}

// How near a row can be that the index has at `seen` or farther. A sum of
// float32 is off by d / 16 + 16 roundings of itself, and narrowing moves either
// row by one of its length, that of the farther one being |q| + distance.
double least_distance(float seen, double query_length, int32_t d) {
    const double least = seen * (1 - roundoff * (d / 16.0 + 16));
    return (least - 2 * roundoff * query_length) / (1 + roundoff);
}

void write(const std::vector<Near> &near, int32_t k, float *distances,
           int64_t *neighbors) {
    const auto count = static_cast<int32_t>(near.size());
    for (int32_t j = 0; j < k; j++) {
        distances[j] = j < count ? static_cast<float>(std::sqrt(near[j].first))
                                 : std::numeric_limits<float>::quiet_NaN();
        neighbors[j] = j < count ? near[j].second : -1;
    }
}

// Takes a row into the sorted list of the k nearest.
void take(std::vector<Near> &near, int32_t k, const Near &row) {
    if (static_cast<int32_t>(near.size()) == k) {
        if (near.back() <= row)
            return;
        near.pop_back();
    }
    near.insert(std::upper_bound(near.begin(), near.end(), row), row);
}

// Takes the k nearest of all points for each of the `asked` queries in `rows`.
void compare_all(const double *points, const uint8_t *invalid, int64_t n,
                 const double *queries, int32_t d, const int64_t *rows,
                 int64_t asked, bool include_self, int32_t k,
                 std::vector<std::vector<Near>> &near) {
    const StopFlag stop = StopFlag::current();
    const int64_t at_once = std::max<int64_t>(1, values_at_once / d);
    for (int64_t first = 0; first < n; first += at_once) {
        stop.check();
        const int64_t end = std::min(n, first + at_once);
        for (int64_t i = 0; i < asked; i++) {
            const double *query = queries + rows[i] * d;
            for (int64_t row = first; row < end; row++)
                if (!invalid[row] && (include_self || row != rows[i]))
                    take(near[i], k,
                         {squared_distance(query, points + row * d, d), row});
        }
    }
}

} // namespace

extern "C" as_status
as_measure_wide(const double *points, const double *queries,
                const double *centre, int32_t d, const int64_t *rows, int64_t n,
                const int64_t *candidates, const float *seen, int32_t found,
                int32_t k, float *distances, int64_t *neighbors,
                uint8_t *proven) {
    return guarded([&] {
        require(d > 0 && n >= 0 && k > 0 && k <= found,
                "d and k must be positive, and k at most found");
        std::vector<Near> near;
        for (int64_t i = 0; i < n; i++) {
            const double *query = queries + rows[i] * d;
            const int64_t *own = candidates + i * found;
            near.clear();
            for (int32_t j = 0; j < found && own[j] >= 0; j++)
                near.emplace_back(
                    squared_distance(query, points + own[j] * d, d), own[j]);
            const bool has_all = static_cast<int32_t>(near.size()) < found;
            std::sort(near.begin(), near.end());
            if (static_cast<int32_t>(near.size()) > k)
                near.resize(k);
            write(near, k, distances + i * k, neighbors + i * k);
            const float last = seen[i * found + found - 1];
            proven[i] = has_all || near.back().first == 0 ||
                        std::sqrt(near.back().first) <
                            least_distance(last, length(query, centre, d), d);
        }
    });
}

extern "C" as_status as_search_wide(const double *points,
                                    const uint8_t *invalid, int64_t n,
                                    const double *queries, int32_t d,
                                    const int64_t *rows, int64_t asked,
                                    int32_t include_self, int32_t k,
                                    float *distances, int64_t *neighbors) {
    return guarded([&] {
        require(d > 0 && n >= 0 && k > 0 && asked >= 0,
                "d and k must be positive, n and asked not negative");
        std::vector<std::vector<Near>> near(std::min(asked, queries_at_once));
        for (int64_t first = 0; first < asked; first += queries_at_once) {
            const int64_t end = std::min(asked, first + queries_at_once);
            for (std::vector<Near> &own : near)
                own.clear();
            compare_all(points, invalid, n, queries, d, rows + first,
                        end - first, include_self, k, near);
            for (int64_t i = first; i < end; i++)
                write(near[i - first], k, distances + i * k, neighbors + i * k);
        }
    });
}
