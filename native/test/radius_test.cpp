// All points within a radius, against brute force, and what they connect.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "native_test.h"

namespace {

std::vector<double> random_wide(int64_t n, int d, unsigned seed) {
    std::mt19937_64 generator(seed);
    // Few different values: many distances are equal, some the radius itself.
    std::vector<double> x(n * d);
    for (double &value : x)
        value = static_cast<double>(generator() % 8);
    return x;
}

double squared(const std::vector<double> &x, int d, int64_t a, int64_t b) {
    double sum = 0;
    for (int c = 0; c < d; c++)
        sum += (x[a * d + c] - x[b * d + c]) * (x[a * d + c] - x[b * d + c]);
    return sum;
}

void test_lists(int d, int64_t n, double radius) {
    const std::vector<double> x = random_wide(n, d, d + 1);
    Index index;
    as_index_create_radius(d, AS_METRIC_L2, n, x.data(), radius, 1, 2,
                           &index.handle);
    const int64_t units = as_index_unit_count(index.handle);
    std::vector<uint32_t> counts(n, 77), asked(n, 77);
    as_index_count_near(index.handle, nullptr, 0, units, nullptr, 0,
                        counts.data());
    as_index_count_near(index.handle, x.data(), 0, n, nullptr, 0, asked.data());
    std::vector<int64_t> offsets(n + 1, 0);
    for (int64_t row = 0; row < n; row++)
        offsets[row + 1] = offsets[row] + counts[row];
    std::vector<float> distances(offsets[n]);
    std::vector<int64_t> neighbors(offsets[n]);
    std::vector<double> sums(units), alone(units), of_rows(n, 0.0);
    as_index_list_near(index.handle, nullptr, 0, units, nullptr, 0,
                       offsets.data(), distances.data(), neighbors.data(),
                       sums.data());
    as_index_list_near(index.handle, nullptr, 0, units, nullptr, 0, nullptr,
                       nullptr, nullptr, alone.data());
    as_index_list_near(index.handle, x.data(), 0, n, nullptr, 0, nullptr,
                       nullptr, nullptr, of_rows.data());
    const std::string name =
        " d=" + std::to_string(d) + " n=" + std::to_string(n);
    test(("counts and lists are brute force's" + name).c_str(), [&] {
        for (int64_t row = 0; row < n; row++) {
            std::vector<std::pair<double, int64_t>> expected;
            for (int64_t other = 0; other < n; other++)
                if (other != row &&
                    squared(x, d, row, other) <= radius * radius)
                    expected.emplace_back(squared(x, d, row, other), other);
            std::sort(expected.begin(), expected.end());
            if (counts[row] != expected.size() ||
                asked[row] != expected.size() + 1)
                return false;
            for (size_t i = 0; i < expected.size(); i++)
                if (neighbors[offsets[row] + i] != expected[i].second ||
                    distances[offsets[row] + i] !=
                        static_cast<float>(std::sqrt(expected[i].first)))
                    return false;
        }
        return true;
    });
    test(("sums are those of the lists" + name).c_str(), [&] {
        const auto sum = [](const auto &values) {
            return std::accumulate(values.begin(), values.end(), 0.0);
        };
        const double expected = sum(distances);
        const auto is_near = [&](double value) {
            return std::abs(value - expected) <= 1e-9 * (1 + expected);
        };
        return is_near(sum(sums)) && is_near(sum(alone)) &&
               is_near(sum(of_rows));
    });
}

void test_clusters(int d, int64_t n, double radius, uint32_t least) {
    const std::vector<double> x = random_wide(n, d, d + 5);
    Index index;
    as_index_create_radius(d, AS_METRIC_L2, n, x.data(), radius, 1, 2,
                           &index.handle);
    const int64_t units = as_index_unit_count(index.handle);
    std::vector<uint8_t> core(32 * units, 0);
    std::vector<uint32_t> parents(32 * units), joined(2 * units, 0);
    for (size_t i = 0; i < parents.size(); i++)
        parents[i] = static_cast<uint32_t>(i);
    as_index_find_cores(index.handle, 0, units, least, core.data());
    as_index_join_cores(index.handle, 0, units, core.data(), parents.data(),
                        joined.data());
    std::vector<int32_t> labels(n);
    int64_t clusters = -1;
    as_index_label_cores(index.handle, core.data(), parents.data(),
                         labels.data(), &clusters);
    as_index_attach_near(index.handle, 0, units, core.data(), labels.data());

    std::vector<int32_t> expected(n, -1);
    std::vector<bool> is_core(n);
    for (int64_t a = 0; a < n; a++) {
        uint32_t near = 0;
        for (int64_t b = 0; b < n; b++)
            near += squared(x, d, a, b) <= radius * radius;
        is_core[a] = near >= least;
    }
    int32_t count = 0;
    for (int64_t start = 0; start < n; start++) {
        if (!is_core[start] || expected[start] >= 0)
            continue;
        std::vector<int64_t> waiting{start};
        expected[start] = count;
        while (!waiting.empty()) {
            const int64_t at = waiting.back();
            waiting.pop_back();
            for (int64_t other = 0; is_core[at] && other < n; other++) {
                if (expected[other] >= 0 ||
                    squared(x, d, at, other) > radius * radius)
                    continue;
                expected[other] = count;
                waiting.push_back(other);
            }
        }
        count++;
    }
    const std::string name =
        " d=" + std::to_string(d) + " least=" + std::to_string(least);
    test(("clusters are those of a plain search" + name).c_str(),
         [&] { return clusters == count && labels == expected; });
}

// Every call that may be long ends when nobody waits for it any more.
void test_stopping(int d) {
    const int64_t n = 500;
    const std::vector<float> narrow = random_matrix(n, d, 1);
    const std::vector<double> x(narrow.begin(), narrow.end());
    Index index;
    as_index_create_radius(d, AS_METRIC_L2, n, x.data(), 0.3, 1, 1,
                           &index.handle);
    const int64_t units = as_index_unit_count(index.handle);
    std::vector<uint32_t> counts(n), parents(32 * units), joined(2 * units);
    std::vector<int32_t> labels(n);
    std::vector<int64_t> offsets(n + 1, 0);
    std::vector<double> sums(n);
    std::vector<uint8_t> core(32 * units);
    for (size_t place = 0; place < parents.size(); place++) {
        parents[place] = static_cast<uint32_t>(place);
        core[place] = place % 2;
    }
    float distance;
    int64_t neighbor, clusters;
    const int32_t stop = 1;
    test(("calls within a radius end when they are stopped, d=" +
          std::to_string(d))
             .c_str(),
         [&] {
             as_watch_stop(&stop);
             const bool ended =
                 as_index_count_near(index.handle, nullptr, 0, units, nullptr,
                                     1, counts.data()) == AS_STOPPED &&
                 as_index_list_near(index.handle, x.data(), 0, n, nullptr, 1,
                                    offsets.data(), &distance, &neighbor,
                                    sums.data()) == AS_STOPPED &&
                 as_index_find_cores(index.handle, 0, units, 2, core.data()) ==
                     AS_STOPPED &&
                 as_index_join_cores(index.handle, 0, units, core.data(),
                                     parents.data(),
                                     joined.data()) == AS_STOPPED &&
                 as_index_label_cores(index.handle, core.data(), parents.data(),
                                      labels.data(), &clusters) == AS_STOPPED &&
                 as_index_attach_near(index.handle, 0, units, core.data(),
                                      labels.data()) == AS_STOPPED;
             as_watch_stop(nullptr);
             return ended;
         });
}

} // namespace

