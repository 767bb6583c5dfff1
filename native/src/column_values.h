// The values of an Arrow column, as the memory of its buffers has them.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "arrowshelf.h"
#include "status.h"

// IEEE half precision, as Arrow's float16 stores it.
struct Half {
    uint16_t bits;
};

inline double widen(Half half) {
    const int exponent = half.bits >> 10 & 0x1f;
    const int fraction = half.bits & 0x3ff;
    const double sign = half.bits & 0x8000 ? -1.0 : 1.0;
    if (exponent == 0x1f)
        return fraction ? std::numeric_limits<double>::quiet_NaN()
                        : sign * std::numeric_limits<double>::infinity();
    return exponent == 0 ? sign * std::ldexp(fraction, -24)
                         : sign * std::ldexp(1024 + fraction, exponent - 25);
}
template <typename T> double widen(T value) {
    return static_cast<double>(value);
}

inline bool is_set(const uint8_t *bitmap, int64_t bit) {
    return bitmap[bit >> 3] >> (bit & 7) & 1;
}

inline void require_column(int32_t type, int64_t offset, int64_t rows,
                           int32_t width, int32_t column, int64_t stride) {
    require(type >= AS_TYPE_INT8 && type <= AS_TYPE_FLOAT64,
            "type is not one of as_type");
    require(offset >= 0 && rows >= 0, "offset and rows must not be negative");
    require(width > 0 && column >= 0 && column + width <= stride,
            "column and width must fit the stride");
}
