#include "low_centres.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <numeric>
#include <random>

#include "kernels.h"
#include "rough_order.h"
#include "stop_flag.h"

namespace {

constexpr int rounds = 25;
constexpr int64_t most_rows_of_centre = 256;

// Rows that a thread orders and assigns at once.
constexpr int64_t block_rows = 4096;

// Parts of the sample whose sums are added up on their own, and then in their
// order: the result is the same for any number of threads.
constexpr int64_t most_parts = 16, least_part_groups = 512;

// Writes rows as groups of 16, the last one filled up with its last row.
void make_groups(const float *x, const int32_t *order, int64_t rows, int32_t d,
                 float *groups) {
    for (int64_t i = 0; i < (rows + 15) / 16 * 16; i++) {
        const float *from = x + int64_t(order[std::min(i, rows - 1)]) * d;
        float *to = groups + i / 16 * d * 16 + i % 16;
        for (int32_t c = 0; c < d; c++)
            to[c * 16] = from[c];
    }
}

// Runs body(part) for all parts by OpenMP's threads, until one fails or the
// call is stopped.
template <typename Body> void for_each_part(int64_t parts, Body body) {
    const StopFlag stop = StopFlag::current();
    std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic) if (parts > 1)
    for (int64_t part = 0; part < parts; part++) {
        try {
            stop.check();
            body(part);
        } catch (...) {
#pragma omp critical
            failure = std::current_exception();
        }
    }
    if (failure)
        std::rethrow_exception(failure);
}

// `wanted` of the numbers below n, each set of them as likely, ascending.
std::vector<int32_t> draw(int64_t n, int64_t wanted, std::mt19937_64 &random) {
    std::vector<int32_t> drawn;
    drawn.reserve(wanted);
    for (int64_t i = 0; i < n && int64_t(drawn.size()) < wanted; i++) {
        const uint64_t left = uint64_t(n - i);
        const auto missing = uint64_t(wanted) - drawn.size();
        // 32 random bits, scaled: exact enough for what is only a sample.
        if ((random() >> 32) * left >> 32 < missing)
            drawn.push_back(static_cast<int32_t>(i));
    }
    return drawn;
}

class Training {
  public:
    Training(int64_t n, const float *x, int32_t d, int64_t count, int64_t seed)
        : d_(d), count_(count), random_(static_cast<uint64_t>(seed)) {
        std::vector<int32_t> rows =
            draw(n, std::min(n, count * most_rows_of_centre), random_);
        std::vector<float> sample(rows.size() * d);
        for (size_t i = 0; i < rows.size(); i++)
            std::copy_n(x + int64_t(rows[i]) * d, d, sample.data() + i * d);
        rows_ = int64_t(rows.size());
        const std::vector<int32_t> order = rough_order(sample.data(), rows_, d);
        groups_ = (rows_ + 15) / 16;
        points_.resize(groups_ * d * 16);
        make_groups(sample.data(), order.data(), rows_, d, points_.data());
        labels_.resize(groups_ * 16);
        for (const int32_t row : draw(rows_, count, random_))
            centres_.insert(centres_.end(), sample.begin() + int64_t(row) * d,
                            sample.begin() + int64_t(row + 1) * d);
        const int64_t parts =
            std::clamp<int64_t>(groups_ / least_part_groups, 1, most_parts);
        part_groups_ = (groups_ + parts - 1) / parts;
        sums_.resize(parts, std::vector<double>(count * (d + 1)));
    }

    std::vector<float> run() {
        if (rows_ > count_)
            for (int round = 0; round < rounds; round++)
                move();
        return std::move(centres_);
    }

  private:
    int32_t d_;
    int64_t count_, rows_ = 0, groups_ = 0, part_groups_ = 0;
    std::mt19937_64 random_;
    std::vector<float> points_, centres_; // [group][d][16]; [count x d]
    std::vector<int32_t> labels_;
    std::vector<std::vector<double>> sums_; // of a part: [count][d sums, rows]

