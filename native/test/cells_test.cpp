// Rows by cells, against plain loops.
#include "native_test.h"

#include <algorithm>
#include <limits>
#include <map>
#include <thread>

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

struct Cells {
    as_cells *handle = nullptr;
    ~Cells() { as_cells_free(handle); }
};

struct Cell {
    uint64_t count, first_row;
    std::vector<double> centre;
    bool operator==(const Cell &) const = default;
};

std::vector<Cell> read(const Cells &cells, int64_t found, int d) {
    std::vector<uint64_t> counts(found), rows(found);
    std::vector<double> centres(found * d);
    // In two parts.
    const int64_t half = found / 2;
    if (as_cells_read(cells.handle, 0, half, counts.data(), rows.data(),
                      centres.data(), found) != AS_OK ||
        as_cells_read(cells.handle, half, found - half, counts.data() + half,
                      rows.data() + half, centres.data() + half,
                      found) != AS_OK)
        return {};
    std::vector<Cell> all;
    for (int64_t i = 0; i < found; i++) {
        std::vector<double> centre;
        for (int c = 0; c < d; c++)
            centre.push_back(centres[c * found + i]);
        all.push_back({counts[i], rows[i], centre});
    }
    return all;
}

void count_by(int threads, const Cells &cells, const std::vector<double> &x,
              int d, std::vector<uint8_t> &marks) {
    const auto n = static_cast<int64_t>(marks.size());
    std::vector<std::thread> all;
    for (int thread = 0; thread < threads; thread++)
        all.emplace_back([&, thread] {
            const int64_t first = n * thread / threads,
                          end = n * (thread + 1) / threads;
            as_cells_count(cells.handle, x.data() + first * d, first,
                           end - first, marks.data() + first);
        });
    for (std::thread &thread : all)
        thread.join();
}

// Rows where many share a cell, some have none, some are not asked for.
void test_cubes(int d, int threads) {
    const int64_t n = 30'000;
    const double size = 0.3;
    const auto values = random_matrix(n, d, 7);
    std::vector<double> x(n * d);
    std::vector<uint8_t> marks(n, 0);
    std::map<std::vector<double>, Cell> wanted;
    for (int64_t row = 0; row < n; row++) {
        if (row % 97 == 0)
            marks[row] = 3;
        std::vector<double> cell(d), centre(d);
        bool finite = true;
        for (int c = 0; c < d; c++) {
            double value = 20 * (values[row * d + c] - 0.5);
            value *= value * value / 100;
            if (row % 89 == 1 && c == d - 1)
                value = row % 2 ? nan : infinity;
            finite = finite && std::isfinite(value);
            x[row * d + c] = value;
            cell[c] = std::floor(value / size) + 0.0;
            centre[c] = (cell[c] + 0.5) * size;
        }
        if (marks[row] != 0 || !finite)
            continue;
        Cell &found = wanted.try_emplace(cell, Cell{0, uint64_t(row), centre})
                          .first->second;
        found.count++;
    }
    std::vector<Cell> order;
    for (const auto &[_, cell] : wanted)
        order.push_back(cell);
    std::sort(order.begin(), order.end(), [](const Cell &a, const Cell &b) {
        return a.count != b.count ? a.count > b.count
                                  : a.first_row < b.first_row;
    });
    const std::string what =
        "rows are counted by cubes: d=" + std::to_string(d) +
        " threads=" + std::to_string(threads);
    test(what.c_str(), [&] {
        Cells cells;
        as_cells_create(d, AS_METRIC_L2, size, &cells.handle);
        count_by(threads, cells, x, d, marks);
        int64_t size_of_all, found;
        if (as_cells_sort(cells.handle, 1, INT64_MAX, &size_of_all, &found) !=
                AS_OK ||
            size_of_all != int64_t(order.size()) ||
            read(cells, found, d) != order || marks[1] != 1 || marks[0] != 3 ||
            marks[2] != 0)
            return false;
        // Fewer of them.
        const int64_t top = std::min<int64_t>(5, order.size());
        as_cells_sort(cells.handle, 2, top, &size_of_all, &found);
        std::erase_if(order, [](const Cell &cell) { return cell.count < 2; });
        order.resize(std::min<size_t>(order.size(), top));
        return size_of_all == int64_t(wanted.size()) &&
               read(cells, found, d) == order;
    });
}

