#include "boxed_panels.h"

#include <algorithm>
#include <limits>

void make_panel_boxes(const float *panels, int64_t rows, int32_t dimension,
                      float *lows, float *highs) {
    const int64_t boxes = panel_boxes(rows);
    std::fill_n(lows, dimension * boxes,
                std::numeric_limits<float>::infinity());
    std::fill_n(highs, dimension * boxes,
                -std::numeric_limits<float>::infinity());
    for (int64_t panel = 0; panel * panel_rows < rows; panel++) {
        for (int32_t c = 0; c < dimension; c++) {
            const float *values = panels + (panel * dimension + c) * panel_rows;
            const auto [low, high] =
                std::minmax_element(values, values + panel_rows);
            lows[c * boxes + panel] = *low;
            highs[c * boxes + panel] = *high;
        }
    }
}