    // Assigns all rows, and moves each centre to the mean of its own.
    void move() {
        const LowCentres centres(centres_.data(), count_, d_);
        for_each_part(int64_t(sums_.size()), [&](int64_t part) {
            const int64_t first = part * part_groups_;
            const int64_t end = std::min(groups_, first + part_groups_);
            if (first < end)
                centres.assign_groups(points_.data() + first * d_ * 16,
                                      end - first, labels_.data() + first * 16);
            std::fill(sums_[part].begin(), sums_[part].end(), 0.0);
            for (int64_t row = first * 16; row < std::min(rows_, end * 16);
                 row++)
                add(row, sums_[part].data() + labels_[row] * (d_ + 1));
        });
        std::vector<double> &sum = sums_[0];
        for (size_t part = 1; part < sums_.size(); part++)
            for (size_t i = 0; i < sum.size(); i++)
                sum[i] += sums_[part][i];
        for (int64_t centre = 0; centre < count_; centre++) {
            const double *own = sum.data() + centre * (d_ + 1);
            for (int32_t c = 0; own[d_] > 0 && c < d_; c++)
                centres_[centre * d_ + c] =
                    static_cast<float>(own[c] / own[d_]);
        }
        split_for_empty(sum.data());
    }

    void add(int64_t row, double *sum) const {
        const float *point = points_.data() + row / 16 * d_ * 16 + row % 16;
        for (int32_t c = 0; c < d_; c++)
            sum[c] += point[c * 16];
        sum[d_] += 1;
    }

    // As FAISS does: a centre without rows takes half of one that has many,
    // drawn by how many.
    void split_for_empty(double *sum) {
        constexpr float apart = 1.0f / 1024;
        for (int64_t empty = 0; empty < count_; empty++) {
            if (sum[empty * (d_ + 1) + d_] > 0)
                continue;
            int64_t from = 0;
            for (;; from = (from + 1) % count_) {
                const double chance =
                    (sum[from * (d_ + 1) + d_] - 1) / double(rows_ - count_);
                if (double(random_() >> 11) * 0x1p-53 < chance)
                    break;
            }
            for (int32_t c = 0; c < d_; c++) {
                const float at = centres_[from * d_ + c];
                const float sign = c % 2 == 0 ? apart : -apart;
                centres_[empty * d_ + c] = at * (1 + sign);
                centres_[from * d_ + c] = at * (1 - sign);
            }
            const double half = sum[from * (d_ + 1) + d_] / 2;
            sum[empty * (d_ + 1) + d_] = std::ceil(half);
            sum[from * (d_ + 1) + d_] = std::floor(half);
        }
    }
};

} // namespace

LowCentres::LowCentres(const float *centres, int64_t count, int32_t d)
    : count_(count), width_((count + 15) / 16 * 16), d_(d),
      at_(width_ * d, std::numeric_limits<float>::infinity()) {
    for (int64_t centre = 0; centre < count; centre++)
        for (int32_t c = 0; c < d; c++)
            at_[c * width_ + centre] = centres[centre * d + c];
}

void LowCentres::assign_groups(const float *points, int64_t groups,
                               int32_t *labels) const {
    std::vector<float> scratch(3 * (d_ + 2) * width_);
    kernels().find_centres(at_.data(), count_, d_, points, groups,
                           scratch.data(), labels);
}

void LowCentres::assign(int64_t n, const float *x, int32_t *labels) const {
    for_each_part((n + block_rows - 1) / block_rows, [&](int64_t block) {
        const int64_t first = block * block_rows;
        const int64_t rows = std::min(block_rows, n - first);
        const int64_t groups = (rows + 15) / 16;
        const float *from = x + first * d_;
        const std::vector<int32_t> order = rough_order(from, rows, d_);
        std::vector<float> points(groups * d_ * 16);
        std::vector<int32_t> found(groups * 16);
        make_groups(from, order.data(), rows, d_, points.data());
        assign_groups(points.data(), groups, found.data());
        for (int64_t i = 0; i < rows; i++)
            labels[first + order[i]] = found[i];
    });
}

std::vector<float> train_low_centres(int64_t n, const float *x, int32_t d,
                                     int64_t count, int64_t seed) {
    return Training(n, x, d, count, seed).run();
}