void test_radius() {
    test_stopping(2);
    test_stopping(20);
    test_lists(1, 100, 0);
    test_lists(2, 700, 2);
    test_lists(3, 700, 2);
    test_lists(5, 33, 5);
    test_lists(16, 300, 12);
    test_lists(20, 300, 13);
    test_clusters(2, 300, 0, 6);
    test_clusters(3, 400, 1, 5);
    test_clusters(3, 400, 3, 2);
    test_clusters(20, 200, 9, 4);
    Index flat;
    const std::vector<float> x = random_matrix(10, 2, 1);
    as_index_create_flat(2, AS_METRIC_L2, 10, x.data(), &flat.handle);
    uint32_t counts[10];
    test("other kinds are not searched within a radius", [&] {
        return as_index_count_near(flat.handle, nullptr, 0, 0, nullptr, 0,
                                   counts) == AS_UNSUPPORTED;
    });
    test("a negative radius is refused", [&] {
        const double y[2] = {0, 0};
        as_index *index = nullptr;
        return as_index_create_radius(2, AS_METRIC_IP, 1, y, 1, 2, 1, &index) ==
                   AS_INVALID_ARGUMENT &&
               as_index_create_radius(2, AS_METRIC_L2, 1, y, -1, 1, 1,
                                      &index) == AS_INVALID_ARGUMENT;
    });
}
