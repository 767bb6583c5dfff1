// What float32 found, measured again in float64.
#include <algorithm>

#include "native_test.h"

namespace {

constexpr int d = 20, k = 4, found = 24;

// Rows in places 1e6 apart, as near together in each as is said.
std::vector<double> places(int64_t n, double spread) {
    std::mt19937_64 generator(5);
    std::uniform_real_distribution<double> uniform;
    std::vector<double> x(n * d);
    for (int64_t i = 0; i < n * d; i++)
        x[i] = 1e6 * double(i / d % 3) + spread * uniform(generator);
    return x;
}

// The rows of the k nearest, and their distances, by plain loops.
Answer nearest(const std::vector<double> &x) {
    const int64_t n = x.size() / d;
    Answer answer(n, k);
    for (int64_t row = 0; row < n; row++) {
        std::vector<std::pair<double, int64_t>> all;
        for (int64_t other = 0; other < n; other++) {
            double sum = 0;
            for (int c = 0; c < d; c++)
                sum += std::pow(x[row * d + c] - x[other * d + c], 2);
            if (other != row)
                all.emplace_back(sum, other);
        }
        std::sort(all.begin(), all.end());
        for (int j = 0; j < k; j++) {
            answer.distances[row * k + j] =
                static_cast<float>(std::sqrt(all[j].first));
            answer.neighbors[row * k + j] = all[j].second;
        }
    }
    return answer;
}

// What is proven of the candidates that float32 finds, all of it right, and
// what comparing with everything finds.
void test_spread(double spread, int64_t least, int64_t most) {
    const std::string what = ", rows apart by " + std::to_string(spread);
    const auto x = places(300, spread);
    const int64_t n = x.size() / d;
    const std::vector<float> narrow(x.begin(), x.end());
    Index flat;
    as_index_create_flat(d, AS_METRIC_L2, n, narrow.data(), &flat.handle);
    const Answer seen = search(flat, narrow, d, found, 0);
    const Answer wanted = nearest(x);
    std::vector<int64_t> rows(n);
    for (int64_t row = 0; row < n; row++)
        rows[row] = row;
    Answer told(n, k);
    std::vector<uint8_t> proven(n, 7), invalid(n, 0);
    as_measure_wide(x.data(), x.data(), nullptr, d, rows.data(), n,
                    seen.neighbors.data(), seen.distances.data(), found, k,
                    told.distances.data(), told.neighbors.data(),
                    proven.data());
    test(("what is proven is right" + what).c_str(), [&] {
        for (int64_t row = 0; row < n; row++)
            for (int j = 0; proven[row] && j < k; j++)
                if (told.neighbors[row * k + j] !=
                        wanted.neighbors[row * k + j] ||
                    told.distances[row * k + j] !=
                        wanted.distances[row * k + j])
                    return false;
        return true;
    });
    test(("as much is proven as can be" + what).c_str(), [&] {
        const int64_t count = std::count(proven.begin(), proven.end(), 1);
        return count >= least && count <= most;
    });
    test(("all rows compared in float64 are right" + what).c_str(), [&] {
        Answer all(n, k);
        return as_search_wide(x.data(), invalid.data(), n, x.data(), d,
                              rows.data(), n, 0, k, all.distances.data(),
                              all.neighbors.data()) == AS_OK &&
               all == wanted;
    });
}

} // namespace

void test_wide_rows() {
    test_spread(1000, 300, 300);
    test_spread(3, 100, 299);
    test_spread(0.01, 100, 100);
    test("rows that are marked are no neighbours, and fewer are padded", [] {
        const double x[] = {0, 1, 2};
        const uint8_t invalid[] = {0, 1, 0};
        const int64_t row = 0;
        float distances[3];
        int64_t neighbors[3];
        as_search_wide(x, invalid, 3, x, 1, &row, 1, 1, 3, distances,
                       neighbors);
        return neighbors[0] == 0 && neighbors[1] == 2 && neighbors[2] == -1 &&
               distances[1] == 2 && std::isnan(distances[2]);
    });
    test("all candidates there are prove themselves", [] {
        const double x[] = {1e9, 1e9 + 1, 1e9 + 3};
        const int64_t row = 0, candidates[] = {2, 1, -1};
        const float seen[] = {0, 0, NAN};
        float distances[2];
        int64_t neighbors[2];
        uint8_t proven = 0;
        as_measure_wide(x, x, nullptr, 1, &row, 1, candidates, seen, 3, 2,
                        distances, neighbors, &proven);
        return proven == 1 && neighbors[0] == 1 && distances[0] == 1 &&
               neighbors[1] == 2 && distances[1] == 3;
    });
    test("the proof knows that rows were centred before they were narrowed",
         [] {
             const double x[] = {1e9, 1e9 + 1, 1e9 + 3}, centre = 1e9 - 1;
             const int64_t row = 0, candidates[] = {1, 2};
             const float seen[] = {1, 3};
             float distance;
             int64_t neighbor;
             const auto is_proven = [&](const double *subtracted) {
                 uint8_t proven = 7;
                 as_measure_wide(x, x, subtracted, 1, &row, 1, candidates, seen,
                                 2, 1, &distance, &neighbor, &proven);
                 return proven == 1 && neighbor == 1 && distance == 1;
             };
             return is_proven(&centre) && !is_proven(nullptr);
         });
    test("equal rows need no more proof than that", [] {
        const double x[] = {1e9, 1e9, 1e9};
        const int64_t row = 0, candidates[] = {1, 2};
        const float seen[] = {0, 0};
        float distance;
        int64_t neighbor;
        uint8_t proven = 0;
        as_measure_wide(x, x, nullptr, 1, &row, 1, candidates, seen, 2, 1,
                        &distance, &neighbor, &proven);
        return proven == 1 && neighbor == 1 && distance == 0;
    });
}
