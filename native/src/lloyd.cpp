// The C interface to k-means, and its first centres.
#include "lloyd.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "kernels.h"
#include "status.h"

namespace {

// The same numbers from 0 to below 1 on every machine.
class Draws {
  public:
    explicit Draws(int64_t seed) : generator_(seed) {}
    double next() { return double(generator_() >> 11) * 0x1p-53; }

  private:
    std::mt19937_64 generator_;
};

struct Sample {
    const float *x;
    int64_t n;
    int32_t d;
};

// What is left of each row's squared distance once `centre` is there too.
double lessen(const Sample &sample, const std::vector<float> &left,
              const float *centre, std::vector<float> &out) {
    double sum = 0;
    for (int64_t row = 0; row < sample.n; row++) {
        const float *x = sample.x + row * sample.d;
        float distance = 0;
        for (int32_t c = 0; c < sample.d; c++)
            distance += (x[c] - centre[c]) * (x[c] - centre[c]);
        out[row] = std::min(left[row], distance);
        sum += out[row];
    }
    return sum;
}

int64_t draw_row(const std::vector<float> &left, double sum, Draws &draws) {
    double rest = draws.next() * sum;
    int64_t last = 0;
    for (size_t row = 0; row < left.size(); row++) {
        if (left[row] <= 0)
            continue;
        last = static_cast<int64_t>(row);
        rest -= left[row];
        if (rest < 0)
            break;
    }
    return last;
}

// k-means++ (Arthur and Vassilvitskii, 2007): a row becomes a centre with a
// probability that grows with its squared distance from those there are; of
// `trials` drawn so, the one that leaves the least.
void seed_centres(const Sample &sample, int32_t k, int32_t trials, int64_t seed,
                  float *centres) {
    const int32_t d = sample.d;
    Draws draws(seed);
    std::vector<float> left(sample.n, std::numeric_limits<float>::infinity());
    std::vector<float> tried(sample.n), best(sample.n);
    const auto row_of = [&](int64_t row) { return sample.x + row * d; };
    const auto first = static_cast<int64_t>(draws.next() * sample.n);
    std::copy_n(row_of(first), d, centres);
    double sum = lessen(sample, left, row_of(first), left);
    for (int32_t centre = 1; centre < k; centre++) {
        double least = std::numeric_limits<double>::infinity();
        int64_t chosen = 0;
        for (int32_t trial = 0; trial < trials; trial++) {
            const int64_t row = draw_row(left, sum, draws);
            const double rest = lessen(sample, left, row_of(row), tried);
            if (rest < least) {
                least = rest;
                chosen = row;
                best.swap(tried);
            }
        }
        left.swap(best);
        sum = least;
        std::copy_n(row_of(chosen), d, centres + int64_t(centre) * d);
    }
}

} // namespace

extern "C" {

as_status as_lloyd_seed(const float *x, int64_t n, int32_t d, int32_t k,
                        int32_t trials, int64_t seed, float *centres) {
    return guarded([&] {
        require(d > 0 && k > 0 && trials > 0,
                "d, k and trials must be positive");
        require(n >= k, "There must be k rows at least");
        seed_centres({x, n, d}, k, trials, seed, centres);
    });
}

as_status as_lloyd_step(const float *x, int64_t rows, int32_t d,
                        const float *centres, int32_t k, int32_t *labels,
                        float *distances, double *sums, int64_t *counts) {
    return guarded([&] {
        require(rows >= 0, "rows must not be negative");
        require(d > 0 && k > 0, "d and k must be positive");
        kernels().lloyd_step(
            {x, rows, d, centres, k, labels, distances, sums, counts});
    });
}

} // extern "C"
