#include "rough_order.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace {

constexpr int key_bits = 22, pass_bits = 11;

// Where the cells of one dimension lie.
struct Side {
    float low, scale;
};

// Most rows are within so many standard deviations; far outliers share the
// outermost cells.
constexpr double spread = 2.5;

std::vector<Side> sides_of(const float *x, int64_t rows, int32_t d,
                           float cells) {
    std::vector<double> sums(d), squares(d);
    for (int64_t row = 0; row < rows; row++)
        for (int32_t c = 0; c < d; c++) {
            const double value = double(x[row * d + c]) - x[c];
            sums[c] += value;
            squares[c] += value * value;
        }
    std::vector<Side> sides;
    for (int32_t c = 0; c < d; c++) {
        const double mean = sums[c] / double(rows);
        const double variance = squares[c] / double(rows) - mean * mean;
        const double reach = spread * std::sqrt(std::max(variance, 0.0));
        sides.push_back(
            {static_cast<float>(x[c] + mean - reach),
             reach > 0 ? static_cast<float>(cells / (2 * reach)) : 0.0f});
    }
    return sides;
}

// Bits of a cell's number, d apart.
std::vector<uint32_t> spread_bits(int bits, int32_t d) {
    std::vector<uint32_t> spread(size_t(1) << bits, 0);
    for (size_t cell = 0; cell < spread.size(); cell++)
        for (int bit = 0; bit < bits; bit++)
            spread[cell] |= uint32_t(cell >> bit & 1) << (bit * d);
    return spread;
}

struct Row {
    uint32_t key;
    int32_t number;
};

void sort_by(const std::vector<Row> &from, int shift, std::vector<Row> &to) {
    std::vector<int32_t> next(1 << pass_bits, 0);
    const uint32_t mask = (1u << pass_bits) - 1;
    for (const Row &row : from)
        next[row.key >> shift & mask]++;
    int32_t before = 0;
    for (int32_t &count : next)
        before += std::exchange(count, before);
    for (const Row &row : from)
        to[next[row.key >> shift & mask]++] = row;
}

} // namespace

std::vector<int32_t> rough_order(const float *x, int64_t rows, int32_t d) {
    const int bits = std::min(pass_bits, key_bits / d);
    const float last = static_cast<float>((1 << bits) - 1);
    const std::vector<Side> sides = sides_of(x, rows, d, last + 1);
    const std::vector<uint32_t> spread = spread_bits(bits, d);
    std::vector<Row> keyed(rows), other(rows);
    for (int64_t row = 0; row < rows; row++) {
        uint32_t key = 0;
        for (int32_t c = 0; c < d; c++) {
            const float place =
                (x[row * d + c] - sides[c].low) * sides[c].scale;
            // NaN is in the first cell.
            const float cell = place > 0 ? std::min(place, last) : 0.0f;
            key |= spread[static_cast<size_t>(cell)] << c;
        }
        keyed[row] = {key, static_cast<int32_t>(row)};
    }
    sort_by(keyed, 0, other);
    sort_by(other, pass_bits, keyed);
    std::vector<int32_t> order(rows);
    for (int64_t i = 0; i < rows; i++)
        order[i] = keyed[i].number;
    return order;
}
