// Trees over float64: data finer than float32, and places on the Earth.
#include <algorithm>
#include <numbers>

#include "native_test.h"

namespace {

using Matrix = std::vector<double>;

Matrix random_wide(int64_t n, int d, unsigned seed, double offset) {
    std::mt19937_64 generator(seed);
    std::uniform_real_distribution<double> uniform;
    Matrix x(n * d);
    for (double &value : x)
        value = uniform(generator) + offset * (generator() % 2);
    return x;
}

// Squared distances of one row to all, its own infinite, in order.
std::vector<std::pair<double, int64_t>> nearest(const Matrix &x, int d,
                                                int64_t row) {
    const int64_t n = x.size() / d;
    std::vector<std::pair<double, int64_t>> found;
    for (int64_t other = 0; other < n; other++) {
        double sum = 0;
        for (int c = 0; c < d; c++) {
            const double gap = x[other * d + c] - x[row * d + c];
            sum += gap * gap;
        }
        if (other != row)
            found.emplace_back(std::sqrt(sum), other);
    }
    std::sort(found.begin(), found.end());
    return found;
}

void test_against_brute_force(int d, int k) {
    const int64_t n = 500;
    const Matrix x = random_wide(n, d, d + k, 1e8);
    Index tree;
    as_index_create_tree_wide(d, AS_METRIC_L2, n, x.data(), 2, &tree.handle);
    Answer units(n, k), queries(n, k);
    as_index_search_units(tree.handle, 0, as_index_unit_count(tree.handle),
                          nullptr, k, 0, nullptr, units.distances.data(),
                          units.neighbors.data());
    as_index_search_wide(tree.handle, x.data(), n, 0, nullptr, k,
                         queries.distances.data(), queries.neighbors.data());
    const std::string size =
        " d=" + std::to_string(d) + " k=" + std::to_string(k);
    test(("a wide tree by units answers as by queries" + size).c_str(),
         [&] { return units == queries; });
    test(("a wide tree tells apart what float32 cannot" + size).c_str(), [&] {
        for (int64_t row = 0; row < n; row += 7) {
            const auto expected = nearest(x, d, row);
            for (int j = 0; j < k && j < n - 1; j++) {
                const auto &[distance, neighbor] = expected[j];
                const int64_t at = row * k + j;
                if (queries.neighbors[at] != neighbor ||
                    queries.distances[at] != static_cast<float>(distance))
                    return false;
            }
        }
        return true;
    });
}

// Rows so far apart that float32 finds the right ones, at rough distances.
void test_mixed_tree(int d, int k) {
    const int64_t n = 500;
    const Matrix x = random_wide(n, d, d + k, 0);
    Index tree;
    as_index_create_tree_mixed(d, n, x.data(), nullptr, 2, &tree.handle);
    Answer units(n, k), queries(n, k);
    as_index_search_units(tree.handle, 0, as_index_unit_count(tree.handle),
                          nullptr, k, 0, nullptr, units.distances.data(),
                          units.neighbors.data());
    as_index_search_wide(tree.handle, x.data(), n, 0, nullptr, k,
                         queries.distances.data(), queries.neighbors.data());
    const std::string size =
        " d=" + std::to_string(d) + " k=" + std::to_string(k);
    test(("a mixed tree by units answers as by queries" + size).c_str(),
         [&] { return units == queries; });
    test(("a mixed tree tells distances in float64" + size).c_str(), [&] {
        for (int64_t row = 0; row < n; row += 7) {
            const auto expected = nearest(x, d, row);
            for (int j = 0; j < k && j < n - 1; j++)
                if (queries.distances[row * k + j] !=
                    static_cast<float>(expected[j].first))
                    return false;
        }
        return true;
    });
}

// Most rows at 1e9, which is subtracted, and some within 1e-9 of 0: all of
// those are one place in float32.
void test_far_cluster(int d, int k) {
    const int64_t n = 600;
    Matrix x = random_wide(n, d, d + k, 0);
    for (int64_t row = 0; row < n; row++)
        for (int c = 0; c < d; c++) {
            double &value = x[row * d + c];
            value = row % 8 == 0 ? 1e-9 * value : 1e9 + value;
        }
    const Matrix centre(d, 1e9);
    Index tree;
    as_index_create_tree_mixed(d, n, x.data(), centre.data(), 2, &tree.handle);
    Answer units(n, k), queries(n, k);
    as_index_search_units(tree.handle, 0, as_index_unit_count(tree.handle),
                          nullptr, k, 0, nullptr, units.distances.data(),
                          units.neighbors.data());
    as_index_search_wide(tree.handle, x.data(), n, 0, nullptr, k,
                         queries.distances.data(), queries.neighbors.data());
    const std::string size =
        " d=" + std::to_string(d) + " k=" + std::to_string(k);
    test(("a far cluster by units answers as by queries" + size).c_str(),
         [&] { return units == queries; });
    test(("a mixed tree tells who is nearest in a far cluster" + size).c_str(),
         [&] {
             for (int64_t row = 0; row < n; row += 4) {
                 const auto expected = nearest(x, d, row);
                 for (int j = 0; j < k; j++)
                     if (queries.distances[row * k + j] !=
                         static_cast<float>(expected[j].first))
                         return false;
             }
             return true;
         });
}

// Distances between places [n x 2], first to each other.
std::vector<float> arcs(const Matrix &degrees) {
    const int64_t n = degrees.size() / 2;
    Matrix vectors(n * 3);
    std::vector<uint8_t> invalid(n);
    as_unit_vectors(degrees.data(), n, vectors.data(), invalid.data());
    Index tree;
    as_index_create_tree_wide(3, AS_METRIC_HAVERSINE, n, vectors.data(), 1,
                              &tree.handle);
    Answer answer(1, static_cast<int>(n - 1));
    as_index_search_wide(tree.handle, vectors.data(), 1, 0, nullptr,
                         static_cast<int>(n - 1), answer.distances.data(),
                         answer.neighbors.data());
    return answer.distances;
}

bool near(double found, double wanted) {
    return std::fabs(found - wanted) <= 1e-6 * wanted;
}

} // namespace

