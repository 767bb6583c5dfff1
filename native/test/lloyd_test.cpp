// A round of k-means, by differences and by products, against plain loops in
// float64.
#include "native_test.h"

namespace {

void test_step(int64_t n, int d, int k) {
    const auto x = random_matrix(n, d, 1), centres = random_matrix(k, d, 2);
    std::vector<int32_t> labels(n, -2);
    std::vector<float> distances(n, -2);
    std::vector<double> sums(k * d, 0), wanted_sums(k * d, 0);
    std::vector<int64_t> counts(k, 0), wanted_counts(k, 0);
    const std::string what =
        "a round of k-means is right: d=" + std::to_string(d) +
        " k=" + std::to_string(k);
    test(what.c_str(), [&] {
        if (as_lloyd_step(x.data(), n, d, centres.data(), k, labels.data(),
                          distances.data(), sums.data(),
                          counts.data()) != AS_OK)
            return false;
        for (int64_t row = 0; row < n; row++) {
            double least = INFINITY, given = 0;
            for (int centre = 0; centre < k; centre++) {
                double sum = 0;
                for (int c = 0; c < d; c++)
                    sum += std::pow(
                        double(x[row * d + c]) - centres[centre * d + c], 2);
                least = std::min(least, sum);
                if (centre == labels[row])
                    given = sum;
            }
            if (!(given <= least * (1 + 1e-6)) ||
                !(std::fabs(distances[row] - std::sqrt(given)) <=
                  1e-6 * std::sqrt(given)))
                return false;
            wanted_counts[labels[row]]++;
            for (int c = 0; c < d; c++)
                wanted_sums[labels[row] * d + c] += x[row * d + c];
        }
        return sums == wanted_sums && counts == wanted_counts;
    });
}

} // namespace

void test_lloyd() {
    for (const int d : {3, 16, 40, 130})
        for (const int k : cases({1, 31, 55, 100, 200}, {1, 31, 100}))
            test_step(rows_of(700, 200), d, k);
}
