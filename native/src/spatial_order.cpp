#include "spatial_order.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "panels.h"

namespace {

// The side on which some rows are spread furthest.
int32_t widest_side(const float *x, int32_t d, const int32_t *begin,
                    const int32_t *end) {
    int32_t widest = 0;
    float width = -1;
    for (int32_t c = 0; c < d; c++) {
        float low = x[int64_t(*begin) * d + c], high = low;
        for (const int32_t *row = begin; row < end; row++) {
            low = std::min(low, x[int64_t(*row) * d + c]);
            high = std::max(high, x[int64_t(*row) * d + c]);
        }
        if (high - low > width) {
            width = high - low;
            widest = c;
        }
    }
    return widest;
}

void halve(const float *x, int32_t d, int32_t *begin, int32_t *end) {
    const int64_t panels = (end - begin + panel_rows - 1) / panel_rows;
    if (panels < 2)
        return;
    const int32_t side = widest_side(x, d, begin, end);
    const auto key = [&](int32_t row) {
        return std::pair(x[int64_t(row) * d + side], row);
    };
    int32_t *middle = begin + panels / 2 * panel_rows;
    std::nth_element(begin, middle, end,
                     [&](int32_t a, int32_t b) { return key(a) < key(b); });
    halve(x, d, begin, middle);
    halve(x, d, middle, end);
}

} // namespace

std::vector<int32_t> spatial_order(const float *x, int64_t rows, int32_t d) {
    std::vector<int32_t> order(rows);
    std::iota(order.begin(), order.end(), 0);
    halve(x, d, order.data(), order.data() + rows);
    return order;
}