void test_wide_trees() {
    for (const int d : cases({1, 2, 3, 5, 16}, {1, 3, 5, 16}))
        for (const int k : cases({1, 8, 10, 33, 600}, {1, 10, 33}))
            test_against_brute_force(d, k);
    for (const int d : cases({2, 3, 8}, {3, 8}))
        for (const int k : cases({1, 10, 600}, {1, 10}))
            test_mixed_tree(d, k);
    for (const int d : cases({1, 2, 3, 8}, {3, 8}))
        for (const int k : cases({1, 10, 20, 60}, {1, 20}))
            test_far_cluster(d, k);
    const double degree = 6371008.8 * std::numbers::pi / 180;
    test("arcs are in metres, from a millimetre to half round the Earth", [&] {
        return near(arcs({0, 0, 1e-8, 0})[0], 1e-8 * degree) &&
               near(arcs({0, 0, 0, 180})[0], 180 * degree) &&
               near(arcs({30, 20, -30, -160})[0], 180 * degree);
    });
    test("arcs cross the date line and the poles", [&] {
        return near(arcs({0, 179.5, 0, -179.5})[0], degree) &&
               near(arcs({0, 359.5, 0, 0.5})[0], degree) &&
               near(arcs({89.5, 0, 89.5, 180})[0], degree) &&
               arcs({90, 0, 90, 123})[0] == 0 &&
               arcs({5, 180, 5, -180})[0] == 0 && arcs({5, 0, 5, 360})[0] == 0;
    });
    test("places outside the Earth are marked, and nulls stay marked", [] {
        const double degrees[] = {90.1,   0,   0,    360.1, 0,
                                  -180.1, -90, -180, 0,     0};
        double vectors[15];
        uint8_t invalid[] = {0, 0, 0, 0, 1};
        as_unit_vectors(degrees, 5, vectors, invalid);
        const uint8_t expected[] = {2, 2, 2, 0, 1};
        return std::memcmp(invalid, expected, 5) == 0 && vectors[0] == 0 &&
               vectors[11] == -1;
    });
    test("as_pack_column_wide keeps what float32 would lose", [] {
        const double values[] = {1e8 + 1.0 / 1024, NAN, 1e19};
        const double centre = 1e7;
        double out[6] = {};
        uint8_t invalid[3] = {};
        as_pack_column_wide(AS_TYPE_FLOAT64, values, nullptr, 0, 3, 1, &centre,
                            1, AS_TYPE_FLOAT32, out, 2, 1, invalid, nullptr);
        return out[1] == 9e7 + 1.0 / 1024 && invalid[0] == 0 &&
               invalid[1] == 1 && invalid[2] == 1;
    });
    test("as_pack_column_wide takes what float64 can square", [] {
        const double values[] = {1e153, 1e155, INFINITY, 1e-300};
        double out[4], magnitudes[] = {INFINITY, 0, 0, 0};
        uint8_t invalid[4] = {};
        as_pack_column_wide(AS_TYPE_FLOAT64, values, nullptr, 0, 4, 1, nullptr,
                            1, AS_TYPE_FLOAT64, out, 1, 0, invalid, magnitudes);
        return out[0] == 1e153 && invalid[0] == 0 && invalid[1] == 1 &&
               invalid[2] == 1 && invalid[3] == 0 && magnitudes[0] == 1e-300 &&
               magnitudes[1] == 1e155;
    });
    test("a wide tree is told from a narrow one", [] {
        const Matrix x = random_wide(9, 3, 1, 0);
        const auto narrow = random_matrix(9, 3, 1);
        Index tree, wide;
        as_index_create_tree(3, 9, narrow.data(), 1, &tree.handle);
        as_index_create_tree_wide(3, AS_METRIC_L2, 9, x.data(), 1,
                                  &wide.handle);
        float distance;
        int64_t neighbor;
        as_index *none = nullptr;
        return as_index_search(wide.handle, narrow.data(), 1, -1, nullptr, 1, 0,
                               &distance, &neighbor) == AS_UNSUPPORTED &&
               as_index_search_wide(tree.handle, x.data(), 1, -1, nullptr, 1,
                                    &distance, &neighbor) == AS_UNSUPPORTED &&
               as_index_create_tree_wide(2, AS_METRIC_HAVERSINE, 9, x.data(), 1,
                                         &none) == AS_INVALID_ARGUMENT &&
               as_index_create_tree_wide(3, AS_METRIC_IP, 9, x.data(), 1,
                                         &none) == AS_INVALID_ARGUMENT;
    });
}
