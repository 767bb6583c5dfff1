// Arrow columns to rows of float32 or float64, and what is done to such rows.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "arrowshelf.h"
#include "status.h"

namespace {

// IEEE half precision, as Arrow's float16 stores it.
struct Half {
    uint16_t bits;
};

double widen(Half half) {
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

// value - centre. In 64-bit integers, since float64 has 53 bits: the centre is
// a whole number there, and what is left after it usually small.
template <typename T> double from_centre(T value, double centre) {
    return widen(value) - centre;
}
double from_centre_exactly(__int128 value, double centre) {
    const __int128 rest = value - static_cast<__int128>(centre);
    const int64_t small = static_cast<int64_t>(rest);
    return small == rest ? static_cast<double>(small)
                         : static_cast<double>(rest);
}
double from_centre(int64_t value, double centre) {
    return from_centre_exactly(value, centre);
}
double from_centre(uint64_t value, double centre) {
    return from_centre_exactly(value, centre);
}

bool is_set(const uint8_t *bitmap, int64_t bit) {
    return bitmap[bit >> 3] >> (bit & 7) & 1;
}

// Twice this in each of d coordinates is a distance whose square is still in
// float32's range. Beyond, FAISS finds no nearest list, and reads and writes
// where there is none.
float largest_coordinate(int64_t d) {
    const float largest = std::numeric_limits<float>::max();
    return std::sqrt(largest / static_cast<float>(d)) / 2;
}

// The sizes of values other than 0: what decides how far a search can tell them
// apart. What float32 cannot hold at all does not count.
class Magnitudes {
  public:
    void add(double value) {
        const double size = std::abs(value);
        if (size > 0 && size < least_)
            least_ = size;
        if (size > most_ && size <= std::numeric_limits<float>::max())
            most_ = size;
    }
    // What narrowing a value has moved it by.
    void add_rounding(double size) {
        if (size > rounding_)
            rounding_ = size;
    }
    // Into what several threads fill at once: {least, most, rounding}.
    void add_to(double *shared) const {
        if (shared == nullptr)
            return;
        std::atomic_ref<double> least(shared[0]), most(shared[1]);
        double seen = least;
        while (least_ < seen && !least.compare_exchange_weak(seen, least_)) {
        }
        seen = most;
        while (most_ > seen && !most.compare_exchange_weak(seen, most_)) {
        }
        std::atomic_ref<double> rounding(shared[2]);
        seen = rounding;
        while (rounding_ > seen &&
               !rounding.compare_exchange_weak(seen, rounding_)) {
        }
    }

  private:
    double least_ = std::numeric_limits<double>::infinity(), most_ = 0,
           rounding_ = 0;
};

// The same of many float32 values at once, side by side.
class Sizes {
  public:
    Sizes() { std::fill_n(least_, lanes, infinite); }

    void add(const float *x, int64_t count) {
        int64_t i = 0;
        for (; i + lanes <= count; i += lanes)
            for (int lane = 0; lane < lanes; lane++)
                take(x[i + lane], lane);
        for (; i < count; i++)
            take(x[i], 0);
    }
    void add_to(Magnitudes &seen) const {
        for (int lane = 0; lane < lanes; lane++) {
            seen.add(least_[lane]);
            seen.add(most_[lane]);
        }
    }

  private:
    static constexpr int lanes = 16;
    static constexpr float infinite = std::numeric_limits<float>::infinity();
    float least_[lanes], most_[lanes] = {};

    // A NaN is neither above nor below anything.
    void take(float value, int lane) {
        const float size = std::abs(value);
        const float some = size > 0 ? size : infinite;
        const float finite = size < infinite ? size : 0;
        least_[lane] = some < least_[lane] ? some : least_[lane];
        most_[lane] = finite > most_[lane] ? finite : most_[lane];
    }
};

// What stays in the first-level cache.
constexpr int64_t block_values = 4096;

template <typename Out> struct PackRequest {
    const void *values;
    const uint8_t *validity;
    int64_t offset, rows;
    int32_t width;
    const double *centre;
    double scale;
    Out *out;
    int64_t stride;
    int32_t column;
    uint8_t *invalid;
    double *magnitudes;
};

template <typename T, typename Out> void pack(const PackRequest<Out> &request) {
    const int32_t width = request.width;
    const T *values =
        static_cast<const T *>(request.values) + request.offset * width;
    const float largest = largest_coordinate(request.stride);
    Magnitudes seen;
    for (int64_t row = 0; row < request.rows; row++) {
        Out *out = request.out + row * request.stride + request.column;
        for (int32_t c = 0; c < width; c++) {
            const int64_t at = row * width + c;
            const double centre = request.centre ? request.centre[c] : 0.0;
            const double exact =
                from_centre(values[at], centre) * request.scale;
            Out value = static_cast<Out>(exact);
            const bool null =
                request.validity &&
                !is_set(request.validity, request.offset * width + at);
            seen.add(null ? 0 : exact);
            // A NaN is not below anything.
            if (null || !(std::abs(static_cast<float>(value)) <= largest)) {
                value = 0;
                request.invalid[row] = 1;
            } else if constexpr (std::is_same_v<Out, float>)
                seen.add_rounding(std::abs(exact - double(value)));
            out[c] = value;
        }
    }
    seen.add_to(request.magnitudes);
}

struct GatherRequest {
    const void *values;
    const uint8_t *row_validity, *validity;
    int64_t offset, rows;
    int32_t width;
    double *out;
    int64_t stride;
    int32_t column;
};

template <typename T> void gather(const GatherRequest &request) {
    const int32_t width = request.width;
    const int64_t start = request.offset * width;
    const T *values = static_cast<const T *>(request.values) + start;
    for (int64_t row = 0; row < request.rows; row++) {
        double *out = request.out + row * request.stride + request.column;
        const bool is_null =
            request.row_validity &&
            !is_set(request.row_validity, request.offset + row);
        for (int32_t c = 0; c < width; c++) {
            const int64_t at = row * width + c;
            const bool is_nothing =
                is_null ||
                (request.validity && !is_set(request.validity, start + at));
            out[c] = is_nothing ? std::numeric_limits<double>::quiet_NaN()
                                : widen(values[at]);
        }
    }
}

using Gather = void (*)(const GatherRequest &);

// In the order of as_type.
constexpr Gather gather_of_type[] = {
    gather<int8_t>,  gather<int16_t>,  gather<int32_t>,  gather<int64_t>,
    gather<uint8_t>, gather<uint16_t>, gather<uint32_t>, gather<uint64_t>,
    gather<Half>,    gather<float>,    gather<double>,
};

template <typename Out> using Pack = void (*)(const PackRequest<Out> &);

// In the order of as_type.
template <typename Out>
constexpr Pack<Out> pack_of_type[] = {
    pack<int8_t, Out>,   pack<int16_t, Out>,  pack<int32_t, Out>,
    pack<int64_t, Out>,  pack<uint8_t, Out>,  pack<uint16_t, Out>,
    pack<uint32_t, Out>, pack<uint64_t, Out>, pack<Half, Out>,
    pack<float, Out>,    pack<double, Out>,
};

void require_column(int32_t type, int64_t offset, int64_t rows, int32_t width,
                    int32_t column, int64_t stride) {
    require(type >= AS_TYPE_INT8 && type <= AS_TYPE_FLOAT64,
            "type is not one of as_type");
    require(offset >= 0 && rows >= 0, "offset and rows must not be negative");
    require(width > 0 && column >= 0 && column + width <= stride,
            "column and width must fit the stride");
}

template <typename Out>
as_status checked_pack(int32_t type, const PackRequest<Out> &request) {
    return guarded([&] {
        require_column(type, request.offset, request.rows, request.width,
                       request.column, request.stride);
        pack_of_type<Out>[type](request);
    });
}

} // namespace

extern "C" as_status as_pack_column(int32_t type, const void *values,
                                    const uint8_t *validity, int64_t offset,
                                    int64_t rows, int32_t width,
                                    const double *centre, double scale,
                                    float *out, int64_t stride, int32_t column,
                                    uint8_t *invalid, double *magnitudes) {
    return checked_pack<float>(type, {values, validity, offset, rows, width,
                                      centre, scale, out, stride, column,
                                      invalid, magnitudes});
}

extern "C" as_status as_pack_column_wide(int32_t type, const void *values,
                                         const uint8_t *validity,
                                         int64_t offset, int64_t rows,
                                         int32_t width, const double *centre,
                                         double scale, double *out,
                                         int64_t stride, int32_t column,
                                         uint8_t *invalid, double *magnitudes) {
    return checked_pack<double>(type, {values, validity, offset, rows, width,
                                       centre, scale, out, stride, column,
                                       invalid, magnitudes});
}

extern "C" as_status as_gather_column(int32_t type, const void *values,
                                      const uint8_t *row_validity,
                                      const uint8_t *validity, int64_t offset,
                                      int64_t rows, int32_t width, double *out,
                                      int64_t stride, int32_t column) {
    return guarded([&] {
        require_column(type, offset, rows, width, column, stride);
        gather_of_type[type]({values, row_validity, validity, offset, rows,
                              width, out, stride, column});
    });
}

extern "C" as_status as_mark_nulls(const uint8_t *validity, int64_t offset,
                                   int64_t rows, uint8_t *invalid) {
    return guarded([&] {
        require(offset >= 0 && rows >= 0,
                "offset and rows must not be negative");
        for (int64_t row = 0; row < rows; row++)
            invalid[row] |= !is_set(validity, offset + row);
    });
}

extern "C" as_status as_mark_not_finite(const float *x, int64_t rows, int32_t d,
                                        uint8_t *invalid, double *magnitudes) {
    return guarded([&] {
        require(rows >= 0 && d > 0, "rows and d must be positive");
        // Without their signs, floats are in the order of their bits.
        const uint32_t largest = std::bit_cast<uint32_t>(largest_coordinate(d));
        Sizes sizes;
        const int64_t block_rows = std::max<int64_t>(1, block_values / d);
        for (int64_t start = 0; start < rows; start += block_rows) {
            const int64_t end = std::min(rows, start + block_rows);
            for (int64_t row = start; row < end; row++) {
                uint32_t found = 0;
                for (int32_t c = 0; c < d; c++) {
                    const auto bits = std::bit_cast<uint32_t>(x[row * d + c]);
                    found |= (bits & 0x7fffffffu) > largest;
                }
                invalid[row] |= static_cast<uint8_t>(found);
            }
            sizes.add(x + start * d, (end - start) * d);
        }
        Magnitudes seen;
        sizes.add_to(seen);
        seen.add_to(magnitudes);
    });
}
