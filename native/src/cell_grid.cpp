#include "cell_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "earth.h"

namespace {

constexpr double largest = std::numeric_limits<double>::max();
constexpr double radians = std::numbers::pi / 180;
// Along a meridian.
constexpr double metres_of_degree = earth_radius * radians;

} // namespace

CellGrid::CellGrid(int32_t d, bool is_on_earth, double size)
    : d_(d), is_on_earth_(is_on_earth),
      size_(is_on_earth ? std::min(180.0, size / metres_of_degree) : size),
      most_(is_on_earth || size_ >= 1 ? largest : largest * size_) {}

void CellGrid::cells_of(const double *x, int64_t rows, RingWidths &widths,
                        double *cells) const {
    if (is_on_earth_)
        return rings_of(x, rows, widths, cells);
    // One of the two zeros: cells are compared by their bits.
    for (int64_t i = 0; i < rows * d_; i++)
        cells[i] = floor_of(x[i] / size_) + 0.0;
}

void CellGrid::rings_of(const double *x, int64_t rows, RingWidths &widths,
                        double *cells) const {
    for (int64_t row = 0; row < rows; row++) {
        const double ring = floor_of(x[2 * row] / size_) + 0.0;
        const double turned = x[2 * row + 1] + 180;
        const double longitude = turned >= 360 ? turned - 360 : turned;
        const double width =
            widths.of(ring, [&](double which) { return width_of(which); });
        cells[2 * row] = ring;
        cells[2 * row + 1] = floor_of(longitude / width);
    }
}

double CellGrid::middle_of(double ring) const {
    return std::clamp((ring + 0.5) * size_, -90.0, 90.0);
}

double CellGrid::width_of(double ring) const {
    const double around = 360 * std::cos(middle_of(ring) * radians);
    return 360 / std::max(1.0, floor_of(around / size_ + 0.5));
}

void CellGrid::centre_of(const double *cell, double *centre) const {
    if (is_on_earth_) {
        centre[0] = middle_of(cell[0]);
        centre[1] = (cell[1] + 0.5) * width_of(cell[0]) - 180;
        return;
    }
    for (int32_t c = 0; c < d_; c++)
        centre[c] = std::clamp((cell[c] + 0.5) * size_, -largest, largest);
}
