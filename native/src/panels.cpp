#include "panels.h"

#include <algorithm>

#include "unaligned.h"

void make_panels(const float *x, int64_t rows, int32_t dimension,
                 float *panels) {
    for (int64_t row = 0; row < panel_floats(rows, 1); row++) {
        const float *from = x + std::min(row, rows - 1) * dimension;
        float *to = panels + row / panel_rows * panel_rows * dimension +
                    row % panel_rows;
        for (int32_t c = 0; c < dimension; c++)
            to[int64_t(c) * panel_rows] = load_unaligned(from + c);
    }
}
