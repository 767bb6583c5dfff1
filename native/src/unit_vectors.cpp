// Places on the Earth as unit vectors: chords between them order as arcs do,
// and neither the poles nor the date line are special.
#include <cmath>
#include <numbers>

#include "arrowshelf.h"
#include "status.h"

namespace {

constexpr uint8_t out_of_range = 2;
constexpr double radians = std::numbers::pi / 180;

bool is_place(double latitude, double longitude) {
    return latitude >= -90 && latitude <= 90 && longitude >= -180 &&
           longitude <= 360;
}

void write_vector(double latitude, double longitude, double *out) {
    // At a pole any longitude names the same place, and cos leaves 6e-17.
    const double across =
        std::abs(latitude) == 90 ? 0 : std::cos(latitude * radians);
    // -180 and 180, 0 and 360 name the same places: equal vectors, bit by bit.
    const double turned = longitude > 180     ? longitude - 360
                          : longitude == -180 ? 180
                                              : longitude;
    out[0] = across * std::cos(turned * radians);
    out[1] = across * std::sin(turned * radians);
    out[2] = std::sin(latitude * radians);
}

} // namespace

extern "C" as_status as_unit_vectors(const double *degrees, int64_t rows,
                                     double *out, uint8_t *invalid) {
    return guarded([&] {
        require(rows >= 0, "rows must not be negative");
        for (int64_t row = 0; row < rows; row++) {
            const double *place = degrees + 2 * row;
            double *vector = out + 3 * row;
            if (invalid[row] == 0 && !is_place(place[0], place[1]))
                invalid[row] = out_of_range;
            if (invalid[row] != 0)
                vector[0] = vector[1] = vector[2] = 0;
            else
                write_vector(place[0], place[1], vector);
        }
    });
}
