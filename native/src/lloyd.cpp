// The C interface to k-means, and its first centres.
#include "lloyd.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "centre_index.h"
#include "kernels.h"
#include "status.h"
#include "thread_count.h"

namespace {

// The same numbers from 0 to below 1 on every machine, others for each centre.
class Draws {
  public:
    Draws(int64_t seed, int32_t centre)
        : generator_(static_cast<uint64_t>(seed) * 0x9e3779b97f4a7c15u +
                     static_cast<uint64_t>(centre)) {}
    double next() { return double(generator_() >> 11) * 0x1p-53; }

  private:
    std::mt19937_64 generator_;
};

double sum_of(const float *left, int64_t n) {
    double sum = 0;
    for (int64_t row = 0; row < n; row++)
        sum += left[row];
    return sum;
}

// A row, drawn by what is left of it.
int64_t draw_row(const float *left, int64_t n, double sum, Draws &draws) {
    double rest = draws.next() * sum;
    int64_t last = 0;
    for (int64_t row = 0; row < n; row++) {
        if (left[row] <= 0)
            continue;
        last = row;
        rest -= left[row];
        if (rest < 0)
            break;
    }
    return last;
}

// k-means++ (Arthur and Vassilvitskii, 2007): a row becomes a centre with a
// probability that grows with its squared distance from those there are; of
// `trials` drawn so, the one that leaves the least.
class Seeding {
  public:
    Seeding(const float *x, int64_t n, int32_t d, float *left)
        : x_(x), n_(n), d_(d), left_(left), tried_(n), best_(n) {}

    void choose_first(Draws &draws, float *centre) {
        std::fill(left_, left_ + n_, std::numeric_limits<float>::infinity());
        take(static_cast<int64_t>(draws.next() * static_cast<double>(n_)),
             left_, centre);
    }

    void choose_next(int32_t trials, Draws &draws, float *centre) {
        const double sum = sum_of(left_, n_);
        double least = std::numeric_limits<double>::infinity();
        int64_t chosen = 0;
        for (int32_t trial = 0; trial < trials; trial++) {
            const int64_t row = draw_row(left_, n_, sum, draws);
            take(row, tried_.data(), centre);
            const double rest = sum_of(tried_.data(), n_);
            if (rest < least) {
                least = rest;
                chosen = row;
                best_.swap(tried_);
            }
        }
        std::copy(best_.begin(), best_.end(), left_);
        std::copy_n(x_ + chosen * d_, d_, centre);
    }

  private:
    const float *x_;
    int64_t n_;
    int32_t d_;
    float *left_;
    std::vector<float> tried_, best_;

    // What is left of each row once this one is a centre too.
    void take(int64_t row, float *out, float *centre) {
        std::copy_n(x_ + row * d_, d_, centre);
        kernels().lessen_distances(x_, n_, d_, centre, left_, out);
    }
};

// Whether products take less time, with all that makes them exact. For 8,192
// rows both took the same with 160 centres in 16 dimensions, 115 in 32, 80 in
// 64, 55 in 128 and 46 in 256, much alike by avx2, avx512 and amx.
bool do_products_pay(int32_t d, int32_t k) {
    return d >= 16 && k >= 40 + 2000 / d;
}

// The same step, the nearest centre told by products.
void take_step_by_products(const LloydStep &step) {
    const ThreadCount one(1);
    CentreIndex centres(step.d, faiss::METRIC_L2);
    centres.add(step.k, step.centres);
    std::vector<float> near(step.rows);
    std::vector<faiss::idx_t> labels(step.rows);
    centres.search(step.rows, step.x, 1, near.data(), labels.data(), nullptr);
    for (int64_t row = 0; row < step.rows; row++) {
        // None is near where numbers leave float32.
        const auto label =
            static_cast<int32_t>(std::max<faiss::idx_t>(labels[row], 0));
        const float *x = step.x + row * step.d;
        const float *centre = step.centres + int64_t(label) * step.d;
        float squared;
        kernels().measure_rows(x, &centre, 1, step.d, false, &squared);
        step.labels[row] = label;
        step.distances[row] = std::sqrt(squared);
        step.counts[label]++;
        double *sum = step.sums + int64_t(label) * step.d;
        for (int32_t c = 0; c < step.d; c++)
            sum[c] += x[c];
    }
}

} // namespace

extern "C" {

as_status as_lloyd_seed(const float *x, int64_t n, int32_t d, int32_t first,
                        int32_t count, int32_t trials, int64_t seed,
                        float *left, float *centres) {
    return guarded([&] {
        require(d > 0 && trials > 0, "d and trials must be positive");
        require(first >= 0 && count >= 0,
                "first and count must not be negative");
        require(n >= int64_t(first) + count,
                "There must be a row for each centre at least");
        Seeding seeding(x, n, d, left);
        for (int32_t centre = first; centre < first + count; centre++) {
            Draws draws(seed, centre);
            float *out = centres + int64_t(centre) * d;
            if (centre == 0)
                seeding.choose_first(draws, out);
            else
                seeding.choose_next(trials, draws, out);
        }
    });
}

as_status as_lloyd_step(const float *x, int64_t rows, int32_t d,
                        const float *centres, int32_t k, int32_t *labels,
                        float *distances, double *sums, int64_t *counts) {
    return guarded([&] {
        require(rows >= 0, "rows must not be negative");
        require(d > 0 && k > 0, "d and k must be positive");
        const LloydStep step{x,      rows,      d,    centres, k,
                             labels, distances, sums, counts};
        if (do_products_pay(d, k))
            take_step_by_products(step);
        else
            kernels().lloyd_step(step);
    });
}

} // extern "C"