void test_rings() {
    test("rows on the Earth are counted without a seam, and others marked", [] {
        Cells cells;
        as_cells_create(2, AS_METRIC_HAVERSINE, 1000, &cells.handle);
        const std::vector<double> x{10,  180,     10,  -180, 10, 359.9999,
                                    10,  -0.0001, 91,  0,    0,  361,
                                    -90, 7,       -90, 200};
        std::vector<uint8_t> marks(8, 0);
        count_by(1, cells, x, 2, marks);
        int64_t size, found;
        as_cells_sort(cells.handle, 1, INT64_MAX, &size, &found);
        const auto all = read(cells, found, 2);
        const std::vector<uint8_t> wanted{0, 0, 0, 0, 2, 2, 0, 0};
        return marks == wanted && size >= 3 && all[0].count == 2 &&
               all[0].first_row == 0 && all[1].count == 2 &&
               all[1].first_row == 2;
    });
}

void test_grid(int d) {
    const int64_t n = 5000;
    const auto values = random_matrix(n, d, 3);
    std::vector<double> x(values.begin(), values.end());
    std::vector<uint8_t> excluded(n, 0);
    const std::vector<double> bounds{0.25, 1, 0, 0.5};
    std::vector<double> counts(12, 0), sums(12, 0), wanted(12, 0), added(12, 0);
    std::vector<int64_t> tally{0, 0, -1}, tallied{0, 0, -1};
    std::vector<double> widened{infinity, -infinity, infinity, -infinity};
    std::vector<double> edges = widened;
    x[5 * d] = 1;
    x[5 * d + 1] = 0.5;
    for (int64_t row = 0; row < n; row++) {
        excluded[row] = row % 10 == 0;
        if (row % 50 == 3)
            x[row * d + 1] = nan;
        if (excluded[row])
            continue;
        const double a = x[row * d], b = x[row * d + 1];
        if (std::isnan(b)) {
            if (tallied[1]++ == 0)
                tallied[2] = 100 + row;
            continue;
        }
        edges = {std::min(edges[0], a), std::max(edges[1], a),
                 std::min(edges[2], b), std::max(edges[3], b)};
        if (a < 0.25 || b > 0.5) {
            tallied[0]++;
            continue;
        }
        const int cell =
            std::min(2, int(b * 6)) * 4 + std::min(3, int((a - 0.25) / 0.1875));
        wanted[cell]++;
        added[cell] += d > 2 ? x[row * d + 2] : 0;
    }
    const std::string what =
        "rows are counted on a grid: d=" + std::to_string(d);
    test(what.c_str(), [&] {
        return as_widen_bounds(x.data(), n, d, excluded.data(),
                               widened.data()) == AS_OK &&
               as_count_grid(x.data(), 100, n, d, excluded.data(),
                             bounds.data(), 4, 3, counts.data(),
                             d > 2 ? sums.data() : nullptr,
                             tally.data()) == AS_OK &&
               widened == edges && counts == wanted && sums == added &&
               tally == tallied;
    });
}

// Cells of rows x [n] by a grid of four columns, and one line.
std::vector<double> columns_of(const std::vector<double> &x, double low,
                               double high) {
    std::vector<double> rows, counts(4, 0);
    for (const double value : x)
        rows.insert(rows.end(), {value, 0.5});
    const double bounds[] = {low, high, 0, 1};
    int64_t tally[] = {0, 0, -1};
    as_count_grid(rows.data(), 0, x.size(), 2, nullptr, bounds, 4, 1,
                  counts.data(), nullptr, tally);
    counts.push_back(static_cast<double>(tally[0] + tally[1]));
    return counts;
}

