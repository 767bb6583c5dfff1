#include "spatial_order.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "candidate.h"
#include "panels.h"

namespace {

// Rows that lie close together, panel by panel.
class Ordering {
  public:
    Ordering(const float *x, int32_t d, int64_t rows)
        : x_(x), d_(d), keys_(rows) {}

    void halve(int32_t *begin, int32_t *end) {
        const int64_t panels = (end - begin + panel_rows - 1) / panel_rows;
        if (panels < 2)
            return;
        const int32_t side = widest_side(begin, end);
        // Numbers are compared one after the other in memory, and NaN too has
        // its place among them.
        const int64_t count = end - begin, half = panels / 2 * panel_rows;
        for (int64_t i = 0; i < count; i++)
            keys_[i] = candidate_key(x_[int64_t(begin[i]) * d_ + side],
                                     static_cast<uint32_t>(begin[i]));
        std::nth_element(keys_.begin(), keys_.begin() + half,
                         keys_.begin() + count);
        for (int64_t i = 0; i < count; i++)
            begin[i] = static_cast<int32_t>(key_id(keys_[i]));
        halve(begin, begin + half);
        halve(begin + half, end);
    }

  private:
    const float *x_;
    int32_t d_;
    std::vector<int64_t> keys_;

    // The side on which some rows are spread furthest.
    int32_t widest_side(const int32_t *begin, const int32_t *end) const {
        int32_t widest = 0;
        float width = -1;
        for (int32_t c = 0; c < d_; c++) {
            float low = x_[int64_t(*begin) * d_ + c], high = low;
            for (const int32_t *row = begin; row < end; row++) {
                const float value = x_[int64_t(*row) * d_ + c];
                low = std::min(low, value);
                high = std::max(high, value);
            }
            if (high - low > width) {
                width = high - low;
                widest = c;
            }
        }
        return widest;
    }
};

} // namespace

std::vector<int32_t> spatial_order(const float *x, int64_t rows, int32_t d) {
    std::vector<int32_t> order(rows);
    std::iota(order.begin(), order.end(), 0);
    Ordering(x, d, rows).halve(order.data(), order.data() + rows);
    return order;
}
