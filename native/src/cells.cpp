// The C interface to counting rows by cells.
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "arrowshelf.h"
#include "cell_counts.h"
#include "status.h"
#include "stop_flag.h"

struct as_cells {
    CellCounts counts;
};

namespace {

constexpr uint8_t not_finite = 1, out_of_range = 2;
// Values that are looked at together: they stay in the cache.
constexpr int64_t values_at_once = 1 << 14;

void count_rows(CellCounts &counts, const double *x, int64_t first,
                int64_t rows, uint8_t *marks) {
    const CellGrid &grid = counts.grid();
    const int32_t d = grid.dimension();
    std::vector<double> values(rows * d);
    std::vector<int64_t> numbers(rows);
    int64_t count = 0;
    for (int64_t row = 0; row < rows; row++) {
        if (marks[row] != 0)
            continue;
        const double *at = x + row * d;
        bool is_finite = true;
        for (int32_t c = 0; c < d; c++) {
            values[count * d + c] = at[c];
            is_finite &= std::isfinite(at[c]);
        }
        if (!is_finite || !grid.can_number(at))
            marks[row] = not_finite;
        else if (!grid.has(at))
            marks[row] = out_of_range;
        else
            numbers[count++] = first + row;
    }
    counts.add(values.data(), numbers.data(), count);
}

// What a side of a rectangle is multiplied with, so that neither its length nor
// cells by length leave float64.
double scale_of(double low, double high) {
    if (!(high - low < 0x1p1000))
        return 0x1p-32;
    return high - low < 0x1p-900 ? 0x1p+200 : 1;
}

// A side of a rectangle, cut into cells.
struct Side {
    double low, high;
    int64_t cells;
    double scale = scale_of(low, high);
    double per = static_cast<double>(cells) / (high * scale - low * scale);

    bool holds(double x) const { return x >= low && x <= high; }
    // The highest edge belongs to the last cell.
    int64_t cell_of(double x) const {
        const double at = (x * scale - low * scale) * per;
        return std::min(static_cast<int64_t>(at), cells - 1);
    }
};

bool are_finite(const double *at, int32_t d) {
    double rest = 0; // NaN less NaN, infinity less infinity: NaN
    for (int32_t c = 0; c < d; c++)
        rest += at[c] - at[c];
    return rest == 0;
}

} // namespace

extern "C" {

as_status as_cells_create(int32_t d, int32_t metric, double size,
                          as_cells **out) {
    return guarded([&] {
        require(d > 0, "d must be positive");
        require(metric == AS_METRIC_L2 || metric == AS_METRIC_HAVERSINE,
                "Cells have metric l2 or haversine");
        require(metric != AS_METRIC_HAVERSINE || d == 2,
                "Latitude and longitude have d 2");
        require(std::isfinite(size) && size > 0,
                "size must be finite and above 0");
        *out = new as_cells{
            CellCounts(CellGrid(d, metric == AS_METRIC_HAVERSINE, size))};
    });
}

void as_cells_free(as_cells *cells) { delete cells; }

as_status as_cells_count(as_cells *cells, const double *x, int64_t first,
                         int64_t rows, uint8_t *marks) {
    return guarded([&] {
        require(first >= 0 && rows >= 0, "first and rows must not be negative");
        const StopFlag stop = StopFlag::current();
        const int32_t d = cells->counts.grid().dimension();
        const int64_t step = std::max<int64_t>(1, values_at_once / d);
        for (int64_t at = 0; at < rows; at += step) {
            stop.check();
            count_rows(cells->counts, x + at * d, first + at,
                       std::min(step, rows - at), marks + at);
        }
    });
}

as_status as_cells_sort(as_cells *cells, int64_t min_count, int64_t top,
                        int64_t *cell_count, int64_t *found) {
    return guarded([&] {
        require(top >= 0, "top must not be negative");
        *cell_count = cells->counts.sort(min_count, top);
        *found = static_cast<int64_t>(cells->counts.sorted().size());
    });
}

as_status as_cells_read(const as_cells *cells, int64_t first, int64_t count,
                        uint64_t *counts, uint64_t *first_rows, double *centres,
                        int64_t stride) {
    return guarded([&] {
        const auto &sorted = cells->counts.sorted();
        require(first >= 0 && count >= 0 &&
                    first + count <= static_cast<int64_t>(sorted.size()),
                "There are fewer cells than that");
        const CellGrid &grid = cells->counts.grid();
        std::vector<double> centre(grid.dimension());
        for (int64_t i = 0; i < count; i++) {
            const CellCounts::Cell &cell = sorted[first + i];
            counts[i] = static_cast<uint64_t>(cell.count);
            first_rows[i] = static_cast<uint64_t>(cell.first_row);
            grid.centre_of(cell.at, centre.data());
            for (int32_t c = 0; c < grid.dimension(); c++)
                centres[c * stride + i] = centre[c];
        }
    });
}

as_status as_widen_bounds(const double *x, int64_t rows, int32_t d,
                          const uint8_t *excluded, double *bounds) {
    return guarded([&] {
        require(rows >= 0 && d >= 2, "rows must not be negative, d 2 or more");
        StopFlag::current().check();
        double low_x = bounds[0], high_x = bounds[1], low_y = bounds[2],
               high_y = bounds[3];
        for (int64_t row = 0; row < rows; row++) {
            const double *at = x + row * d;
            if ((excluded && excluded[row] != 0) || !are_finite(at, d))
                continue;
            low_x = std::min(low_x, at[0]);
            high_x = std::max(high_x, at[0]);
            low_y = std::min(low_y, at[1]);
            high_y = std::max(high_y, at[1]);
        }
        bounds[0] = low_x;
        bounds[1] = high_x;
        bounds[2] = low_y;
        bounds[3] = high_y;
    });
}

as_status as_count_grid(const double *x, int64_t first, int64_t rows, int32_t d,
                        const uint8_t *excluded, const double *bounds,
                        int32_t columns, int32_t lines, double *counts,
                        double *sums, int64_t *tally) {
    return guarded([&] {
        require(rows >= 0 && (d == 2 || d == 3),
                "rows must not be negative, d 2 or 3");
        require(columns > 0 && lines > 0, "columns and lines must be positive");
        require(bounds[0] < bounds[1] && bounds[2] < bounds[3],
                "bounds must have something between them");
        StopFlag::current().check();
        const Side across{bounds[0], bounds[1], columns};
        const Side up{bounds[2], bounds[3], lines};
        for (int64_t row = 0; row < rows; row++) {
            const double *at = x + row * d;
            if (excluded && excluded[row] != 0)
                continue;
            if (!are_finite(at, d)) {
                if (tally[1]++ == 0)
                    tally[2] = first + row;
            } else if (!across.holds(at[0]) || !up.holds(at[1])) {
                tally[0]++;
            } else {
                const int64_t cell =
                    up.cell_of(at[1]) * columns + across.cell_of(at[0]);
                counts[cell]++;
                if (sums != nullptr)
                    sums[cell] += at[2];
            }
        }
    });
}

} // extern "C"