void test_ends() {
    constexpr double most = std::numeric_limits<double>::max();
    test(
        "rows are counted on grids as large and as small as float64 knows", [] {
            const double least = std::numeric_limits<double>::denorm_min();
            const std::vector<double> wanted{1, 1, 1, 2, 0};
            return columns_of({-most, -1e307, 1e307, 1.2e308, most}, -most,
                              most) == wanted &&
                   columns_of({1.00e308, 1.03e308, 1.06e308, 1.09e308, 1.1e308},
                              1e308, 1.1e308) == wanted &&
                   columns_of({0, least, 2 * least, 3 * least, 4 * least}, 0,
                              4 * least) == wanted;
        });
    test("the ends of float64 are finite, and widen bounds", [] {
        const std::vector<double> x{most, most, -most, most, infinity, 0};
        std::vector<double> bounds{infinity, -infinity, infinity, -infinity};
        as_widen_bounds(x.data(), 3, 2, nullptr, bounds.data());
        return bounds == std::vector<double>{-most, most, most, most};
    });
    test("cells at the ends of float64 have a number and a centre, or none",
         [] {
             Cells cells;
             as_cells_create(1, AS_METRIC_L2, 0.1, &cells.handle);
             const std::vector<double> x{most, 1e307, 1.1e307, -1e307};
             std::vector<uint8_t> marks(4, 0);
             count_by(1, cells, x, 1, marks);
             int64_t size, found;
             as_cells_sort(cells.handle, 1, INT64_MAX, &size, &found);
             const auto all = read(cells, found, 1);
             Cells large;
             as_cells_create(1, AS_METRIC_L2, 3, &large.handle);
             std::vector<uint8_t> none(4, 0);
             count_by(1, large, x, 1, none);
             as_cells_sort(large.handle, 1, INT64_MAX, &size, &found);
             return marks == std::vector<uint8_t>{1, 0, 0, 0} &&
                    all.size() == 3 && found == 4 &&
                    std::isfinite(read(large, 4, 1)[0].centre[0]);
         });
}

void test_gathering() {
    test("columns are gathered as they are, NaN for null", [] {
        const std::vector<int16_t> lists{9, 9, 1, 2, 3, 4, 5, 6};
        // The second of three rows is null, and a value of the third.
        const uint8_t rows = 0b1011, values = 0b10111111;
        std::vector<double> out(9, 8);
        if (as_gather_column(AS_TYPE_INT16, lists.data(), &rows, &values, 1, 3,
                             2, out.data(), 3, 1) != AS_OK)
            return false;
        const std::vector<double> wanted{8, 1, 2, 8, nan, nan, 8, nan, 6};
        for (size_t i = 0; i < out.size(); i++)
            if (!(out[i] == wanted[i]) &&
                !(std::isnan(out[i]) && std::isnan(wanted[i])))
                return false;
        const std::vector<double> large{1e300, -infinity, nan};
        as_gather_column(AS_TYPE_FLOAT64, large.data(), nullptr, nullptr, 0, 3,
                         1, out.data(), 1, 0);
        return out[0] == 1e300 && out[1] == -infinity && std::isnan(out[2]);
    });
}

void test_stopping() {
    test("counting and sorting cells end when they are stopped", [] {
        Cells cells;
        as_cells_create(1, AS_METRIC_L2, 1, &cells.handle);
        std::vector<double> x(200'000);
        std::vector<uint8_t> marks(x.size(), 0);
        for (size_t row = 0; row < x.size(); row++)
            x[row] = static_cast<double>(row * 7919 % x.size());
        count_by(1, cells, x, 1, marks);
        const int32_t stop = 1;
        as_watch_stop(&stop);
        int64_t size = 0, found = 0;
        const auto n = static_cast<int64_t>(x.size());
        const bool ended =
            as_cells_count(cells.handle, x.data(), 0, n, marks.data()) ==
                AS_STOPPED &&
            as_cells_sort(cells.handle, 1, n, &size, &found) == AS_STOPPED;
        as_watch_stop(nullptr);
        return ended;
    });
}

} // namespace

void test_cells() {
    for (const int d : {1, 2, 3, 7})
        for (const int threads : {1, 4})
            test_cubes(d, threads);
    test_rings();
    for (const int d : {2, 3})
        test_grid(d);
    test_ends();
    test_gathering();
    test_stopping();
}
